// Checkpoints: writing, reading, and keeping the newest.
#include "train/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <functional>
#include <string_view>
#include <system_error>
#include <utility>

#include "train/digest.hpp"

namespace backplane::train {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "backplane.checkpoint";
constexpr const char* kVersion = "1";

Error refused(std::string code, std::string message) {
  Error error;
  error.code = std::move(code);
  error.message = std::move(message);
  return error;
}

// 123 of "step-00000123.safetensors".
std::optional<std::uint64_t> step_of(std::string_view name) {
  constexpr std::string_view kBegin = "step-", kEnd = ".safetensors";
  if (!name.starts_with(kBegin) || !name.ends_with(kEnd)) return std::nullopt;
  if (name.size() < kBegin.size() + kEnd.size() + 1) return std::nullopt;
  name.remove_prefix(kBegin.size());
  name.remove_suffix(kEnd.size());
  std::uint64_t step = 0;
  const auto [rest, status] =
      std::from_chars(name.data(), name.data() + name.size(), step);
  if (status != std::errc() || rest != name.data() + name.size()) return std::nullopt;
  return step;
}

const std::string* find(const io::TensorFile& file, const std::string& key) {
  const auto found = file.metadata.find(key);
  return found == file.metadata.end() ? nullptr : &found->second;
}

const char* stored_name(std::uint32_t dtype) {
  switch (static_cast<DType>(dtype)) {
    case DType::f32:
      return "F32";
    case DType::f64:
      return "F64";
    case DType::bf16:
      return "BF16";
    case DType::i32:
      return "I32";
    case DType::i64:
      return "I64";
    case DType::u8:
      return "U8";
  }
  return "?";
}

}  // namespace

std::string slot_name(const std::string& slot, const std::string& parameter) {
  return "optimizer/" + slot + "/" + parameter;
}

std::string average_name(const std::string& parameter) {
  return "average/" + parameter;
}

bool is_of_training(const std::string& name) {
  return name.starts_with("optimizer/") || name.starts_with("average/");
}

Result<const io::StoredTensor*> Checkpoint::tensor(const std::string& name,
                                                   const Shape& shape) const {
  const io::StoredTensor* stored = file.find(name);
  if (stored == nullptr)
    return refused("E0624",
                   fmt::format("checkpoint '{}' holds no tensor '{}'", path, name));
  const std::string_view dtype = stored_name(shape.dtype);
  const bool fits =
      stored->dtype == dtype && std::equal(stored->shape.begin(), stored->shape.end(),
                                           shape.dim, shape.dim + shape.rank);
  if (fits) return stored;
  return refused(
      "E0624",
      fmt::format("checkpoint '{}': expected '{}' as {} [{}], found {} [{}]", path,
                  name, dtype, fmt::join(shape.dim, shape.dim + shape.rank, ", "),
                  stored->dtype, fmt::join(stored->shape, ", ")));
}

Checkpoints::Checkpoints(std::string folder, std::int64_t keep)
    : folder_(std::move(folder)), keep_(std::max<std::int64_t>(keep, 1)) {}

std::string Checkpoints::best_path() const {
  return folder_ + "/best.safetensors";
}

std::string Checkpoints::path_of(std::uint64_t step) const {
  return fmt::format("{}/step-{:08}.safetensors", folder_, step);
}

std::vector<std::uint64_t> Checkpoints::steps() const {
  std::vector<std::uint64_t> found;
  std::error_code ignored;
  for (fs::directory_iterator it(folder_, ignored), end; !ignored && it != end;
       it.increment(ignored))
    if (const auto step = step_of(it->path().filename().string()))
      found.push_back(*step);
  std::sort(found.begin(), found.end(), std::greater<>());
  return found;
}

Outcome Checkpoints::save(const TrainState& state, const std::string& config,
                          const std::vector<io::StoredTensor>& tensors) {
  const std::map<std::string, std::string> metadata = {{"format", kFormat},
                                                       {"format_version", kVersion},
                                                       {"state", to_json(state)},
                                                       {"config", config},
                                                       {"digest", digest(tensors)}};
  const Outcome written = io::write_safetensors(path_of(state.step), tensors, metadata);
  if (written) prune(state.step);
  return written;
}

Outcome Checkpoints::save_best(const std::vector<io::StoredTensor>& weights,
                               const std::map<std::string, std::string>& metadata) {
  return io::write_safetensors(best_path(), weights, metadata);
}

// What is older than the `keep` newest up to `step`; what is newer than `step`, which
// can only be damaged, since the run went on from before it; what a killed process left
// half-written. A file that cannot be removed does no harm and is tried again next
// time.
void Checkpoints::prune(std::uint64_t step) const {
  std::error_code ignored;
  std::int64_t kept = 0;
  for (const std::uint64_t other : steps())
    if (other > step || ++kept > keep_) fs::remove(path_of(other), ignored);

  std::vector<fs::path> stale;
  for (fs::directory_iterator it(folder_, ignored), end; !ignored && it != end;
       it.increment(ignored)) {
    const std::string name = it->path().filename().string();
    if (name.starts_with(".") && name.ends_with(".tmp")) stale.push_back(it->path());
  }
  for (const fs::path& path : stale) fs::remove(path, ignored);
}

Result<Found> Checkpoints::newest() const {
  Found found;
  for (const std::uint64_t step : steps()) {
    auto checkpoint = read_checkpoint(path_of(step));
    if (checkpoint) {
      found.checkpoint = std::move(*checkpoint);
      return found;
    }
    found.skipped.push_back(checkpoint.error().message);
  }
  if (found.skipped.empty()) return found;
  Error error =
      refused("E0622", fmt::format("no checkpoint in '{}' is whole", folder_));
  error.remarks = std::move(found.skipped);
  error.remarks.emplace_back("remove them to start from the beginning");
  return error;
}

Result<Checkpoint> read_checkpoint(const std::string& path) {
  auto file = io::read_safetensors(path);
  if (!file) return file.error();
  const std::string* format = find(*file, "format");
  const std::string* version = find(*file, "format_version");
  const std::string* state = find(*file, "state");
  const std::string* config = find(*file, "config");
  const std::string* sum = find(*file, "digest");
  if (format == nullptr || *format != kFormat || version == nullptr ||
      state == nullptr || config == nullptr || sum == nullptr)
    return refused("E0621",
                   fmt::format("'{}' is no checkpoint: it holds tensors, but no "
                               "training state",
                               path));
  if (*version != kVersion)
    return refused("E0621", fmt::format("'{}' has checkpoint format {}: expected {}",
                                        path, *version, kVersion));
  if (*sum != digest(file->tensors))
    return refused("E0625",
                   fmt::format("'{}' is damaged: its tensors are not those that "
                               "were written",
                               path));
  auto parsed = parse_train_state(*state, path);
  if (!parsed) return parsed.error();
  Checkpoint checkpoint{path, *parsed, *config, {}};
  checkpoint.file = std::move(*file);
  return checkpoint;
}

}  // namespace backplane::train

// The folder of a run. While a new run takes an old one's place, the old one lies aside
// as "<path>.replaced"; whoever comes next puts it back if the new one never began.
#include "train/run_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <span>
#include <system_error>

#include "io/file.hpp"
#include "train/run_contents.hpp"

namespace backplane::train {
namespace {

namespace fs = std::filesystem;

Error refused(std::string code, std::string message, std::string remark) {
  Error error;
  error.code = std::move(code);
  error.message = std::move(message);
  error.remarks = {std::move(remark)};
  return error;
}

Error taken(const std::string& path) {
  return refused(
      "E0610", fmt::format("the run folder '{}' exists", path),
      fmt::format("choose another with --out, replace it with --overwrite, or "
                  "go on with 'backplane resume {}'",
                  path));
}

Error not_writable(const std::string& path, const std::string& why) {
  return refused("E0612", fmt::format("cannot make the run folder '{}': {}", path, why),
                 "choose a folder that you may write to with --out");
}

// Without a trailing slash; "." and ".." by their real names, since they may be
// renamed.
std::string tidy(const std::string& path) {
  std::error_code code;
  fs::path tidied = fs::path(path).lexically_normal();
  if (!tidied.has_filename()) tidied = tidied.parent_path();
  const fs::path last = tidied.filename();
  if (last == "." || last == ".." || tidied.empty() || fs::is_symlink(tidied, code)) {
    const fs::path real = fs::weakly_canonical(fs::path(path), code);
    if (!code) tidied = real;
  }
  return tidied.string();
}

std::string aside_of(const std::string& path) {
  return path + ".replaced";
}

// What a new run would find: an earlier one that lies aside counts as standing here
// when nothing was begun in its place.
Stands found_at(const std::string& path) {
  const Stands here = what_stands(path);
  const bool vacant = here == Stands::nothing || here == Stands::blank;
  return vacant && what_stands(aside_of(path)) == Stands::run ? Stands::run : here;
}

// Puts an earlier run back whose replacement was killed before it began.
void recover(const std::string& path) {
  const Stands here = what_stands(path);
  if (here != Stands::nothing && here != Stands::blank) return;
  if (what_stands(aside_of(path)) != Stands::run) return;
  std::error_code ignored;
  if (here == Stands::blank) remove_run(path);
  fs::rename(aside_of(path), path, ignored);
}

// Whether a folder could be made, or moved, at `path`: asks the nearest that exists.
Outcome check_writable(const std::string& path, bool inside) {
  std::error_code code;
  fs::path place = fs::absolute(path, code);
  if (!inside) place = place.parent_path();
  while (!fs::exists(place, code) && place.has_relative_path())
    place = place.parent_path();
  if (!fs::is_directory(place, code))
    return not_writable(path, fmt::format("'{}' is no folder", place.string()));
  if (::access(place.c_str(), W_OK | X_OK) != 0)
    return not_writable(path, fmt::format("'{}': {}", place.string(),
                                          std::generic_category().message(errno)));
  return Done{};
}

Outcome make(const std::string& path, const std::string& config) {
  if (const Outcome made = io::make_folder(path + "/checkpoints"); !made)
    return not_writable(path, made.error().message);
  return io::write_atomic(path + "/" + kRunConfig, std::string_view(config));
}

}  // namespace

Outcome RunFolder::check(const std::string& given, bool overwrite) {
  if (given.empty()) return not_writable(given, "it has no name");
  const std::string path = tidy(given);
  const Stands stands = found_at(path);
  if (stands == Stands::other_file)
    return refused("E0611", fmt::format("'{}' is a file, not a run folder", path),
                   "choose a folder with --out");
  if (stands == Stands::other)
    return refused("E0611",
                   fmt::format("'{}' exists and is no run folder: it holds no {}", path,
                               kRunConfig),
                   "choose another with --out; nothing in it was touched");
  if (stands != Stands::run) return check_writable(path, stands == Stands::blank);
  if (!overwrite) return taken(path);

  if (const auto foreign = foreign_files(path); !foreign.empty())
    return refused("E0611",
                   fmt::format("'{}' holds what no run writes: {}", path,
                               fmt::join(foreign, ", ")),
                   "move it away, or choose another folder with --out");
  return check_writable(path, false);
}

Result<RunFolder> RunFolder::create(const std::string& given, bool overwrite,
                                    const std::string& resolved_config) {
  if (const Outcome free = check(given, overwrite); !free) return free.error();
  const std::string path = tidy(given);
  recover(path);
  if (what_stands(path) == Stands::run) {
    std::error_code code;
    remove_run(aside_of(path));
    fs::rename(path, aside_of(path), code);
    if (code) return not_writable(path, code.message());
  }
  RunFolder folder(path, true);
  if (const Outcome made = make(path, resolved_config); !made) return made.error();
  return folder;
}

Result<RunFolder> RunFolder::open(const std::string& given) {
  const std::string path = tidy(given);
  recover(path);
  if (what_stands(path) == Stands::run) return RunFolder(path, false);
  return refused(
      "E0613", fmt::format("'{}' is no run folder: it holds no {}", path, kRunConfig),
      "a run folder is made by 'backplane train'; by default it is runs/<name>");
}

RunFolder::RunFolder(RunFolder&& other) noexcept
    : path_(other.path_), fresh_(std::exchange(other.fresh_, false)) {}

RunFolder::~RunFolder() {
  if (fresh_) put_back();
}

void RunFolder::put_back() const {
  std::error_code ignored;
  remove_run(path_);
  if (what_stands(aside_of(path_)) == Stands::run)
    fs::rename(aside_of(path_), path_, ignored);
}

Outcome RunFolder::settle() {
  fresh_ = false;
  const std::string aside = aside_of(path_);
  if (what_stands(aside) != Stands::run || remove_run(aside)) return Done{};
  return refused("E0614", fmt::format("cannot remove the earlier run at '{}'", aside),
                 "remove it by hand; the new run is not affected");
}

Result<std::string> RunFolder::read_config() const {
  constexpr std::uint64_t kMost = 16 << 20;
  const auto bytes = io::read_file(config(), kMost);
  if (!bytes) return bytes.error();
  return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

}  // namespace backplane::train

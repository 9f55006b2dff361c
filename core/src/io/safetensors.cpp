// safetensors in: u64 N, N bytes of JSON, then the tensors without hole or overlap.
#include "io/safetensors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "io/bytes.hpp"
#include "io/fault.hpp"
#include "io/file.hpp"
#include "io/limits.hpp"
#include "io/tensor_dtype.hpp"
#include "io/tensor_header.hpp"

namespace backplane::io {
namespace {

// "" or what is wrong with this tensor; `previous` is where the one before it ended.
std::string check(const TensorEntry& entry, std::uint64_t previous,
                  std::uint64_t buffer) {
  const auto width = tensor_dtype_size(entry.dtype);
  if (!width)
    return fmt::format(
        "tensor '{}' is of type '{}', which is not read here; expected {}", entry.name,
        entry.dtype, tensor_dtype_names());
  if (entry.begin != previous || entry.end < entry.begin)
    return fmt::format("tensor '{}' stands at bytes {} to {}, expected from {} on",
                       entry.name, entry.begin, entry.end, previous);
  if (entry.end > buffer)
    return fmt::format("tensor '{}' ends at byte {} of the data, which has {}",
                       entry.name, entry.end, buffer);
  const auto bytes = checked_bytes(entry.shape, *width);
  if (!bytes || *bytes != entry.end - entry.begin)
    return fmt::format(
        "tensor '{}' has {} bytes, and its shape [{}] of {} asks for {}", entry.name,
        entry.end - entry.begin, fmt::join(entry.shape, ", "), entry.dtype,
        bytes ? std::to_string(*bytes) : std::string("more than can be counted"));
  return "";
}

struct Extent {
  std::uint64_t length = 0;  // of the JSON
  std::string wrong;
};

Extent find_header(const std::vector<std::byte>& bytes) {
  if (bytes.size() < 8)
    return {0,
            fmt::format("it ends after {} of the 8 bytes that open it", bytes.size())};
  const auto length = load_little<std::uint64_t>(bytes.data());
  if (length > kMaxTensorHeader)
    return {0, fmt::format("its header claims {} bytes, more than the {} that are "
                           "allowed",
                           length, kMaxTensorHeader)};
  if (length > bytes.size() - 8)
    return {0, fmt::format("its header claims {} bytes, and {} follow", length,
                           bytes.size() - 8)};
  return {length, ""};
}

}  // namespace

const StoredTensor* TensorFile::find(const std::string& name) const {
  const auto found = std::lower_bound(
      tensors.begin(), tensors.end(), name,
      [](const StoredTensor& t, const std::string& n) { return t.name < n; });
  return found != tensors.end() && found->name == name ? &*found : nullptr;
}

Result<TensorFile> parse_safetensors(std::vector<std::byte> bytes,
                                     const std::string& name) {
  const auto malformed = [&](const std::string& what) {
    return fault(
        "E0509",
        fmt::format("'{}' is not a safetensors file that can be read: {}", name, what));
  };
  const Extent extent = find_header(bytes);
  if (!extent.wrong.empty()) return malformed(extent.wrong);
  TensorHeader header = parse_tensor_header(
      {reinterpret_cast<const char*>(bytes.data()) + 8, extent.length});
  if (!header.wrong.empty()) return malformed(header.wrong);

  // Empty tensors share their begin with the one that follows, so ends decide then.
  std::sort(header.tensors.begin(), header.tensors.end(),
            [](const TensorEntry& a, const TensorEntry& b) {
              return std::tie(a.begin, a.end, a.name) <
                     std::tie(b.begin, b.end, b.name);
            });
  TensorFile file;
  const std::uint64_t data = 8 + extent.length, buffer = bytes.size() - data;
  std::uint64_t previous = 0;
  for (TensorEntry& entry : header.tensors) {
    if (const std::string wrong = check(entry, previous, buffer); !wrong.empty())
      return malformed(wrong);
    previous = entry.end;
    file.tensors.push_back({std::move(entry.name), std::move(entry.dtype),
                            std::move(entry.shape), bytes.data() + data + entry.begin,
                            entry.end - entry.begin});
  }
  if (previous != buffer)
    return malformed(fmt::format("{} bytes follow its last tensor", buffer - previous));
  std::sort(file.tensors.begin(), file.tensors.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  file.metadata = std::move(header.metadata);
  file.bytes = std::move(bytes);  // keeps its address, so the views stay
  return file;
}

Result<TensorFile> read_safetensors(const std::string& path) {
  auto bytes = read_file(path, kMaxArrayBytes);
  if (!bytes) return bytes.error();
  return parse_safetensors(std::move(*bytes), path);
}

}  // namespace backplane::io

// safetensors out: sorted by alignment and name, the header padded with spaces to 8.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "io/file.hpp"
#include "io/safetensors.hpp"
#include "io/tensor_dtype.hpp"

namespace backplane::io {
namespace {

// Text that is no UTF-8 cannot stand in JSON: its bad bytes become U+FFFD.
std::string json_text(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false,
                                   nlohmann::json::error_handler_t::replace);
}

std::vector<const StoredTensor*> in_file_order(
    const std::vector<StoredTensor>& tensors) {
  std::vector<const StoredTensor*> order;
  for (const StoredTensor& tensor : tensors) order.push_back(&tensor);
  std::sort(order.begin(), order.end(),
            [](const StoredTensor* a, const StoredTensor* b) {
              const auto width_a = tensor_dtype_size(a->dtype),
                         width_b = tensor_dtype_size(b->dtype);
              return width_a != width_b ? width_a > width_b : a->name < b->name;
            });
  return order;
}

std::string encode_header(const std::vector<const StoredTensor*>& tensors,
                          const std::map<std::string, std::string>& metadata) {
  std::vector<std::string> entries;
  if (!metadata.empty()) {
    std::vector<std::string> pairs;
    for (const auto& [key, value] : metadata)
      pairs.push_back(json_text(key) + ":" + json_text(value));
    entries.push_back(fmt::format("\"__metadata__\":{{{}}}", fmt::join(pairs, ",")));
  }
  std::uint64_t at = 0;
  for (const StoredTensor* tensor : tensors) {
    entries.push_back(
        fmt::format(R"({}:{{"dtype":{},"shape":[{}],"data_offsets":[{},{}]}})",
                    json_text(tensor->name), json_text(tensor->dtype),
                    fmt::join(tensor->shape, ","), at, at + tensor->size));
    at += tensor->size;
  }
  std::string header = fmt::format("{{{}}}", fmt::join(entries, ","));
  header.resize((header.size() + 7) / 8 * 8, ' ');
  return header;
}

}  // namespace

std::optional<std::uint64_t> tensor_dtype_size(std::string_view dtype) {
  if (dtype == "BOOL" || dtype == "U8" || dtype == "I8") return 1;
  if (dtype == "I16" || dtype == "U16" || dtype == "F16" || dtype == "BF16") return 2;
  if (dtype == "I32" || dtype == "U32" || dtype == "F32") return 4;
  if (dtype == "I64" || dtype == "U64" || dtype == "F64") return 8;
  return std::nullopt;
}

std::string tensor_dtype_names() {
  return "BOOL, U8, I8, I16, U16, F16, BF16, I32, U32, F32, I64, U64 or F64";
}

std::vector<std::byte> encode_safetensors(
    const std::vector<StoredTensor>& tensors,
    const std::map<std::string, std::string>& metadata) {
  const auto order = in_file_order(tensors);
  const std::string header = encode_header(order, metadata);
  const std::uint64_t length = header.size();
  std::uint64_t total = 8 + length;
  for (const StoredTensor* tensor : order) total += tensor->size;

  std::vector<std::byte> bytes(total);
  std::memcpy(bytes.data(), &length, sizeof length);
  std::memcpy(bytes.data() + 8, header.data(), length);
  std::byte* at = bytes.data() + 8 + length;
  for (const StoredTensor* tensor : order) {
    if (tensor->size > 0) std::memcpy(at, tensor->data, tensor->size);
    at += tensor->size;
  }
  return bytes;
}

Outcome write_safetensors(const std::string& path,
                          const std::vector<StoredTensor>& tensors,
                          const std::map<std::string, std::string>& metadata) {
  return write_atomic(path, encode_safetensors(tensors, metadata));
}

}  // namespace backplane::io

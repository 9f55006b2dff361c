// Inputs alone, for predict: an IDX or NPY file against the shape that a model takes.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "data/dataset.hpp"
#include "data/examine.hpp"
#include "io/fault.hpp"
#include "io/file.hpp"

namespace backplane::data {
namespace {

Result<bool> is_npy(const std::string& path) {
  if (path.ends_with(".npz") || path.find(".npz:") != std::string::npos) return true;
  const auto head = io::read_head(path, 6);
  if (!head) return head.error();
  return head->size() == 6 && (*head)[0] == std::byte{0x93} &&
         (*head)[1] == std::byte{'N'};
}

// The same sizes, apart from a first size of 1 (the channel of a grey image); or as
// many elements where the model takes a flat row.
bool fits(const Shape& sample, const Shape& input) {
  if (input.rank == 1) return elements(sample) == input.dim[0];
  const auto trimmed = [](const Shape& shape) {
    const auto* begin = shape.dim;
    const auto* end = shape.dim + shape.rank;
    return std::vector<std::int64_t>(
        std::find_if(begin, end, [](std::int64_t d) { return d != 1; }), end);
  };
  return trimmed(sample) == trimmed(input);
}

}  // namespace

Result<Examples> load_inputs(const std::string& path, const Shape& input) {
  const auto npy = is_npy(path);
  if (!npy) return npy.error();
  auto array = *npy ? io::read_npy(path) : io::read_idx(path);
  if (!array) return array.error();
  if (array->shape.empty() || array->count() == 0 ||
      array->shape[0] > std::numeric_limits<std::uint32_t>::max())
    return io::fault("E0520", fmt::format("'{}' holds no samples", path));
  const Shape sample = sample_shape(*array);
  if (!fits(sample, input))
    return io::fault("E0525",
                     fmt::format("a sample of '{}' is {}, and the model takes {}", path,
                                 to_string(sample), to_string(input)),
                     {"the first size of the array counts the samples"});
  Examples examples;
  examples.rows.resize(static_cast<std::size_t>(array->shape[0]));
  std::iota(examples.rows.begin(), examples.rows.end(), std::uint32_t{0});
  examples.inputs = std::make_shared<const io::Array>(std::move(*array));
  return examples;
}

}  // namespace backplane::data

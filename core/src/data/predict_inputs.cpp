// Inputs alone, for predict: an IDX or NPY file, or images, against what a model takes.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "data/dataset.hpp"
#include "data/examine.hpp"
#include "data/image_files.hpp"
#include "data/labels.hpp"
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

// All rows of an array.
Examples examples_of(std::shared_ptr<const io::Array> array) {
  Examples examples;
  examples.rows.resize(static_cast<std::size_t>(array->shape[0]));
  std::iota(examples.rows.begin(), examples.rows.end(), std::uint32_t{0});
  examples.inputs = {std::move(array)};
  return examples;
}

Result<Examples> load_images(const std::string& path, bool folder,
                             const std::optional<ImageForm>& image, Parallel* pool) {
  if (!image)
    return io::fault("E0544",
                     fmt::format("'{}' holds images, and the model was not trained on "
                                 "bytes of one or three channels",
                                 path),
                     {"give an IDX or NPY file with samples as the training data has"});
  std::vector<std::string> names{std::filesystem::path(path).filename().string()};
  std::vector<std::string> files{path};
  if (folder) {
    auto found = find_images(path);
    if (!found) return found.error();
    names = std::move(*found);
    files.clear();
    for (const std::string& name : names)
      files.push_back((std::filesystem::path(path) / name).string());
  }
  auto array = read_images(files, *image, pool);
  if (!array) return array.error();
  Examples examples = examples_of(std::move(*array));
  examples.names = std::move(names);
  return examples;
}

}  // namespace

Result<Examples> load_inputs(const std::string& path, const InputForm& form,
                             Parallel* pool) {
  std::error_code ignored;
  const bool folder = std::filesystem::is_directory(path, ignored);
  if (folder || io::image_name(path) == io::ImageName::readable)
    return load_images(path, folder, form.image, pool);
  const auto npy = is_npy(path);
  if (!npy) return npy.error();
  auto array = *npy ? io::read_npy(path) : io::read_idx(path);
  if (!array) return array.error();
  if (array->shape.empty() || array->count() == 0 ||
      array->shape[0] > std::numeric_limits<std::uint32_t>::max())
    return io::fault("E0520", fmt::format("'{}' holds no samples", path));
  const Shape sample = sample_shape(*array);
  if (!fits(sample, form.shape))
    return io::fault("E0525",
                     fmt::format("a sample of '{}' is {}, and the model takes {}", path,
                                 to_string(sample), to_string(form.shape)),
                     {"the first size of the array counts the samples"});
  if (form.vocab > 0)
    if (auto done = check_ids(*array, form.vocab, path); !done.ok())
      return done.error();
  return examples_of(std::make_shared<const io::Array>(std::move(*array)));
}

Result<Examples> load_inputs(const std::vector<std::string>& paths,
                             const std::vector<InputForm>& forms, Parallel* pool) {
  Examples all;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    auto one = load_inputs(paths[i], forms[i], pool);
    if (!one) return one.error();
    if (i == 0) {
      all = std::move(*one);
      continue;
    }
    if (one->count() != all.count())
      return io::fault("E0532",
                       fmt::format("'{}' holds {} samples, and '{}' holds {}", paths[0],
                                   all.count(), paths[i], one->count()),
                       {"each sample has all inputs: the counts must agree"});
    all.inputs.push_back(one->input());
  }
  return all;
}

}  // namespace backplane::data

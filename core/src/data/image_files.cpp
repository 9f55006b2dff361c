// Headers of many images, and their pixels, in tasks of a few files.
#include "data/image_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "io/fault.hpp"
#include "io/limits.hpp"

namespace backplane::data {
namespace {

constexpr std::size_t kFiles = 8;  // a task

Error sizes_differ(const std::string& file, const io::ImageHeader& header,
                   const std::string& first, const ImageForm& form) {
  return io::fault(
      "E0543",
      fmt::format("'{}' is {}×{} pixels, and '{}' is {}×{}", file, header.height,
                  header.width, first, form.height, form.width),
      {"'size: [height, width]' brings all images to one size"});
}

Error no_memory(const ImageForm& form, std::size_t files) {
  return io::fault("E0503", fmt::format("{} images of {}×{}×{} do not fit into memory",
                                        files, form.channels, form.height, form.width));
}

// The files of a task, each into its place.
struct Reader {
  const std::vector<std::string>& files;
  const ImageForm& form;
  io::Array& array;
  std::vector<std::vector<Error>> errors{};  // by task

  void operator()(std::int64_t task, std::uint32_t) {
    const std::size_t begin = static_cast<std::size_t>(task) * kFiles;
    const std::size_t end = std::min(begin + kFiles, files.size());
    for (std::size_t i = begin; i < end; ++i)
      if (auto done = one(i); !done.ok())
        errors[static_cast<std::size_t>(task)].push_back(done.error());
  }

 private:
  Outcome one(std::size_t i) const try {
    auto image = io::read_image(files[i]);
    if (!image) return image.error();
    const auto n = static_cast<std::size_t>(form.elements());
    auto* bytes = reinterpret_cast<std::uint8_t*>(array.bytes.data());
    shape_image(std::move(*image), form, {bytes + i * n, n});
    return Done{};
  } catch (const std::bad_alloc&) {
    return io::fault("E0503", fmt::format("'{}' does not fit into memory", files[i]));
  }
};

}  // namespace

Error Faults::joined() const {
  Error all = join(errors_);
  if (full()) {
    Error& last = all.also.empty() ? all : all.also.back();
    last.remarks.emplace_back("only the first mistakes are shown: there may be more");
  }
  return all;
}

Result<ImageForm> settle_form(const std::vector<std::string>& files, ImageForm wanted) {
  Faults faults;
  ImageForm form = wanted;
  bool grey = true, differ = false;
  std::string first;
  for (const std::string& file : files) {
    const auto header = io::read_image_header(file);
    if (!header) {
      faults.add(header.error());
      if (faults.full()) break;
      continue;
    }
    grey = grey && header->channels == 1;
    if (wanted.height > 0) continue;
    if (form.height == 0) {
      form.height = header->height;
      form.width = header->width;
      first = file;
    }
    const bool same = header->height == form.height && header->width == form.width;
    if (!same && !differ) faults.add(sizes_differ(file, *header, first, form));
    differ = differ || !same;  // told once: the remedy is one for all
  }
  if (faults.any()) return faults.joined();
  if (wanted.channels == 0) form.channels = grey ? 1 : 3;
  return form;
}

Result<std::shared_ptr<const io::Array>> read_images(
    const std::vector<std::string>& files, const ImageForm& form, Parallel* pool) {
  io::Array array;
  array.element = io::Element::u8;
  const auto n = static_cast<std::int64_t>(files.size());
  array.shape = {n, form.channels, form.height, form.width};
  if (n > static_cast<std::int64_t>(io::kMaxArrayBytes) / form.elements())
    return io::fault(
        "E0541",
        fmt::format("{} images of {}×{}×{} are more than {} bytes", n, form.channels,
                    form.height, form.width, io::kMaxArrayBytes));
  try {
    array.bytes.resize(static_cast<std::size_t>(n * form.elements()));
  } catch (const std::bad_alloc&) {
    return no_memory(form, files.size());
  }
  Reader read{files, form, array};
  const std::size_t tasks = (files.size() + kFiles - 1) / kFiles;
  read.errors.resize(tasks);
  if (pool != nullptr)
    pool->run(static_cast<std::int64_t>(tasks), read);
  else
    for (std::size_t task = 0; task < tasks; ++task)
      read(static_cast<std::int64_t>(task), 0);
  Faults faults;
  for (const auto& errors : read.errors)
    for (const Error& error : errors) faults.add(error);
  if (faults.any()) return faults.joined();
  return std::make_shared<const io::Array>(std::move(array));
}

}  // namespace backplane::data

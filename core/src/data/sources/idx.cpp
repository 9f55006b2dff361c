// idx: a folder with the four files of MNIST and its kin.
#include <fmt/format.h>

#include <filesystem>
#include <functional>

#include "data/labels.hpp"
#include "data/source.hpp"
#include "io/fault.hpp"
#include "io/file.hpp"

namespace backplane::data {
namespace {

constexpr std::uint64_t kMaxNames = 1 << 20;

// The file `stem` in one of the spellings that are in use; "" when there is none.
std::string find_file(const std::string& folder, const std::string& part,
                      const std::string& kind) {
  for (const char* join : {"-", "."})
    for (const char* end : {"", ".gz"}) {
      std::string file =
          (std::filesystem::path(folder) / (part + join + kind + "-ubyte" + end))
              .string();
      std::error_code ignored;
      if (std::filesystem::exists(file, ignored)) return file;
    }
  return "";
}

struct Files {
  std::string train_images, train_labels, test_images, test_labels, names;
};

Error missing(const std::string& folder, const std::string& name, const Place& place) {
  std::error_code ignored;
  Error error =
      std::filesystem::is_directory(folder, ignored)
          ? io::fault("E0501", fmt::format("the folder '{}' has no {} or {}.gz", folder,
                                           name, name))
          : io::fault("E0501", fmt::format("there is no folder '{}'", folder));
  error.place = place;
  error.label = "a folder with IDX files is expected";
  error.remarks.emplace_back(
      "idx reads train-images-idx3-ubyte, train-labels-idx1-ubyte and, where they are, "
      "the same for t10k, each also as .gz");
  return error;
}

Result<Files> find_files(const std::string& folder, const Place& place) {
  Files files{find_file(folder, "train-images", "idx3"),
              find_file(folder, "train-labels", "idx1"),
              find_file(folder, "t10k-images", "idx3"),
              find_file(folder, "t10k-labels", "idx1"),
              (std::filesystem::path(folder) / "labels.txt").string()};
  if (files.train_images.empty())
    return missing(folder, "train-images-idx3-ubyte", place);
  if (files.train_labels.empty())
    return missing(folder, "train-labels-idx1-ubyte", place);
  if (files.test_images.empty() != files.test_labels.empty())
    return missing(
        folder,
        files.test_images.empty() ? "t10k-images-idx3-ubyte" : "t10k-labels-idx1-ubyte",
        place);
  return files;
}

// One name a line; no file, no names.
Result<std::vector<std::string>> read_names(const std::string& file) {
  std::error_code ignored;
  std::vector<std::string> names;
  if (!std::filesystem::exists(file, ignored)) return names;
  const auto bytes = io::read_file(file, kMaxNames);
  if (!bytes) return bytes.error();
  std::string name;
  for (const std::byte byte : *bytes) {
    const char c = static_cast<char>(byte);
    if (c == '\n') {
      names.push_back(std::move(name));
      name.clear();
    } else if (c != '\r') {
      name += c;
    }
  }
  if (!name.empty()) names.push_back(std::move(name));
  return names;
}

// N×H×W becomes N×1×H×W: an image of one channel.
template <class Header>
Header with_channel(Header header) {
  if (header.shape.size() == 3) header.shape.insert(header.shape.begin() + 1, 1);
  return header;
}

Result<io::ArrayHeader> image_header(const std::string& file) {
  auto header = io::read_idx_header(file);
  if (!header) return header.error();
  return with_channel(std::move(*header));
}

Result<std::shared_ptr<const io::Array>> image_array(const std::string& file) {
  auto array = io::read_idx(file);
  if (!array) return array.error();
  return std::make_shared<const io::Array>(with_channel(std::move(*array)));
}

Result<std::shared_ptr<const io::Array>> label_array(const std::string& file) {
  auto array = io::read_idx(file);
  if (!array) return array.error();
  return std::make_shared<const io::Array>(std::move(*array));
}

template <class T>
using Read = std::function<Result<T>(const std::string&)>;

template <class T>
Result<Part<T>> read_part(const std::string& images, const std::string& labels,
                          const Place& place, const Read<T>& read_images,
                          const Read<T>& read_labels) {
  auto inputs = read_images(images);
  if (!inputs) return inputs.error();
  auto targets = read_labels(labels);
  if (!targets) return targets.error();
  return Part<T>{{{std::move(*inputs), images, place}},
                 {{std::move(*targets), labels, place}}};
}

template <class T>
Result<Parts<T>> read_parts(const Files& files, const Place& place,
                            const Read<T>& read_images, const Read<T>& read_labels) {
  auto train = read_part<T>(files.train_images, files.train_labels, place, read_images,
                            read_labels);
  if (!train) return train.error();
  Parts<T> parts;
  parts.train = std::move(*train);
  if (!files.test_images.empty()) {
    auto test = read_part<T>(files.test_images, files.test_labels, place, read_images,
                             read_labels);
    if (!test) return test.error();
    parts.test = std::move(*test);
  }
  auto names = read_names(files.names);
  if (!names) return names.error();
  parts.label_names = std::move(*names);
  return parts;
}

class Idx final : public Source {
 public:
  Idx() {
    id = "idx";
    summary = "images and labels in IDX files, as MNIST and Fashion-MNIST have them";
    doc =
        "The folder holds `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and, "
        "where there is a test set, `t10k-images-idx3-ubyte`, "
        "`t10k-labels-idx1-ubyte`; each may be `.gz`. A `labels.txt` there names the "
        "classes, one a line.";
    ParamSpec path;
    path.name = "path";
    path.type = ParamType::string;
    path.doc = "the folder with the files";
    path.def = Value::string("");
    path.flags = BACKPLANE_PF_MAIN | BACKPLANE_PF_REQUIRED;
    path.unit = "path";
    params = {std::move(path)};
  }

  [[nodiscard]] Result<Headers> headers(const config::Bound& bound,
                                        const std::string& folder) const override {
    const Place& place = bound.place_of("path");
    const auto files = find_files(resolve(folder, bound["path"].s), place);
    if (!files) return files.error();
    auto parts =
        read_parts<io::ArrayHeader>(*files, place, image_header, io::read_idx_header);
    if (!parts) return placed(parts.error(), place);
    const ClassCount count = peek_classes(parts->train.targets.front().array, [&] {
      return io::read_idx(files->train_labels);
    });
    parts->target() = {count.all, count.without_last};
    return parts;
  }

  [[nodiscard]] Result<Arrays> arrays(const config::Bound& bound,
                                      const std::string& folder,
                                      std::uint64_t) const override {
    const Place& place = bound.place_of("path");
    const auto files = find_files(resolve(folder, bound["path"].s), place);
    if (!files) return files.error();
    auto parts = read_parts<std::shared_ptr<const io::Array>>(*files, place,
                                                              image_array, label_array);
    if (!parts) return placed(parts.error(), place);
    return parts;
  }
};

}  // namespace

const Source& idx_source() {
  static const Idx source;
  return source;
}

}  // namespace backplane::data

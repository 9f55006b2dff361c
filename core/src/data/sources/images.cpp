// images: a folder of images, a folder a class.
#include <fmt/format.h>

#include <cstring>

#include "data/image_files.hpp"
#include "data/labels.hpp"
#include "data/source.hpp"
#include "described.hpp"
#include "io/fault.hpp"

namespace backplane::data {
namespace {

ParamSpec choice_param(const char* name, std::vector<std::string> words,
                       const char* doc) {
  ParamSpec spec;
  spec.name = name;
  spec.type = ParamType::choice;
  spec.doc = doc;
  spec.def = Value::choice(0);
  spec.choices = std::move(words);
  return spec;
}

// What the configuration says of the form; 0 where it leaves that to the files.
Result<ImageForm> wanted_form(const config::Bound& bound) {
  ImageForm form;
  const std::int64_t channels[] = {0, 1, 3};
  form.channels = channels[bound["channels"].i];
  form.fit = static_cast<Fit>(bound["fit"].i);
  form.resize = static_cast<Resize>(bound["resize"].i);
  const auto& size = bound["size"].is;
  if (size.size() > 2)
    return placed(
        io::fault("E0204", fmt::format("'size' of data source 'images' expects one "
                                       "number, or height and width, found {}",
                                       size.size())),
        bound.place_of("size"));
  if (!size.empty()) {
    form.height = size.front();
    form.width = size.back();
  }
  return form;
}

// The files, and the form that they are brought to.
struct Found {
  std::string folder;
  ImageFolder images;
  ImageForm form;
};

Result<Found> find(const config::Bound& bound, const std::string& folder) {
  const auto wanted = wanted_form(bound);
  if (!wanted) return wanted.error();
  Found found{resolve(folder, bound["path"].s), {}, {}};
  auto images = find_classes(found.folder);
  if (!images) return images.error();
  found.images = std::move(*images);
  std::vector<std::string> all = found.images.train.files;
  const auto& test = found.images.test.files;
  all.insert(all.end(), test.begin(), test.end());
  const auto form = settle_form(all, *wanted);
  if (!form) return form.error();
  found.form = *form;
  return found;
}

io::ArrayHeader inputs_header(const ImageSet& set, const ImageForm& form) {
  return {io::Element::u8,
          {static_cast<std::int64_t>(set.files.size()), form.channels, form.height,
           form.width}};
}

io::ArrayHeader labels_header(const ImageSet& set) {
  return {io::Element::i32, {static_cast<std::int64_t>(set.labels.size())}};
}

std::shared_ptr<const io::Array> labels_array(const ImageSet& set) {
  io::Array array{labels_header(set), {}};
  array.bytes.resize(set.labels.size() * sizeof(std::int32_t));
  if (!set.labels.empty())
    std::memcpy(array.bytes.data(), set.labels.data(), array.bytes.size());
  return std::make_shared<const io::Array>(std::move(array));
}

template <class T>
Part<T> part_of(T inputs, T labels, const Found& found, const Place& place) {
  return {{{std::move(inputs), found.folder, place}},
          {{std::move(labels), found.folder, place}}};
}

class Images final : public Source {
 public:
  Images() {
    id = "images";
    summary = "a folder of PNG, JPEG, PGM or PPM images, a folder a class";
    doc =
        "The folder holds a folder for each class, or `train` and `test` that do. "
        "Classes and files are in the order of their names. Images are kept as bytes, "
        "0 to 255. Without `size` all must have one size; without `channels` there is "
        "one when every image is grey, otherwise three.";
    ParamSpec size;
    size.name = "size";
    size.type = ParamType::integers;
    size.doc = "height and width, or one number for both; none: as the files are";
    size.def = Value::integers({});
    size.min = 1;
    size.max = 1 << 14;
    params = {string_param("path", "", "the folder",
                           BACKPLANE_PF_MAIN | BACKPLANE_PF_REQUIRED),
              std::move(size),
              choice_param("channels", {"auto", "1", "3"}, "1 grey, 3 colours"),
              choice_param("fit", {std::begin(kFits), std::end(kFits)},
                           "stretch the whole image, or crop its middle in the right "
                           "proportions"),
              choice_param("resize", {std::begin(kResizes), std::end(kResizes)},
                           "how new pixels are made of old ones")};
    params[0].unit = "path";
  }

  [[nodiscard]] Result<Headers> headers(const config::Bound& bound,
                                        const std::string& folder) const override {
    const Place& place = bound.place_of("path");
    const auto found = find(bound, folder);
    if (!found) return placed_all(found.error(), place);
    const auto part = [&](const ImageSet& set) {
      return part_of(inputs_header(set, found->form), labels_header(set), *found,
                     place);
    };
    Headers headers;
    headers.train = part(found->images.train);
    headers.label_names = found->images.classes;
    headers.target().classes = static_cast<std::int64_t>(headers.label_names.size());
    if (!found->images.test.files.empty()) headers.test = part(found->images.test);
    return headers;
  }

  [[nodiscard]] Result<Arrays> arrays(const config::Bound& bound,
                                      const std::string& folder,
                                      std::uint64_t) const override {
    return decode(bound, folder, nullptr);
  }
  [[nodiscard]] Result<Arrays> arrays_on(Parallel& pool, const config::Bound& bound,
                                         const std::string& folder,
                                         std::uint64_t) const override {
    return decode(bound, folder, &pool);
  }

 private:
  static Error placed_all(Error error, const Place& place) {
    for (Error& other : error.also) other = placed(std::move(other), place);
    return placed(std::move(error), place);
  }

  static Result<Arrays> decode(const config::Bound& bound, const std::string& folder,
                               Parallel* pool) {
    const Place& place = bound.place_of("path");
    const auto found = find(bound, folder);
    if (!found) return placed_all(found.error(), place);
    const ImageFolder& images = found->images;
    auto train = read_images(images.train.files, found->form, pool);
    if (!train) return placed_all(train.error(), place);
    Arrays arrays;
    arrays.train =
        part_of(std::move(*train), labels_array(images.train), *found, place);
    arrays.label_names = images.classes;
    arrays.target().classes = static_cast<std::int64_t>(images.classes.size());
    if (images.test.files.empty()) return arrays;
    auto test = read_images(images.test.files, found->form, pool);
    if (!test) return placed_all(test.error(), place);
    arrays.test = part_of(std::move(*test), labels_array(images.test), *found, place);
    return arrays;
  }
};

}  // namespace

const Source& images_source() {
  static const Images source;
  return source;
}

std::optional<ImageForm> image_form_of(const config::Bound& source,
                                       const io::ArrayHeader& stored) {
  const bool image = stored.element == io::Element::u8 && stored.shape.size() == 4 &&
                     (stored.shape[1] == 1 || stored.shape[1] == 3);
  if (!image) return std::nullopt;
  ImageForm form{stored.shape[1], stored.shape[2], stored.shape[3]};
  if (source.part != &images_source()) return form;
  form.fit = static_cast<Fit>(source["fit"].i);
  form.resize = static_cast<Resize>(source["resize"].i);
  return form;
}

}  // namespace backplane::data

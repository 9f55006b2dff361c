#pragma once
// Many image files at once: which ones there are, what form they share, their pixels.

#include <memory>
#include <string>
#include <vector>

#include "backplane/error.hpp"
#include "data/image_form.hpp"
#include "io/array.hpp"
#include "math/parallel.hpp"

namespace backplane::data {

/// Mistakes in many files: the first of them, told together.
class Faults {
 public:
  void add(Error error) {
    if (!full()) errors_.push_back(std::move(error));
  }
  [[nodiscard]] bool any() const { return !errors_.empty(); }
  [[nodiscard]] bool full() const { return errors_.size() == kMost; }
  /// Pre: any().
  [[nodiscard]] Error joined() const;

 private:
  static constexpr std::size_t kMost = 20;
  std::vector<Error> errors_;
};

/// Images by class. The order is that of the names, byte by byte.
struct ImageSet {
  std::vector<std::string> files;
  std::vector<std::int32_t> labels;
};
struct ImageFolder {
  std::vector<std::string> classes;
  ImageSet train, test;  ///< test: may be empty
};

/// A folder with a folder a class; or with such folders `train` and, if wanted, `test`.
/// Names that begin with a dot, and files that are no images, are passed over. Errors:
/// E0501, E0502, E0542, all at once.
Result<ImageFolder> find_classes(const std::string& folder);
/// The images in a folder and the folders in it, as paths from there, by name. Errors:
/// E0501, E0502, E0542.
Result<std::vector<std::string>> find_images(const std::string& folder);

/// `wanted` with what it leaves open (0) taken from the files' headers: one channel
/// when all are grey, otherwise three; the height and width of all. Errors: each file
/// that cannot be read; E0543 where sizes differ and none is wanted.
Result<ImageForm> settle_form(const std::vector<std::string>& files, ImageForm wanted);

/// Bytes [N, C, H, W]. Decodes on `pool`'s threads, where there is one. Errors: each
/// file that cannot be read; E0541, more bytes than an array may have; E0503, no
/// memory.
Result<std::shared_ptr<const io::Array>> read_images(
    const std::vector<std::string>& files, const ImageForm& form, Parallel* pool);

}  // namespace backplane::data

#pragma once
// A data source: what stands under `data:`, giving arrays of inputs and targets.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backplane/component.hpp"
#include "config/bind.hpp"
#include "data/image_form.hpp"
#include "io/array.hpp"
#include "math/parallel.hpp"

namespace backplane::data {

/// Inputs and targets of one part, the training or the test set: their headers, or the
/// arrays themselves. The first size of each counts the samples.
template <class T>
struct Pair {
  T inputs, targets;
  std::string inputs_file, targets_file;  ///< as messages name them
  Place inputs_place, targets_place;      ///< in the config
};

template <class T>
struct Parts {
  Pair<T> train;
  std::optional<Pair<T>> test;
  std::int64_t classes = -1;             ///< where the source knows it
  std::vector<std::string> label_names;  ///< where the source has them
  std::int64_t fewer_classes = -1;       ///< `classes` if the last of them is none, but
                                         ///< a label that the loss leaves out
  std::int64_t vocab = 0;                ///< inputs are ids below this; 0: numbers
  bool many_labels = false;  ///< integer targets of any shape are labels below classes
};
using Headers = Parts<io::ArrayHeader>;
using Arrays = Parts<std::shared_ptr<const io::Array>>;

/// One entry of the sources' table; immutable.
class Source : public Described {
 public:
  virtual ~Source() = default;
  /// From the files' headers (and label files, which are small) alone. Relative paths
  /// stand in `folder`. Errors carry the parameter's place.
  [[nodiscard]] virtual Result<Headers> headers(const config::Bound& bound,
                                                const std::string& folder) const = 0;
  /// A function of the files and `seed`.
  [[nodiscard]] virtual Result<Arrays> arrays(const config::Bound& bound,
                                              const std::string& folder,
                                              std::uint64_t seed) const = 0;
  /// The same on the threads of `pool`, for sources that have much to do.
  [[nodiscard]] virtual Result<Arrays> arrays_on(Parallel& pool,
                                                 const config::Bound& bound,
                                                 const std::string& folder,
                                                 std::uint64_t seed) const {
    (void)pool;
    return arrays(bound, folder, seed);
  }
};

/// The table's entry that `bound` was bound to; nullptr when it is of no source.
[[nodiscard]] const Source* source_of(const config::Bound& bound);

/// The headers of arrays that were read.
[[nodiscard]] Headers headers_of(const Arrays& arrays);
/// `path`, or in `folder` when it is relative.
[[nodiscard]] std::string resolve(const std::string& folder, const std::string& path);

/// What an image file must become to be a sample of this source: where samples are
/// bytes of one or three channels.
[[nodiscard]] std::optional<ImageForm> image_form_of(const config::Bound& source,
                                                     const io::ArrayHeader& stored);

[[nodiscard]] const Source& idx_source();
[[nodiscard]] const Source& images_source();
[[nodiscard]] const Source& npy_source();
[[nodiscard]] const Source& toy_source();
[[nodiscard]] const Source& host_source();
[[nodiscard]] const Source& text_source();

}  // namespace backplane::data

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

/// An array's header, or the array itself. Its first size counts the samples.
template <class T>
struct Held {
  T array;
  std::string file;  ///< as messages name it
  Place place;       ///< in the config
};

/// Inputs and targets of one part, the training or the test set: at least one of each.
template <class T>
struct Part {
  std::vector<Held<T>> inputs, targets;
};

/// What a source knows of an input, and of a target, in every part.
struct InputFacts {
  std::int64_t vocab = 0;  ///< ids below this; 0: numbers
};
struct TargetFacts {
  std::int64_t classes = -1;        ///< where the source knows it
  std::int64_t fewer_classes = -1;  ///< `classes` if the last of them is none, but a
                                    ///< label that the loss leaves out
  bool many_labels = false;         ///< integers of any shape are labels below classes
};

template <class T>
struct Parts {
  Part<T> train;
  std::optional<Part<T>> test;
  std::vector<InputFacts> inputs{1};     ///< by input
  std::vector<TargetFacts> targets{1};   ///< by target
  std::vector<std::string> label_names;  ///< of the first target, where there are any

  [[nodiscard]] InputFacts& input() { return inputs.front(); }
  [[nodiscard]] TargetFacts& target() { return targets.front(); }
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

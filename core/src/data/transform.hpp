#pragma once
// A transform: one step from the stored sample to the network's input. All of them are
// affine per channel, or change the shape alone.

#include <cstdint>
#include <functional>
#include <vector>

#include "backplane/component.hpp"
#include "config/bind.hpp"
#include "data/dataset.hpp"

namespace backplane::data {

/// Which elements of a sample go together: c = (i / stride) % count.
struct Channels {
  std::int64_t count = 1, stride = 0;
};
/// The channels of C×H×W; of other shapes, the features on the last axis.
[[nodiscard]] Channels channels_of(const Shape& sample);

struct Moments {
  std::vector<double> mean, deviation;  ///< one a channel; population deviation
};
/// Measures the training part as it stands before the transform.
using Measure = std::function<Moments(const Channels&)>;

/// One entry of the transforms' table; immutable.
class Transform : public Described {
 public:
  virtual ~Transform() = default;
  [[nodiscard]] virtual Shape shape(const Shape& in) const { return in; }
  /// Whether the parameters fit the shape. Errors: E0527 with a place.
  [[nodiscard]] virtual Outcome check(const config::Bound&, const Shape&) const {
    return Done{};
  }
  /// It changes the shape alone, and so serves ids as well as numbers.
  [[nodiscard]] virtual bool keeps_values() const { return false; }
  /// Pre: check is ok.
  [[nodiscard]] virtual Affine affine(const config::Bound&, const Shape&,
                                      const Measure&) const {
    return {};
  }
};

/// The table's entry that `bound` was bound to; nullptr when it is of no transform.
[[nodiscard]] const Transform* transform_of(const config::Bound& bound);

/// second(first(x)) for samples of `elements` elements.
[[nodiscard]] Affine compose(const Affine& first, const Affine& second,
                             std::int64_t elements);
/// Mean and deviation of each channel of an input over `examples` after `affine`; the
/// sums run in order, so their bits are those of the data alone.
[[nodiscard]] Moments measure(const Examples& examples, std::size_t input,
                              const Affine& affine, const Channels& channels);

[[nodiscard]] const Transform& scale_transform();
[[nodiscard]] const Transform& normalize_transform();
[[nodiscard]] const Transform& flatten_transform();

}  // namespace backplane::data

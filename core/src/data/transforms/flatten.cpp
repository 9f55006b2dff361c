// flatten: any shape becomes one axis of features; the values stay.
#include "data/transform.hpp"

namespace backplane::data {
namespace {

class Flatten final : public Transform {
 public:
  Flatten() {
    id = "flatten";
    summary = "a sample of any shape becomes a row of features";
  }

  [[nodiscard]] bool keeps_values() const override { return true; }
  [[nodiscard]] Shape shape(const Shape& in) const override {
    return make_shape(static_cast<DType>(in.dtype), {elements(in)});
  }
};

}  // namespace

const Transform& flatten_transform() {
  static const Flatten transform;
  return transform;
}

}  // namespace backplane::data

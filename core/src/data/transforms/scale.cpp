// scale: y = factor x.
#include "data/transform.hpp"

namespace backplane::data {
namespace {

class Scale final : public Transform {
 public:
  Scale() {
    id = "scale";
    summary = "y = factor x; 1/255 takes bytes to [0, 1]";
    ParamSpec factor;
    factor.name = "factor";
    factor.type = ParamType::real;
    factor.doc = "what every value is multiplied with";
    factor.def = Value::real(1);
    factor.flags = BACKPLANE_PF_MAIN | BACKPLANE_PF_REQUIRED;
    params = {std::move(factor)};
  }

  [[nodiscard]] Affine affine(const config::Bound& bound, const Shape&,
                              const Measure&) const override {
    return {{bound["factor"].f}, {0.0}, 0};
  }
};

}  // namespace

const Transform& scale_transform() {
  static const Scale transform;
  return transform;
}

}  // namespace backplane::data

// flatten: y = x with all axes of a sample in one
#include "backplane/sdk/layer.hpp"

namespace {

struct Flatten {
  static constexpr const char* doc =
      "Makes [features] of any sample, for instance of an image. Costs nothing: the "
      "numbers stay where they are.";

  void plan(backplane::sdk::Plan& plan) const {
    const backplane_shape& in = plan.in();
    plan.output(backplane::sdk::shape(
        in.dtype, {in.dim[0], backplane::sdk::count(in, 1, in.rank)}));
    plan.flags(BACKPLANE_LP_VIEW | BACKPLANE_LP_ROW_LOCAL);
  }
};

}  // namespace

BACKPLANE_LAYER(Flatten, "flatten", "x, each sample in one axis", "1.0.0");

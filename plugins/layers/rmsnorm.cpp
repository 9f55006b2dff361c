// rmsnorm: y = weight x / sqrt(mean of x^2 + eps), over the last axis of each sample;
// see sdk/normalization.hpp for the way back.  Shapes: x (..., n), weight (n).
#include "backplane/sdk/normalization_layer.hpp"

namespace {

using backplane::sdk::Runs;

struct RmsNorm : backplane::sdk::NormalizationLayer<RmsNorm> {
  static constexpr bool centred = false, bias = false;
  double eps = 1e-6;
  bool affine = true;

  static constexpr const char* doc =
      "Makes the root mean square of the last axis of each sample 1, then scales each "
      "number by what is learnt: layernorm without means.";
  static constexpr auto params = backplane::params(
      backplane::field(&RmsNorm::eps, "eps", 1e-6, backplane::above(0),
                       "added to the mean square, against division by 0")
          .alias("epsilon"),
      backplane::field(&RmsNorm::affine, "affine", true, "learn a scale")
          .alias("elementwise_affine"));

  static void check(const backplane_shape& in) {
    if (in.rank < 2)
      backplane::sdk::refuse("", "'rmsnorm' normalizes over an axis, but gets ",
                             backplane::sdk::sample_text(in));
  }
  [[nodiscard]] static Runs runs(const backplane_shape& in) {
    return {backplane::sdk::count(in, 0, in.rank - 1), in.dim[in.rank - 1]};
  }
  [[nodiscard]] static backplane_shape weight_shape(const backplane_shape& in) {
    return backplane::sdk::shape(in.dtype, {in.dim[in.rank - 1]});
  }
};

}  // namespace

BACKPLANE_LAYER(RmsNorm, "rmsnorm", "weight x / sqrt(mean of x^2 + eps)", "1.0.0");

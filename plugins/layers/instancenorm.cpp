// instancenorm: y = weight (x - mean) / sqrt(var + eps) + bias, mean and variance being
// those of one channel in one sample; see sdk/normalization.hpp.
// Shapes: x (B,C,L) or (B,C,H,W), weight and bias (C).
#include "backplane/sdk/normalization_layer.hpp"

namespace {

using backplane::sdk::Runs;

struct InstanceNorm : backplane::sdk::NormalizationLayer<InstanceNorm> {
  static constexpr bool centred = true, bias = true;
  double eps = 1e-5;
  bool affine = false;

  static constexpr const char* doc =
      "Makes each channel of each sample have mean 0 and variance 1. The same for any "
      "batch, in training and in evaluation, without running statistics.";
  static constexpr auto params = backplane::params(
      backplane::field(&InstanceNorm::eps, "eps", 1e-5, backplane::above(0),
                       "added to the variance, against division by 0")
          .alias("epsilon"),
      backplane::field(&InstanceNorm::affine, "affine", false,
                       "learn a scale and a shift for each channel"));

  static void check(const backplane_shape& in) {
    if (in.rank != 3 && in.rank != 4)
      backplane::sdk::refuse(
          "", "'instancenorm' works on [channels, length] or images, but gets ",
          backplane::sdk::sample_text(in));
    if (backplane::sdk::count(in, 2, in.rank) < 2)
      backplane::sdk::refuse("",
                             "needs more than one number a channel to know their "
                             "variance, but gets ",
                             backplane::sdk::sample_text(in));
  }
  [[nodiscard]] static Runs runs(const backplane_shape& in) {
    const std::int64_t size = backplane::sdk::count(in, 2, in.rank);
    return {in.dim[0] * in.dim[1], size, size, in.dim[1]};
  }
  [[nodiscard]] static backplane_shape weight_shape(const backplane_shape& in) {
    return backplane::sdk::shape(in.dtype, {in.dim[1]});
  }
};

}  // namespace

BACKPLANE_LAYER(InstanceNorm, "instancenorm", "(x - mean) / sqrt(var + eps)", "1.0.0");

// groupnorm: y = weight (x - mean) / sqrt(var + eps) + bias, mean and variance being
// those of a group of channels in one sample; see sdk/normalization.hpp.
// Shapes: x (B,C,...), weight and bias (C).
#include "backplane/sdk/normalization_layer.hpp"

namespace {

using backplane::sdk::Runs;

struct GroupNorm : backplane::sdk::NormalizationLayer<GroupNorm> {
  static constexpr bool centred = true, bias = true;
  std::int64_t groups = 0;
  double eps = 1e-5;
  bool affine = true;

  static constexpr const char* doc =
      "Makes each group of channels of each sample have mean 0 and variance 1, then "
      "scales and shifts each channel by what is learnt. The same for any batch, in "
      "training and in evaluation.";
  static constexpr auto params = backplane::params(
      backplane::field(&GroupNorm::groups, "groups", backplane::required, {1, 1 << 20},
                       "how many groups the channels are split into")
          .main()
          .alias("num_groups"),
      backplane::field(&GroupNorm::eps, "eps", 1e-5, backplane::above(0),
                       "added to the variance, against division by 0")
          .alias("epsilon"),
      backplane::field(&GroupNorm::affine, "affine", true,
                       "learn a scale and a shift for each channel"));

  void check(const backplane_shape& in) const {
    if (in.rank < 2)
      backplane::sdk::refuse("", "'groupnorm' works on channels, but gets ",
                             backplane::sdk::sample_text(in));
    if (in.dim[1] % groups != 0)
      backplane::sdk::refuse("groups", "gets ", in.dim[1],
                             " channels, which cannot be split into ", groups,
                             " groups of one size");
  }
  [[nodiscard]] Runs runs(const backplane_shape& in) const {
    const std::int64_t size = backplane::sdk::count(in, 2, in.rank);
    return {in.dim[0] * groups, in.dim[1] / groups * size, size, groups};
  }
  [[nodiscard]] static backplane_shape weight_shape(const backplane_shape& in) {
    return backplane::sdk::shape(in.dtype, {in.dim[1]});
  }
};

}  // namespace

BACKPLANE_LAYER(GroupNorm, "groupnorm", "weight (x - mean) / sqrt(var + eps) + bias",
                "1.0.0");

// layernorm: y = weight (x - mean) / sqrt(var + eps) + bias, over the last axes of each
// sample; see sdk/normalization.hpp for the way back.
// Shapes: x (..., n), weight and bias as the axes that are normalized over.
#include "backplane/sdk/normalization_layer.hpp"

namespace {

using backplane::sdk::Runs;

struct LayerNorm : backplane::sdk::NormalizationLayer<LayerNorm> {
  static constexpr bool centred = true;
  std::int64_t axes = 1;
  double eps = 1e-5;
  bool affine = true, bias = true;

  static constexpr const char* doc =
      "Makes the numbers of the last axis of each sample have mean 0 and variance 1, "
      "then scales and shifts each by what is learnt. The same in training and in "
      "evaluation.";
  static constexpr auto params = backplane::params(
      backplane::field(&LayerNorm::axes, "axes", 1, {1, 7},
                       "how many axes at the end are normalized over together"),
      backplane::field(&LayerNorm::eps, "eps", 1e-5, backplane::above(0),
                       "added to the variance, against division by 0")
          .alias("epsilon"),
      backplane::field(&LayerNorm::affine, "affine", true, "learn a scale and a shift")
          .alias("elementwise_affine"),
      backplane::field(&LayerNorm::bias, "bias", true, "the shift may be left out"));

  void check(const backplane_shape& in) const {
    if (in.rank <= axes)
      backplane::sdk::refuse("axes", "normalizes over ", axes,
                             " axes, but a sample is only ",
                             backplane::sdk::sample_text(in));
  }
  [[nodiscard]] Runs runs(const backplane_shape& in) const {
    const auto first = in.rank - static_cast<std::uint32_t>(axes);
    return {backplane::sdk::count(in, 0, first),
            backplane::sdk::count(in, first, in.rank)};
  }
  [[nodiscard]] backplane_shape weight_shape(const backplane_shape& in) const {
    backplane_shape shape{};
    shape.dtype = in.dtype;
    for (auto i = in.rank - static_cast<std::uint32_t>(axes); i < in.rank; ++i)
      shape.dim[shape.rank++] = in.dim[i];
    return shape;
  }
};

}  // namespace

BACKPLANE_LAYER(LayerNorm, "layernorm", "weight (x - mean) / sqrt(var + eps) + bias",
                "1.0.0");

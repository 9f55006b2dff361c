// spatial_dropout: y = m x / (1 - p),  m = 0 with probability p, else 1, for a whole
// channel of a sample at once   dx = m dy / (1 - p)
// The mask is a function of (seed, step, sample, channel), made again in backward.
#include <algorithm>

#include "backplane/sdk/layer.hpp"

namespace {

struct SpatialDropout {
  double p = 0.5;

  static constexpr const char* doc =
      "Zeroes a random share p of the channels of each sample in training and scales "
      "the "
      "rest. Neighbouring pixels are alike, so that dropout of single ones takes "
      "little "
      "away; this takes whole channels. Does nothing in evaluation.";
  static constexpr auto params = backplane::params(
      backplane::field(&SpatialDropout::p, "p", 0.5, backplane::below(0, 1),
                       "probability of a channel's being zeroed")
          .main()
          .alias("rate"));
  static constexpr bool in_place = true;

  void plan(backplane::sdk::Plan& plan) const {
    if (plan.in().rank < 3)
      backplane::sdk::refuse(
          "", "'spatial_dropout' works on channels that have an extent, but gets ",
          backplane::sdk::sample_text(plan.in()));
    plan.output(plan.in());
  }
  template <class T>
  void forward(const backplane::sdk::Rows<T>& rows) const {
    apply(rows, rows.x, rows.y);
  }
  template <class T>
  void backward(const backplane::sdk::RowGrads<T>& rows) const {
    apply(rows, rows.dy, rows.dx);
  }

 private:
  template <class Block, class T>
  void apply(const Block& rows, const T* from, T* to) const {
    if (!rows.run.training() || p == 0) {
      if (from != to) std::copy_n(from, rows.n * rows.in, to);
      return;
    }
    const std::int64_t channels = rows.run.args().in[0].shape.dim[1];
    const std::int64_t size = channels > 0 ? rows.in / channels : 0;
    const auto limit = static_cast<std::uint32_t>(p * 0x1p32);  // bits below it: zeroed
    const T scale = static_cast<T>(1 / (1 - p));
    for (std::int64_t c = 0; c < rows.n * channels; ++c) {
      std::uint32_t bits = 0;
      const std::uint64_t at = rows.first * static_cast<std::uint64_t>(channels) +
                               static_cast<std::uint64_t>(c);
      rows.run.random_bits(rows.run.args().step, at, 1, &bits);
      const T m = bits < limit ? T(0) : scale;
      for (std::int64_t i = c * size; i < (c + 1) * size; ++i)
        to[i] = m == T(0) ? T(0) : m * from[i];
    }
  }
};

}  // namespace

BACKPLANE_LAYER(SpatialDropout, "spatial_dropout", "m x / (1 - p), m random a channel",
                "1.0.0");

// dropout: y = m x / (1 - p),  m = 0 with probability p, else 1   dx = m dy / (1 - p)
// The mask is a function of (seed, step, sample, element), made again in backward.
#include <algorithm>

#include "backplane/sdk/layer.hpp"

namespace {

struct Dropout {
  double p = 0.5;

  static constexpr const char* doc =
      "Zeroes a random share p of its inputs in training and scales the rest, so that "
      "the "
      "expected sum stays. Does nothing in evaluation.";
  static constexpr auto params =
      backplane::params(backplane::field(&Dropout::p, "p", 0.5, backplane::below(0, 1),
                                         "probability of being zeroed")
                            .main()
                            .alias("rate"));
  static constexpr bool in_place = true;

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
    const std::int64_t n = rows.n * rows.in;
    if (!rows.run.training() || p == 0) {
      if (from != to) std::copy_n(from, n, to);
      return;
    }
    constexpr std::int64_t kChunk = 512;
    std::uint32_t bits[kChunk];
    const auto limit = static_cast<std::uint32_t>(p * 0x1p32);  // bits below it: zeroed
    const T scale = static_cast<T>(1 / (1 - p));
    const std::uint64_t first = rows.first * static_cast<std::uint64_t>(rows.in);
    for (std::int64_t at = 0; at < n; at += kChunk) {
      const std::int64_t count = std::min(kChunk, n - at);
      rows.run.random_bits(rows.run.args().step, first + static_cast<std::uint64_t>(at),
                           static_cast<std::uint64_t>(count), bits);
      BACKPLANE_SDK_INDEPENDENT
      for (std::int64_t i = 0; i < count; ++i)
        to[at + i] = bits[i] < limit ? T(0) : scale * from[at + i];
    }
  }
};

}  // namespace

BACKPLANE_LAYER(Dropout, "dropout", "m x / (1 - p), m random", "1.0.0");

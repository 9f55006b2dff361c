#pragma once
// y = scale x + shift over one row, from a stored type to the network's; in double.

#include <algorithm>
#include <array>
#include <cstdint>
#include <type_traits>

#include "data/dataset.hpp"

namespace backplane::data {

/// Bytes go through a table of their 256 values, which is made once a batch.
template <class Src, class Dst>
class RowConverter {
 public:
  explicit RowConverter(const Affine& affine) : affine_(affine) {
    if constexpr (kByte)
      if (one() && !identity())
        for (std::size_t v = 0; v < table_.size(); ++v)
          table_[v] = map(static_cast<Src>(v), 0);
  }

  /// x (n) -> y (n)
  void operator()(const Src* x, Dst* y, std::int64_t n) const {
    if (!one()) return channels(x, y, n);
    if (identity()) {
      std::transform(x, x + n, y, [](Src v) { return static_cast<Dst>(v); });
    } else if constexpr (kByte) {
      for (std::int64_t i = 0; i < n; ++i) y[i] = table_[x[i]];
    } else {
      span(x, y, n, affine_.scale[0], affine_.shift[0]);
    }
  }

 private:
  static constexpr bool kByte = std::is_same_v<Src, std::uint8_t>;

  [[nodiscard]] bool one() const { return affine_.scale.size() == 1; }
  [[nodiscard]] bool identity() const {
    return affine_.scale[0] == 1 && affine_.shift[0] == 0;
  }
  [[nodiscard]] Dst map(Src v, std::size_t c) const {
    return static_cast<Dst>(static_cast<double>(v) * affine_.scale[c] +
                            affine_.shift[c]);
  }
  static void span(const Src* x, Dst* y, std::int64_t n, double scale, double shift) {
    for (std::int64_t i = 0; i < n; ++i)
      y[i] = static_cast<Dst>(static_cast<double>(x[i]) * scale + shift);
  }

  void channels(const Src* x, Dst* y, std::int64_t n) const {
    const std::size_t count = affine_.scale.size();
    if (affine_.channel_stride == 1) {
      const auto step = static_cast<std::int64_t>(count);
      for (std::int64_t i = 0; i < n; i += step)
        for (std::int64_t c = 0; c < std::min(step, n - i); ++c)
          y[i + c] = map(x[i + c], static_cast<std::size_t>(c));
      return;
    }
    std::size_t c = 0;
    for (std::int64_t i = 0; i < n; i += affine_.channel_stride) {
      span(x + i, y + i, std::min(affine_.channel_stride, n - i), affine_.scale[c],
           affine_.shift[c]);
      c = c + 1 < count ? c + 1 : 0;
    }
  }

  const Affine& affine_;
  std::array<Dst, kByte ? 256 : 1> table_;
};

}  // namespace backplane::data

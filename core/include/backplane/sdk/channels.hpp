#pragma once
// A batch seen by channel: sums over all that a channel has in it, in double and in one
// order, and the same act on each of its numbers. Channels go together in strips, so
// that features without an extent of their own are walked along memory.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/dispatch.hpp"
#include "backplane/sdk/lanes.hpp"
#include "backplane/sdk/layer_plan.hpp"
#include "backplane/sdk/matrix.hpp"

namespace backplane::sdk {

/// Channels first ... first + n - 1: what one task works on.
struct Strip {
  static constexpr std::int64_t kMost = 64;
  std::int64_t first = 0, n = 0;
};

/// x (B, C, size): number i of channel c in sample b is x[(b C + c) size + i].
struct Channels {
  std::int64_t B, C, size;

  explicit Channels(const backplane_shape& in)
      : B(in.dim[0]), C(in.dim[1]), size(count(in, 2, in.rank)) {}

  [[nodiscard]] std::int64_t each() const { return B * size; }
  /// Whole channels a task: no sum is cut.
  [[nodiscard]] Cut tasks() const {
    constexpr std::int64_t kElements = 65536;
    const std::int64_t wanted = kElements / std::max<std::int64_t>(each(), 1);
    return cut(C, std::clamp<std::int64_t>(wanted, 1, Strip::kMost), 1);
  }
  [[nodiscard]] Strip strip(std::int64_t task) const {
    const Cut cuts = tasks();
    return {cuts.first(task), cuts.length(task)};
  }
  template <class T>
  [[nodiscard]] Matrix<T> block(T* x, const Strip& strip) const {
    return {x + strip.first * size, B, strip.n * size, C * size};
  }

  /// total[k] = the sum of value(k)(i) over the places i of channel k of the strip.
  template <class F>
  void sum(const Strip& strip, double* total, F value) const {
    std::fill_n(total, strip.n, 0.0);
    for (std::int64_t b = 0; b < B; ++b) {
      const std::int64_t base = (b * C + strip.first) * size;
      if (size == 1) {
        for (std::int64_t k = 0; k < strip.n; ++k) total[k] += value(k)(base + k);
        continue;
      }
      for (std::int64_t k = 0; k < strip.n; ++k) {
        const auto at = value(k);
        total[k] += sdk::sum(
            size, [=, from = base + k * size](std::int64_t i) { return at(from + i); });
      }
    }
  }

  /// act(k)(i) for every place i of channel k of the strip.
  template <class F>
  void map(const Strip& strip, F act) const {
    for (std::int64_t b = 0; b < B; ++b) {
      const std::int64_t base = (b * C + strip.first) * size;
      if (size == 1) {
        BACKPLANE_SDK_INDEPENDENT
        for (std::int64_t k = 0; k < strip.n; ++k) act(k)(base + k);
        continue;
      }
      for (std::int64_t k = 0; k < strip.n; ++k) {
        const auto at = act(k);
        const std::int64_t from = base + k * size;
        BACKPLANE_SDK_INDEPENDENT
        for (std::int64_t i = from; i < from + size; ++i) at(i);
      }
    }
  }

  /// Mean and population variance of each channel of the strip.
  template <class T>
  void moments(const Strip& strip, const T* x, double* mean, double* var) const {
    const auto n = static_cast<double>(each());
    sum(strip, mean, [=](std::int64_t) {
      return [=](std::int64_t i) { return static_cast<double>(x[i]); };
    });
    for (std::int64_t k = 0; k < strip.n; ++k) mean[k] /= n;
    sum(strip, var, [=](std::int64_t k) {
      return [=, m = mean[k]](std::int64_t i) {
        const double d = static_cast<double>(x[i]) - m;
        return d * d;
      };
    });
    for (std::int64_t k = 0; k < strip.n; ++k) var[k] /= n;
  }
};

}  // namespace backplane::sdk

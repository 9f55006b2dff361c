// quantile: L = 1/n sum_i q(t_i - a_i),  q(e) = tau e where e > 0, else (tau - 1) e
// dL/da_i = -tau / n below the target, (1 - tau) / n above it
#include <string>
#include <vector>

#include "backplane/sdk/loss.hpp"

namespace {

using backplane::sdk::LossRow;

struct Quantile {
  std::vector<double> tau{0.5};

  static constexpr const char* doc =
      "The pinball loss: what is least where a share `tau` of the targets lies below "
      "the output; `tau: 0.5` is half of mae. With several levels the network gives "
      "one group of outputs a level, in their order: of k levels and m targets, the "
      "first m outputs belong to the first level. Metrics judge the first group.";
  static constexpr auto params = backplane::params(
      backplane::field(&Quantile::tau, "tau", {0.5},
                       {.min = 0, .max = 1, .min_open = true, .max_open = true},
                       "the level of the quantile, or several of them")
          .alias("quantile, quantiles, level, levels")
          .main());
  static constexpr bool in_place = true;

  void validate() const {
    if (tau.empty()) throw backplane::sdk::invalid("tau", "'tau' needs a level");
  }
  [[nodiscard]] std::int64_t levels() const {
    return static_cast<std::int64_t>(tau.size());
  }
  [[nodiscard]] std::int64_t target_cols(std::int64_t cols) const {
    return cols % levels() == 0 ? cols / levels() : 0;
  }
  void check(std::int64_t cols, std::uint32_t /*target*/) const {
    if (target_cols(cols) > 0) return;
    throw backplane::sdk::invalid(
        "tau", "gives each target " + std::to_string(levels()) +
                   " levels, but there are " + std::to_string(cols) + " outputs");
  }

  template <class T>
  double row(const LossRow<T>& row) const {
    const std::int64_t m = row.n / levels();
    LossRow<T> group = row;
    group.n = m;
    double total = 0;
    for (std::int64_t k = 0; k < levels(); ++k) {
      group.a = row.a + k * m;
      if (row.da != nullptr) group.da = row.da + k * m;
      // e/2 (2 tau - 1) + |e|/2 is the same, with one formula for both sides.
      const double tilt = tau[static_cast<std::size_t>(k)] - 0.5;
      total += element_row(group, mean_of(row), [tilt](auto a, auto t, std::int64_t) {
        using D = decltype(a);
        return D(tilt) * (t - a) + D(0.5) * backplane::abs(t - a);
      });
    }
    return total;
  }
};

}  // namespace

BACKPLANE_LOSS(Quantile, "quantile", "mean of tau e or (tau - 1) e, e = t - a",
               "1.0.0");

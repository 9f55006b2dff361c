// kl_divergence: L = sum_i t_i (log t_i - a_i),  a = log-probabilities, t = a row of
// probabilities   dL/da_i = -t_i
#include <algorithm>

#include "backplane/sdk/loss.hpp"

namespace {

using backplane::sdk::LossRow;

struct KlDivergence {
  bool log_target = false;

  static constexpr const char* doc =
      "How far the network's distribution is from the target's. Outputs are "
      "log-probabilities: a `log_softmax` stands before it. Targets are rows of "
      "probabilities, or class numbers, for which it is nll. A target of 0 adds "
      "nothing. The sum over outputs, the mean over rows: PyTorch's `batchmean`.";
  static constexpr auto params =
      backplane::params(backplane::field(&KlDivergence::log_target, "log_target", false,
                                         "the targets are log-probabilities too"));
  static constexpr std::uint32_t targets =
      BACKPLANE_LOSS_TARGET_INDEX | BACKPLANE_LOSS_TARGET_DENSE;
  static constexpr bool in_place = true;
  static constexpr const char* needs = "log_softmax, log, log_sigmoid, identity";

  backplane::sdk::Range target_range() const {
    return log_target ? backplane::sdk::Range{.max = 0} : backplane::at_least(0);
  }

  /// The target as a probability.
  template <class T>
  T share(T t) const {
    return log_target ? backplane::exp(t) : t;
  }
  /// Nothing where it is 0, whose logarithm is no number.
  template <class T>
  double term(T a, T t) const {
    const T p = share(t), log_p = log_target ? t : backplane::log(t);
    return p == T(0) ? 0 : static_cast<double>(p * (log_p - a));
  }

  template <class T>
  double row(const LossRow<T>& row) const {
    if (row.t == nullptr) return class_row(row);
    const T *a = row.a, *t = row.t;
    const double loss = backplane::sdk::sum(
        row.n, [=, this](std::int64_t i) { return term(a[i], t[i]); });
    if (row.da == nullptr) return loss;
    for (std::int64_t i = 0; i < row.n; ++i)
      row.da[i] = static_cast<T>(-row.scale) * share(t[i]);
    return loss;
  }

  template <class T>
  static double class_row(const LossRow<T>& row) {
    const double loss = -static_cast<double>(row.a[row.label]);
    if (row.da == nullptr) return loss;
    std::fill_n(row.da, row.n, T(0));
    row.da[row.label] = static_cast<T>(-row.scale);
    return loss;
  }
};

}  // namespace

BACKPLANE_LOSS(KlDivergence, "kl_divergence", "sum_i t_i (log t_i - a_i)", "1.0.0");

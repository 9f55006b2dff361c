// focal: L = -sum_c q_c w_c (1 - p_c)^gamma log p_c,  p = softmax(a)
// dL/da_c = g_c - p_c sum g,  g_c = -q_c w_c (1 - p_c)^(gamma - 1) (1 - p_c - gamma p_c
// log p_c); q is the target, one-hot for a class, w are weights
#include <limits>
#include <vector>

#include "backplane/sdk/loss.hpp"

namespace {

using backplane::sdk::LossRow;

struct Focal {
  double gamma = 2;
  std::vector<double> alpha;
  std::int64_t ignore_index = -100;

  static constexpr const char* doc =
      "cross_entropy that turns away from what is right already. From logits: a "
      "softmax in front of it is part of this loss. Targets are class numbers or rows "
      "of probabilities. The mean is over the rows, however their classes weigh. With "
      "`gamma: 0` it is cross_entropy; for one yes or no an output there is "
      "binary_focal.";
  static constexpr auto params = backplane::params(
      backplane::field(&Focal::gamma, "gamma", 2.0, backplane::at_least(0),
                       "how little a right answer counts: its power of 1 - p")
          .main(),
      backplane::field(&Focal::alpha, "alpha", {}, backplane::at_least(0),
                       "a weight for each class; empty: all 1")
          .alias("weight, weights, class_weights"),
      backplane::field(&Focal::ignore_index, "ignore_index", -100,
                       {-0x1p31, 0x1p31 - 1},
                       "a class number whose rows count for nothing, such as padding")
          .ignored());
  static constexpr std::uint32_t targets =
      BACKPLANE_LOSS_TARGET_INDEX | BACKPLANE_LOSS_TARGET_DENSE;
  static constexpr bool on_logits = true, in_place = true;
  static constexpr const char *fuses = "softmax", *refuses = "log_softmax";

  void check(std::int64_t cols, std::uint32_t /*target*/) const {
    backplane::sdk::check_length("alpha", alpha, cols, "classes");
  }
  backplane::sdk::Range target_range() const { return {0, 1}; }

  /// w_c q_c: what class c counts.
  template <class T>
  T share(const LossRow<T>& row, std::int64_t c) const {
    const double w = backplane::sdk::weight_at(alpha, c);
    if (row.t != nullptr) return static_cast<T>(w) * row.t[c];
    return c == row.label ? static_cast<T>(w) : T(0);
  }

  /// (1 - p)^gamma l and its derivative by l, for l = log p.
  template <class T>
  struct Term {
    T value, slope;
  };
  template <class T>
  Term<T> term(T l) const {
    // 1 - p without loss where p is near 1; the limits hold at 1 itself.
    const T far = backplane::max(-backplane::expm1(l), std::numeric_limits<T>::min());
    const T power = backplane::pow(far, static_cast<T>(gamma - 1));
    return {far * power * l,
            power * (far - static_cast<T>(gamma) * backplane::exp(l) * l)};
  }

  template <class T>
  double row(const LossRow<T>& row) const {
    const T *a = row.a, top = backplane::sdk::largest(row.a, row.n);
    const T total = backplane::sdk::sum(
        row.n, [=](std::int64_t c) { return backplane::exp(a[c] - top); });
    const T level = backplane::log(total);
    const auto log_p = [=](std::int64_t c) { return (a[c] - top) - level; };
    double loss = 0;
    T slopes = 0;
    for (std::int64_t c = 0; c < row.n; ++c) {
      const T counts = share(row, c);
      if (counts == T(0)) continue;
      const Term<T> here = term(log_p(c));
      loss -= static_cast<double>(counts * here.value);
      slopes -= counts * here.slope;
    }
    if (row.da != nullptr) gradient(row, slopes, log_p);
    return loss;
  }

  template <class T, class LogP>
  void gradient(const LossRow<T>& row, T slopes, LogP log_p) const {
    const T scale = static_cast<T>(row.scale);
    for (std::int64_t c = 0; c < row.n; ++c) {
      const T l = log_p(c), counts = share(row, c);
      const T own = counts == T(0) ? T(0) : counts * term(l).slope;
      row.da[c] = -scale * (own + backplane::exp(l) * slopes);
    }
  }
};

}  // namespace

BACKPLANE_LOSS(Focal, "focal", "-(1 - p)^gamma log p, p = softmax(a)[t]", "1.0.0");

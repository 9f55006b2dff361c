// huber: L = 1/n sum_i h(a_i - t_i),  h(e) = e^2/2 where |e| <= delta,
// else delta (|e| - delta/2)   h'(e) = e, cut to [-delta, delta]
#include "backplane/sdk/loss.hpp"

namespace {

struct Huber {
  double delta = 1;

  static constexpr const char* doc =
      "Squared near the target, absolute far from it, over outputs and rows.";
  static constexpr auto params = backplane::params(
      backplane::field(&Huber::delta, "delta", 1.0, backplane::above(0),
                       "error from which on the loss is a line")
          .main());
  static constexpr bool mean = true;

  template <class T>
  T f(T a, T t) const {
    const T e = backplane::abs(a - t);
    return e <= T(delta) ? T(0.5) * e * e : T(delta) * (e - T(0.5 * delta));
  }
};

}  // namespace

BACKPLANE_LOSS(Huber, "huber", "mean of e^2/2 where |e| <= delta, else a line",
               "1.0.0");

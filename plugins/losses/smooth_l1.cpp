// smooth_l1: L = 1/n sum_i h(a_i - t_i),  h(e) = e^2 / (2 beta) where |e| < beta,
// else |e| - beta/2   h'(e) = e / beta, cut to [-1, 1]
#include "backplane/sdk/loss.hpp"

namespace {

struct SmoothL1 {
  double beta = 1;

  static constexpr const char* doc =
      "Absolute far from the target with slope 1, squared within `beta` of it, over "
      "outputs and rows, as in PyTorch: huber divided by its delta. With `beta: 0` it "
      "is mae.";
  static constexpr auto params = backplane::params(
      backplane::field(&SmoothL1::beta, "beta", 1.0, backplane::at_least(0),
                       "error from which on the loss is a line")
          .main());
  static constexpr bool mean = true;

  template <class T>
  T f(T a, T t) const {
    const T e = backplane::abs(a - t);
    return e < T(beta) ? T(0.5) * e * e / T(beta) : e - T(0.5 * beta);
  }
};

}  // namespace

BACKPLANE_LOSS(SmoothL1, "smooth_l1",
               "mean of e^2 / (2 beta) where |e| < beta, else |e| - beta/2", "1.0.0");

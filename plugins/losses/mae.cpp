// mae: L = 1/n sum_i |a_i - t_i|   dL/da_i = sign(a_i - t_i) / n, 0 where they are
// equal
#include "backplane/sdk/loss.hpp"

namespace {

struct Mae {
  static constexpr const char* doc =
      "Mean absolute error, over outputs and rows: far-off targets pull no harder than "
      "near ones.";
  static constexpr bool mean = true;

  template <class T>
  T f(T a, T t) const {
    return backplane::abs(a - t);
  }
};

}  // namespace

BACKPLANE_LOSS(Mae, "mae", "mean of |a_i - t_i|", "1.0.0");

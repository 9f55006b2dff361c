// mse: L = 1/n sum_i (a_i - t_i)^2   dL/da_i = 2/n (a_i - t_i)
#include "backplane/sdk/loss.hpp"

namespace {

struct Mse {
  static constexpr const char* doc =
      "Mean squared error, over outputs and rows, as in PyTorch.";
  static constexpr bool mean = true;

  template <class T>
  T f(T a, T t) const {
    return (a - t) * (a - t);
  }
};

}  // namespace

BACKPLANE_LOSS(Mse, "mse", "mean of (a_i - t_i)^2", "1.0.0");

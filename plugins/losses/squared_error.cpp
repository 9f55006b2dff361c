// squared_error: L = sum_i (a_i - t_i)^2   dL/da_i = 2 (a_i - t_i)
#include "backplane/sdk/loss.hpp"

namespace {

struct SquaredError {
  static constexpr const char* doc =
      "The sum of squares over the outputs, and the mean over the rows.";

  template <class T>
  T f(T a, T t) const {
    return (a - t) * (a - t);
  }
};

}  // namespace

BACKPLANE_LOSS(SquaredError, "squared_error", "sum_i (a_i - t_i)^2", "1.0.0");

// log_cosh: L = 1/n sum_i log cosh(a_i - t_i)   dL/da_i = tanh(a_i - t_i) / n
#include "backplane/sdk/loss.hpp"

namespace {

struct LogCosh {
  static constexpr const char* doc =
      "Like e^2/2 near the target and |e| - log 2 far from it, and smooth everywhere; "
      "the mean over outputs and rows.";
  static constexpr bool mean = true;

  // Near 0 log cosh e = log(1 + 2 sinh^2(e/2)) keeps every digit; far from it the other
  // form does not overflow.
  template <class T>
  T f(T a, T t) const {
    const T e = backplane::abs(a - t);
    const T s = backplane::sinh(T(0.5) * backplane::min(e, T(1)));
    const T near = backplane::log1p(T(2) * s * s);
    const T far =
        e + backplane::log1p(backplane::exp(T(-2) * e)) - T(0.6931471805599453);
    return e < T(1) ? near : far;
  }
};

}  // namespace

BACKPLANE_LOSS(LogCosh, "log_cosh", "mean of log cosh(a_i - t_i)", "1.0.0");

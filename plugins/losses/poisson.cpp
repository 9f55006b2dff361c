// poisson: L = 1/n sum_i (e^a_i - t_i a_i)   dL/da_i = (e^a_i - t_i) / n
// without log_input a is the rate itself: a - t log(a + eps)
// full adds log t! as t log t - t + log(2 pi t)/2 where t > 1
#include <limits>

#include "backplane/sdk/loss.hpp"

namespace {

struct Poisson {
  bool log_input = true, full = false;
  double eps = 1e-8;

  static constexpr const char* doc =
      "The negative log-likelihood of counts, as in PyTorch. The network gives the "
      "logarithm of the rate; with `log_input: false` the rate, from 0 on, as a "
      "softplus or exp makes it. Targets are counts: a column of whole numbers [N, 1], "
      "as [N] would be class numbers, or real numbers. The mean is over outputs and "
      "rows. Without `full` what depends on the target alone is left out, so it may "
      "fall below 0.";
  static constexpr auto params = backplane::params(
      backplane::field(&Poisson::log_input, "log_input", true,
                       "the outputs are logarithms of rates"),
      backplane::field(&Poisson::full, "full", false,
                       "adds Stirling's approximation of log t!"),
      backplane::field(&Poisson::eps, "eps", 1e-8, backplane::above(0),
                       "added to a rate before its logarithm is taken"));
  static constexpr bool mean = true;

  // e^88 is the last that float32 holds.
  backplane::sdk::Range output_range(std::int64_t, std::int64_t) const {
    return log_input ? backplane::sdk::Range{.max = 88} : backplane::at_least(0);
  }
  backplane::sdk::Range target_range() const { return backplane::at_least(0); }

  template <class T>
  T f(T a, T t) const {
    const T loss =
        log_input ? backplane::exp(a) - t * a : a - t * backplane::log(a + T(eps));
    if (!full) return loss;
    constexpr double kTwoPi = 6.283185307179586;
    const T stirling =
        t * backplane::log(t) - t + T(0.5) * backplane::log(T(kTwoPi) * t);
    return t > T(1) ? loss + stirling : loss;
  }
};

}  // namespace

BACKPLANE_LOSS(Poisson, "poisson", "mean of e^a_i - t_i a_i", "1.0.0");

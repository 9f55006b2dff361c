// softplus: y = log(1 + e^(beta x)) / beta   dy/dx = 1 / (1 + e^(-beta x)), by dual
// numbers y = x where beta x > threshold
#include "backplane/sdk/activation.hpp"

namespace {

struct Softplus {
  double beta = 1, threshold = 20;

  static constexpr const char* doc =
      "A smooth relu that is always positive. Above `threshold` it is the line y = x, "
      "as "
      "in PyTorch; the two differ there by e^-threshold.";
  static constexpr auto params = backplane::params(
      backplane::field(&Softplus::beta, "beta", 1.0, backplane::above(0),
                       "the larger, the closer to relu")
          .main(),
      backplane::field(&Softplus::threshold, "threshold", 20.0,
                       "where beta x is above it, y = x"));

  template <class T>
  T f(T x) const {
    const T scaled = T(beta) * x;
    return scaled > T(threshold) ? x : backplane::softplus(scaled) / T(beta);
  }
  template <class T>
  T df(T x) const {
    const T scaled = T(beta) * x;
    return scaled > T(threshold) ? T(1) : backplane::sigmoid(scaled);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Softplus, "softplus", "log(1 + e^(beta x)) / beta", "1.0.0");

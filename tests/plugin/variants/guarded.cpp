// A part made with the SDK that refuses a value, throws when made, and throws at work.
#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include "backplane/sdk/activation.hpp"

struct Guarded {
  double beta = 1;
  static constexpr auto params =
      backplane::params(backplane::field(&Guarded::beta, "beta", 1.0, "the slope"));

  void validate() const {
    if (beta == 7) throw backplane::sdk::invalid("beta", "beta must not be 7");
    if (beta == 8) throw std::runtime_error("no table for 8");
  }
  template <class T>
  void forward_row(const T* x, T* y, std::int64_t n) const {
    if (n > 0 && x[0] > T(100)) throw std::domain_error("x is too large");
    std::transform(x, x + n, y, [this](T v) { return T(beta) * v / (T(1) + v * v); });
  }
  template <class T>
  void backward_row(const T*, const T* dy, T* dx, std::int64_t n) const {
    std::copy_n(dy, n, dx);
  }
};
BACKPLANE_ACTIVATION(Guarded, "test.guarded", "y = beta x / (1 + x^2)", "1.0.0");

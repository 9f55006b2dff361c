// softmin: y_i = e^-x_i / sum_j e^-x_j   dx_i = -y_i (dy_i - sum_j y_j dy_j)
#include "backplane/sdk/activation.hpp"

namespace {

struct Softmin {
  static constexpr const char* doc =
      "Softmax of -x: turns each row into probabilities, the smallest entry the "
      "likeliest.";

  template <class T>
  void forward_row(const T* x, T* y, std::int64_t n) const {
    const T least = -backplane::sdk::reduce(
        n, -std::numeric_limits<T>::infinity(), [x](std::int64_t i) { return -x[i]; },
        [](T a, T b) { return backplane::max(a, b); });
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < n; ++i) y[i] = backplane::exp(least - x[i]);
    const T total = backplane::sdk::sum(n, [y](std::int64_t i) { return y[i]; });
    for (std::int64_t i = 0; i < n; ++i) y[i] /= total;
  }

  template <class T>
  void backward_row(const T* y, const T* dy, T* dx, std::int64_t n) const {
    const T mean = backplane::sdk::sum(n, [=](std::int64_t i) { return y[i] * dy[i]; });
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < n; ++i) dx[i] = y[i] * (mean - dy[i]);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Softmin, "softmin", "e^-x_i / sum_j e^-x_j", "1.0.0");

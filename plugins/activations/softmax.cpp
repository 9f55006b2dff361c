// softmax: y_i = e^x_i / sum_j e^x_j   dx_i = y_i (dy_i - sum_j y_j dy_j)
#include "backplane/sdk/activation.hpp"

namespace {

struct Softmax {
  static constexpr const char* doc =
      "Turns each row into probabilities. In front of cross_entropy it is not needed: "
      "it "
      "is part of that loss.";

  template <class T>
  void forward_row(const T* x, T* y, std::int64_t n) const {
    const T top = backplane::sdk::largest(x, n);
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < n; ++i) y[i] = backplane::exp(x[i] - top);
    const T total = backplane::sdk::sum(n, [y](std::int64_t i) { return y[i]; });
    for (std::int64_t i = 0; i < n; ++i) y[i] /= total;
  }

  template <class T>
  void backward_row(const T* y, const T* dy, T* dx, std::int64_t n) const {
    const T mean = backplane::sdk::sum(n, [=](std::int64_t i) { return y[i] * dy[i]; });
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < n; ++i) dx[i] = y[i] * (dy[i] - mean);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Softmax, "softmax", "e^x_i / sum_j e^x_j", "1.0.0");

// log_softmax: y_i = x_i - log sum_j e^x_j   dx_i = dy_i - e^y_i sum_j dy_j
#include "backplane/sdk/activation.hpp"

namespace {

struct LogSoftmax {
  static constexpr const char* doc =
      "The logarithm of softmax, without its loss of digits. cross_entropy takes "
      "logits "
      "and does this itself.";

  template <class T>
  void forward_row(const T* x, T* y, std::int64_t n) const {
    const T top = backplane::sdk::largest(x, n);
    const T total = backplane::sdk::sum(
        n, [=](std::int64_t i) { return backplane::exp(x[i] - top); });
    const T shift = backplane::log(total);
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < n; ++i) y[i] = (x[i] - top) - shift;
  }

  template <class T>
  void backward_row(const T* y, const T* dy, T* dx, std::int64_t n) const {
    const T total = backplane::sdk::sum(n, [dy](std::int64_t i) { return dy[i]; });
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < n; ++i) dx[i] = dy[i] - backplane::exp(y[i]) * total;
  }
};

}  // namespace

BACKPLANE_ACTIVATION(LogSoftmax, "log_softmax", "x_i - log sum_j e^x_j", "1.0.0");

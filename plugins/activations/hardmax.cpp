// hardmax: y_i = 1 for the first of the largest x_i of a row, else 0   dx_i = 0
#include <algorithm>

#include "backplane/sdk/activation.hpp"

namespace {

struct Hardmax {
  static constexpr const char* doc =
      "Marks the largest of each row, and of equals the first; a NaN counts as the "
      "largest. Nothing is learnt through it: its derivative is 0.";

  template <class T>
  void forward_row(const T* x, T* y, std::int64_t n) const {
    std::int64_t best = 0;
    for (std::int64_t i = 1; i < n; ++i)
      if (x[i] > x[best] || (x[i] != x[i] && x[best] == x[best])) best = i;
    std::fill_n(y, n, T(0));
    if (n > 0) y[best] = T(1);
  }

  template <class T>
  void backward_row(const T*, const T*, T* dx, std::int64_t n) const {
    std::fill_n(dx, n, T(0));
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Hardmax, "hardmax", "1 for the largest of a row, else 0", "1.0.0");

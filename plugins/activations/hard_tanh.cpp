// hard_tanh: y = min(max(x, min_val), max_val)   dy/dx = 1 where min_val < y < max_val,
// else 0
#include "backplane/sdk/activation.hpp"

namespace {

struct HardTanh {
  double min_val = -1, max_val = 1;

  static constexpr const char* doc =
      "A tanh of three straight lines, as in PyTorch. At the corners the "
      "derivative is 0.";
  static constexpr auto params = backplane::params(
      backplane::field(&HardTanh::min_val, "min_val", -1.0, "the smallest output"),
      backplane::field(&HardTanh::max_val, "max_val", 1.0, "the largest output"));

  void validate() const {
    if (min_val >= max_val)
      throw backplane::sdk::invalid("min_val", "'min_val' must be below 'max_val'");
  }

  template <class T>
  T f(T x) const {
    const T above = x < T(min_val) ? T(min_val) : x;
    return above > T(max_val) ? T(max_val) : above;  // a NaN passes
  }
  template <class T>
  T df_y(T y) const {
    return (y <= T(min_val)) | (y >= T(max_val)) ? T(0) : T(1);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(HardTanh, "hard_tanh", "min(max(x, min_val), max_val)", "1.0.0");

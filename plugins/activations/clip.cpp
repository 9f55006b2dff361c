// clip: y = min(max(x, min), max)   dy/dx = 1 where min <= x <= max, else 0
#include "backplane/sdk/activation.hpp"

namespace {

struct Clip {
  double min = -1, max = 1;

  static constexpr const char* doc =
      "Cut off below min and above max. At the ends the derivative is 1, as in "
      "PyTorch; hard_tanh has 0 there.";
  static constexpr auto params = backplane::params(
      backplane::field(&Clip::min, "min", -1.0, "the smallest output"),
      backplane::field(&Clip::max, "max", 1.0, "the largest output"));

  void validate() const {
    if (min > max)
      throw backplane::sdk::invalid("min",
                                    "'min' is above 'max': nothing lies between");
  }

  template <class T>
  T f(T x) const {
    const T above = x < T(min) ? T(min) : x;
    return above > T(max) ? T(max) : above;  // a NaN passes
  }
  template <class T>
  T df(T x) const {
    return (x < T(min)) | (x > T(max)) ? T(0) : T(1);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Clip, "clip", "min(max(x, min), max)", "1.0.0");

// round: y = the whole number nearest to x, ties to even   dy/dx = 0
#include "backplane/sdk/activation.hpp"

namespace {

struct Round {
  static constexpr const char* doc =
      "Rounds, halves to the even number, as in PyTorch. Its slope is 0 wherever "
      "it has one, so what stands before it does not learn.";

  template <class T>
  T f(T x) const {
    return backplane::round(x);
  }
  template <class T>
  T df() const {
    return T(0);
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Round, "round", "the nearest whole number, ties to even", "1.0.0");

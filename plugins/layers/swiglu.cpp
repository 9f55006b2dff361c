// swiglu: x is halved into a and b   y = a b s(b) with s(b) = 1 / (1 + e^-b)
#include "backplane/sdk/gated_layer.hpp"

namespace {

struct Swiglu : backplane::sdk::GatedLayer<Swiglu> {
  static constexpr const char* doc =
      "glu with silu in the place of sigmoid, as in many transformers: the first half "
      "is multiplied by the silu of the second.";

  template <class T>
  static T gate(T b) {
    return b * backplane::sigmoid(b);
  }
};

}  // namespace

BACKPLANE_LAYER(Swiglu, "swiglu", "a b / (1 + e^-b), x halved into a and b", "1.0.0");

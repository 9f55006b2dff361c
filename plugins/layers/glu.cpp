// glu: x is halved into a and b   y = a s(b) with s(b) = 1 / (1 + e^-b)
#include "backplane/sdk/gated_layer.hpp"

namespace {

struct Glu : backplane::sdk::GatedLayer<Glu> {
  static constexpr const char* doc =
      "Gated linear unit: halves its input and lets the first half through as far as "
      "the sigmoid of the second opens. The layer before it makes twice the features.";

  template <class T>
  static T gate(T b) {
    return backplane::sigmoid(b);
  }
};

}  // namespace

BACKPLANE_LAYER(Glu, "glu", "a / (1 + e^-b), x halved into a and b", "1.0.0");

// geglu: x is halved into a and b   y = a gelu(b)
#include "backplane/sdk/gated_layer.hpp"

namespace {

struct Geglu : backplane::sdk::GatedLayer<Geglu> {
  static constexpr const char* doc =
      "glu with the exact gelu in the place of sigmoid: the first half is multiplied "
      "by the gelu of the second.";

  template <class T>
  static T gate(T b) {
    constexpr double kRootHalf = 0.70710678118654752;
    return T(0.5) * b * (T(1) + backplane::erf(b * T(kRootHalf)));
  }
};

}  // namespace

BACKPLANE_LAYER(Geglu, "geglu", "a gelu(b), x halved into a and b", "1.0.0");

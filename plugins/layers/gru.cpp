// gru: r, z = the sigmoids of W_ih x_t + b_ih + W_hh h_{t-1} + b_hh, their gates;
//      n = tanh(W_in x_t + b_in + r u),  u = W_hn h_{t-1} + b_hn;
//      h_t = (1 - z) n + z h_{t-1}
// Back: dn = dh (1 - z) (1 - n^2)   du = dn r   dr = dn u r (1 - r)
//       dz = dh (h_{t-1} - n) z (1 - z)   and dh z flows to h_{t-1} directly.
// Shapes: x (B,T,I), h (B,H), weight_ih_l0 (3H,I), weight_hh_l0 (3H,H), gates in
// PyTorch's order r z n.
#include "backplane/sdk/math.hpp"
#include "backplane/sdk/recurrent_layer.hpp"

namespace {

using backplane::sdk::RecurrentOutput;
using backplane::sdk::StepRows;

struct GruCell {
  static constexpr std::int64_t gates = 3, apart = 1, kept = 0;
  static constexpr bool passes_h = true;

  template <class T>
  void forward(const StepRows<T>& s) const {
    const std::int64_t H = s.H;
    T *r = s.z, *z = r + H, *n = z + H, *h = s.h;
    const T *u = s.u, *before = s.h_before;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t k = 0; k < H; ++k) {
      r[k] = backplane::sigmoid(r[k]);
      z[k] = backplane::sigmoid(z[k]);
      n[k] = backplane::tanh(n[k] + r[k] * u[k]);
      h[k] = (1 - z[k]) * n[k] + z[k] * before[k];
    }
  }

  template <class T>
  void backward(const StepRows<T>& s) const {
    const std::int64_t H = s.H;
    T *r = s.z, *z = r + H, *n = z + H, *u = s.u, *dh = s.dh;
    const T* const before = s.h_before;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t k = 0; k < H; ++k) {
      const T reset = r[k], keep = z[k], fresh = n[k], d = dh[k];
      const T dn = d * (1 - keep) * (1 - fresh * fresh);
      n[k] = dn;
      r[k] = dn * u[k] * reset * (1 - reset);
      z[k] = d * (before[k] - fresh) * keep * (1 - keep);
      u[k] = dn * reset;
      dh[k] = d * keep;
    }
  }
};

struct Gru : backplane::sdk::RecurrentLayer<Gru, GruCell> {
  std::int64_t units = 0, layers = 1;
  bool bidirectional = false, bias = true;
  double dropout = 0;
  RecurrentOutput output = RecurrentOutput::all;

  static constexpr const char* name = "gru";
  static constexpr const char* doc =
      "Gated recurrent unit over [time, features], from a state of zeros, or "
      "with `stateful` data from that of the batch before. Gives the "
      "outputs of all steps, or the final state of each direction. `dropout` acts "
      "between layers. Parameters are named and start as in PyTorch.";
  static constexpr auto params = backplane::params(
      backplane::field(&Gru::units, "units", backplane::required, {1, 1 << 20},
                       "size of the state")
          .main()
          .alias("hidden_size"),
      backplane::field(&Gru::layers, "layers", 1, {1, 64},
                       "layers on top of each other")
          .alias("num_layers"),
      backplane::field(&Gru::bidirectional, "bidirectional", false,
                       "a second direction, from the end; its outputs stand behind"),
      backplane::field(&Gru::bias, "bias", true, "add learnt biases"),
      backplane::field(&Gru::dropout, "dropout", 0.0, backplane::below(0, 1),
                       "share of outputs zeroed between layers, in training"),
      backplane::choice(&Gru::output, "output", RecurrentOutput::all, {"last", "all"},
                        "the final state, or the outputs of all steps"));

  [[nodiscard]] static GruCell cell() { return {}; }
};

}  // namespace

BACKPLANE_LAYER(Gru, "gru", "h = (1 - z) n + z h", "1.0.0");

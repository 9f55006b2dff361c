// lstm: i, f, g, o = the gates of W_ih x_t + b_ih + W_hh h_{t-1} + b_hh, through
//       sigmoid, sigmoid, tanh, sigmoid;   c_t = f c_{t-1} + i g   h_t = o tanh(c_t)
// Back: do = dh tanh(c)   dc += dh o (1 - tanh(c)^2)   di = dc g   df = dc c_{t-1}
//       dg = dc i   dc_{t-1} = dc f, and each gate's dz through its own derivative.
// Shapes: x (B,T,I), h and c (B,H), weight_ih_l0 (4H,I), weight_hh_l0 (4H,H), gates in
// PyTorch's order i f g o.
#include "backplane/sdk/math.hpp"
#include "backplane/sdk/recurrent_layer.hpp"

namespace {

using backplane::sdk::RecurrentOutput;
using backplane::sdk::StepRows;

struct LstmCell {
  static constexpr std::int64_t gates = 4, apart = 0, kept = 2;
  static constexpr bool passes_h = false;
  enum Kept : std::size_t { kC, kTanhC };

  template <class T>
  void forward(const StepRows<T>& s) const {
    const std::int64_t H = s.H;
    T *i = s.z, *f = i + H, *g = f + H, *o = g + H;
    T *c = s.kept[kC], *tanh_c = s.kept[kTanhC], *h = s.h;
    const T* const before = s.kept_before;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t k = 0; k < H; ++k) {
      i[k] = backplane::sigmoid(i[k]);
      f[k] = backplane::sigmoid(f[k]);
      g[k] = backplane::tanh(g[k]);
      o[k] = backplane::sigmoid(o[k]);
      c[k] = i[k] * g[k];
    }
    if (before != nullptr)
      for (std::int64_t k = 0; k < H; ++k) c[k] += f[k] * before[k];
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t k = 0; k < H; ++k) {
      tanh_c[k] = backplane::tanh(c[k]);
      h[k] = o[k] * tanh_c[k];
    }
  }

  template <class T>
  void backward(const StepRows<T>& s) const {
    const std::int64_t H = s.H;
    T *i = s.z, *f = i + H, *g = f + H, *o = g + H;
    const T *tanh_c = s.kept[kTanhC], *before = s.kept_before, *dh = s.dh;
    T* const dc = s.dkept;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t k = 0; k < H; ++k) {
      const T t = tanh_c[k], d = dc[k] + dh[k] * o[k] * (1 - t * t);
      const T in = i[k], forget = f[k], candidate = g[k], out = o[k];
      o[k] = dh[k] * t * out * (1 - out);
      i[k] = d * candidate * in * (1 - in);
      g[k] = d * in * (1 - candidate * candidate);
      f[k] = d * forget * (1 - forget);  // times c_{t-1}, below
      dc[k] = d * forget;
    }
    for (std::int64_t k = 0; k < H; ++k) f[k] *= before != nullptr ? before[k] : T(0);
  }
};

struct Lstm : backplane::sdk::RecurrentLayer<Lstm, LstmCell> {
  std::int64_t units = 0, layers = 1;
  bool bidirectional = false, bias = true;
  double dropout = 0;
  RecurrentOutput output = RecurrentOutput::all;

  static constexpr const char* name = "lstm";
  static constexpr const char* doc =
      "Long short-term memory over [time, features], from a state of zeros, or "
      "with `stateful` data from that of the batch before. Gives the "
      "outputs of all steps, or the final state of each direction. `dropout` acts "
      "between layers. Parameters are named and start as in PyTorch.";
  static constexpr auto params = backplane::params(
      backplane::field(&Lstm::units, "units", backplane::required, {1, 1 << 20},
                       "size of the state")
          .main()
          .alias("hidden_size"),
      backplane::field(&Lstm::layers, "layers", 1, {1, 64},
                       "layers on top of each other")
          .alias("num_layers"),
      backplane::field(&Lstm::bidirectional, "bidirectional", false,
                       "a second direction, from the end; its outputs stand behind"),
      backplane::field(&Lstm::bias, "bias", true, "add learnt biases"),
      backplane::field(&Lstm::dropout, "dropout", 0.0, backplane::below(0, 1),
                       "share of outputs zeroed between layers, in training"),
      backplane::choice(&Lstm::output, "output", RecurrentOutput::all, {"last", "all"},
                        "the final state, or the outputs of all steps"));

  [[nodiscard]] static LstmCell cell() { return {}; }
};

}  // namespace

BACKPLANE_LAYER(Lstm, "lstm", "h = o tanh(c), c = f c + i g", "1.0.0");

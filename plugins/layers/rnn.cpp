// rnn: h_t = f(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh),  f = tanh or relu
// Back: dz = dh f'(z), written with h: 1 - h^2, or 1 where h > 0.
// Shapes: x (B,T,I), h (B,H), weight_ih_l0 (H,I), weight_hh_l0 (H,H).
#include "backplane/sdk/math.hpp"
#include "backplane/sdk/recurrent_layer.hpp"

namespace {

using backplane::sdk::RecurrentOutput;
using backplane::sdk::StepRows;

enum class Nonlinearity : std::uint32_t { tanh, relu };

struct RnnCell {
  static constexpr std::int64_t gates = 1, apart = 0, kept = 0;
  static constexpr bool passes_h = false;
  bool relu = false;

  template <class T>
  void forward(const StepRows<T>& s) const {
    T *const z = s.z, *const h = s.h;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t k = 0; k < s.H; ++k) {
      const T f = relu ? (z[k] > T(0) ? z[k] : T(0)) : backplane::tanh(z[k]);
      h[k] = z[k] = f;
    }
  }
  template <class T>
  void backward(const StepRows<T>& s) const {
    T* const z = s.z;  // holds h
    const T* const dh = s.dh;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t k = 0; k < s.H; ++k)
      z[k] = dh[k] * (relu ? (z[k] > T(0) ? T(1) : T(0)) : 1 - z[k] * z[k]);
  }
};

struct Rnn : backplane::sdk::RecurrentLayer<Rnn, RnnCell> {
  std::int64_t units = 0, layers = 1;
  bool bidirectional = false, bias = true;
  double dropout = 0;
  RecurrentOutput output = RecurrentOutput::all;
  Nonlinearity nonlinearity = Nonlinearity::tanh;

  static constexpr const char* name = "rnn";
  static constexpr const char* doc =
      "Elman's recurrent network over [time, features], from a state of zeros, or with "
      "`stateful` data from that of the batch before. Gives the outputs of all steps, "
      "or the final state of each direction. Parameters are named and start as in "
      "PyTorch.";
  static constexpr auto params = backplane::params(
      backplane::field(&Rnn::units, "units", backplane::required, {1, 1 << 20},
                       "size of the state")
          .main()
          .alias("hidden_size"),
      backplane::field(&Rnn::layers, "layers", 1, {1, 64},
                       "layers on top of each other")
          .alias("num_layers"),
      backplane::field(&Rnn::bidirectional, "bidirectional", false,
                       "a second direction, from the end; its outputs stand behind"),
      backplane::field(&Rnn::bias, "bias", true, "add learnt biases"),
      backplane::field(&Rnn::dropout, "dropout", 0.0, backplane::below(0, 1),
                       "share of outputs zeroed between layers, in training"),
      backplane::choice(&Rnn::output, "output", RecurrentOutput::all, {"last", "all"},
                        "the final state, or the outputs of all steps"),
      backplane::choice(&Rnn::nonlinearity, "nonlinearity", Nonlinearity::tanh,
                        {"tanh", "relu"}, "what the state goes through"));

  [[nodiscard]] RnnCell cell() const { return {nonlinearity == Nonlinearity::relu}; }
};

}  // namespace

BACKPLANE_LAYER(Rnn, "rnn", "h = tanh(W x + U h + b)", "1.0.0");

// attention: Q = x Wq' + bq, K = m Wk' + bk, V = m Wv' + bv, cut into heads of d;
//            P = softmax(Q K' / sqrt(d)),  y = [P V of each head] Wo' + bo
// Back: dV = P' dC   dP = dC V'   dS = P (dP - sum dP P)   dQ = dS K   dK = dS' Q
//       with C the heads' outputs, dC = dy Wo, and the products' usual gradients.
// Shapes: x (B,T,E), memory m (B,S,E), itself x where there is one input; P (B,h,T,S).
// Parameters are PyTorch's: in_proj_weight (3E,E) holds Wq, Wk, Wv; out_proj.weight
// (E,E).
#include <algorithm>
#include <cmath>

#include "backplane/sdk/attention_block.hpp"
#include "backplane/sdk/attention_heads.hpp"
#include "backplane/sdk/layer.hpp"
#include "backplane/sdk/linear.hpp"

namespace {

using backplane::sdk::AttentionBlock;
using backplane::sdk::AttentionSizes;
using backplane::sdk::Cut;
using backplane::sdk::Head;
using backplane::sdk::Matrix;
using backplane::sdk::Plan;
using backplane::sdk::refuse;
using backplane::sdk::Run;
using backplane::sdk::Same;

enum class Padding : std::uint32_t { none, mask, ids };
struct Attention {
  std::int64_t heads = 0, padding_id = 0;
  bool causal = false, bias = true;
  double dropout = 0;
  Padding padding = Padding::none;

  static constexpr std::uint32_t min_inputs = 1, max_inputs = 3, integer_inputs = 6;
  static constexpr const char* doc =
      "Multi-head attention over [time, features]. With one input it attends to "
      "itself; a second one, `from: [x, memory]`, is attended to instead. With "
      "`padding`, a last input [time] says which places of what is attended to are "
      "padding: those that are not 0 (`mask`), or those that hold `padding_id` "
      "(`ids`). A row that may see nothing is 0. Parameters are named and start as in "
      "PyTorch.";
  static constexpr auto params = backplane::params(
      backplane::field(&Attention::heads, "heads", backplane::required, {1, 1 << 16},
                       "number of heads; divides the features")
          .main()
          .alias("num_heads"),
      backplane::field(&Attention::causal, "causal", false,
                       "a step sees itself and those before it only"),
      backplane::field(&Attention::bias, "bias", true, "add learnt biases"),
      backplane::field(&Attention::dropout, "dropout", 0.0, backplane::below(0, 1),
                       "share of the attention's weights zeroed in training"),
      backplane::choice(&Attention::padding, "padding", Padding::none,
                        {"none", "mask", "ids"}, "what the last input says"),
      backplane::field(&Attention::padding_id, "padding_id", 0,
                       "with `padding: ids`: what padding holds"));

  /// Inputs that are attended from or to; the padding stands behind them.
  [[nodiscard]] std::uint32_t sequences(std::uint32_t inputs) const {
    return inputs - (padding == Padding::none ? 0 : 1);
  }
  template <class Shape>  // Shape(i): of input i
  [[nodiscard]] AttentionSizes sizes(std::uint32_t inputs, const Shape& in) const {
    const backplane_shape &x = in(0), &memory = in(sequences(inputs) > 1 ? 1 : 0);
    return {x.dim[0], x.dim[1], memory.dim[1], x.dim[2], heads};
  }
  template <class T>
  [[nodiscard]] AttentionSizes sizes(const Run<T>& run) const {
    const auto& args = run.args();
    return sizes(args.n_in, [&](std::uint32_t i) { return args.in[i].shape; });
  }

  void plan(Plan& plan) const;
  void check(const Plan& plan) const;
  void declare(Plan& plan, const AttentionSizes& s) const;

  template <class T>
  void forward(const Run<T>& run) const {
    const AttentionSizes s = sizes(run);
    const AttentionBlock<T> block(run, s);
    const auto x = run.x().row_block(block.first * s.T, block.n * s.T);
    const auto memory = memory_of(run, s, block);
    project(run, x, 0, block.Q);
    project(run, memory, s.E, block.KV);
    const T scale = static_cast<T>(1 / std::sqrt(static_cast<double>(s.d())));
    for (std::int64_t i = 0; i < block.n * s.T * s.E; ++i) block.Q.data[i] *= scale;
    each_head(run, s, block,
              [&](const Head<T>& h, std::int64_t) { attend(run, h, block.left); });
    const auto y = run.y().row_block(block.first * s.T, block.n * s.T);
    if (bias) fill_rows(y, run.param(kBo).data);
    run.multiply(block.C, transposed(run.param(out_weight())), T(bias ? 1 : 0), y);
    run.finish_y(y);
  }

  template <class T>
  void backward_data(const Run<T>& run) const {
    const AttentionSizes s = sizes(run);
    const AttentionBlock<T> block(run, s);
    const auto dy = run.dy().row_block(block.first * s.T, block.n * s.T);
    run.multiply(dy, run.param(out_weight()), T(0), block.dC.row_block(0, dy.rows));
    each_head(run, s, block, [&](const Head<T>& h, std::int64_t at) {
      const std::int64_t sample = at / s.heads, head = at % s.heads;
      attend_back(run, h, block.dC.block(sample * s.T, head * s.d(), s.T, s.d()),
                  block.dP, block.left, block.dK);
    });
    const T scale = static_cast<T>(1 / std::sqrt(static_cast<double>(s.d())));
    for (std::int64_t i = 0; i < block.n * s.T * s.E; ++i) block.Q.data[i] *= scale;
    const auto W = run.param(kW);  // (3E,E)
    const bool self = sequences(run.args().n_in) == 1;
    const auto to = [&](std::uint32_t i, std::int64_t steps) {
      return run.dx(i).data == nullptr
                 ? Matrix<T>{}
                 : run.dx(i).row_block(block.first * steps, block.n * steps);
    };
    const Matrix<T> dx = to(0, s.T), dm = self ? dx : to(1, s.S);
    if (dx.data != nullptr) run.multiply(block.Q, W.row_block(0, s.E), T(0), dx);
    if (dm.data != nullptr)
      run.multiply(block.KV, W.row_block(s.E, 2 * s.E), T(self ? 1 : 0), dm);
    if (dx.data != nullptr) run.finish_dx(dx);
    if (!self && dm.data != nullptr) run.finish_dx(dm, 1);
    if (padding != Padding::none) leave_padding(run, s, block);
  }

  /// 64 rows a task: of Wq, of Wk and Wv, or of Wo.
  template <class T>
  void backward_params(const Run<T>& run) const {
    const AttentionSizes s = sizes(run);
    const Cut rows = s.rows();
    const std::int64_t which = run.task() / rows.parts, at = run.task() % rows.parts;
    const std::int64_t first = rows.first(at), n = rows.length(at);
    const auto memory = run.x(sequences(run.args().n_in) > 1 ? 1 : 0);
    if (which == 3)
      return gradient(run, run.dy().col_block(first, n),
                      run.saved(AttentionBlock<T>::kContext), out_weight(), first);
    if (which == 0)
      return gradient(run, run.saved(AttentionBlock<T>::kQ).col_block(first, n),
                      run.x(), kW, first);
    gradient(run,
             run.saved(AttentionBlock<T>::kKV).col_block((which - 1) * s.E + first, n),
             memory, kW, which * s.E + first);
  }

 private:
  enum Param : std::uint32_t { kW, kb, kWo, kBo };
  [[nodiscard]] std::uint32_t out_weight() const {
    return bias ? std::uint32_t{kWo} : 1u;
  }

  /// to = x W' + b with the rows of the joint projection from `first` on.
  template <class T>
  void project(const Run<T>& run, const Matrix<const T>& x, std::int64_t first,
               const Matrix<T>& to) const {
    if (bias) fill_rows(to, run.param(kb).data + first);
    run.multiply(x, transposed(run.param(kW).row_block(first, to.cols)),
                 T(bias ? 1 : 0), to);
  }
  template <class T>
  [[nodiscard]] Matrix<const T> memory_of(const Run<T>& run, const AttentionSizes& s,
                                          const AttentionBlock<T>& block) const {
    return run.x(sequences(run.args().n_in) > 1 ? 1 : 0)
        .row_block(block.first * s.S, block.n * s.S);
  }

  /// f(head, its number in the block) for every head of every sample of the block.
  template <class T, class F>
  void each_head(const Run<T>& run, const AttentionSizes& s,
                 const AttentionBlock<T>& block, F&& f) const {
    const std::int64_t d = s.d(), cells = s.T * s.S;
    for (std::int64_t b = 0; b < block.n; ++b) {
      const T* hidden = hide(run, s, block, b);
      for (std::int64_t i = 0; i < s.heads; ++i) {
        const std::int64_t at = b * s.heads + i;
        T* const P = block.P + (run.args().n_saved > 0 ? at * cells : 0);
        const auto sample =
            run.args().first_sample + static_cast<std::uint64_t>(block.first + b);
        f(Head<T>{block.Q.block(b * s.T, i * d, s.T, d),
                  block.KV.block(b * s.S, i * d, s.S, d),
                  block.KV.block(b * s.S, s.E + i * d, s.S, d),
                  {P, s.T, s.S, s.S},
                  block.C.block(b * s.T, i * d, s.T, d),
                  hidden,
                  causal,
                  run.training() ? dropout : 0,
                  (sample * static_cast<std::uint64_t>(s.heads) +
                   static_cast<std::uint64_t>(i)) *
                      static_cast<std::uint64_t>(cells)},
          at);
      }
    }
  }

  /// -inf where sample b of the block has padding; null without any.
  template <class T>
  const T* hide(const Run<T>& run, const AttentionSizes& s,
                const AttentionBlock<T>& block, std::int64_t b) const {
    if (padding == Padding::none) return nullptr;
    backplane::sdk::hide_padding(run.args().in[run.args().n_in - 1],
                                 (block.first + b) * s.S, s.S, padding == Padding::ids,
                                 padding_id, block.hidden);
    return block.hidden;
  }

  /// Padding is no number to learn by: where a gradient is wanted, it is 0.
  template <class T>
  void leave_padding(const Run<T>& run, const AttentionSizes& s,
                     const AttentionBlock<T>& block) const {
    const std::uint32_t last = run.args().n_in - 1;
    T* const d = run.dx(last).data;
    if (d == nullptr || run.args().in[last].shape.dtype == BACKPLANE_DT_I32) return;
    const Matrix<T> rows{d + block.first * s.S, block.n, s.S, s.S};
    std::fill_n(rows.data, block.n * s.S, T(0));
    run.finish_dx(rows, last);
  }

  /// Rows of dW, and of its bias, which is the next parameter.
  template <class T>
  void gradient(const Run<T>& run, const Same<Matrix<const T>>& dz,
                const Same<Matrix<const T>>& x, std::uint32_t weight,
                std::int64_t first) const {
    weight_gradient(run, dz, x, run.dparam(weight), first);
    if (bias) bias_gradient(run, dz, run.dparam(weight + 1).data + first);
  }
};

void Attention::check(const Plan& plan) const {
  const auto& x = plan.in();
  const std::uint32_t n = plan.inputs(), least = padding == Padding::none ? 1 : 2;
  if (n < least || sequences(n) > 2)
    refuse("padding", "gets ", std::int64_t{n}, " inputs: takes x, perhaps a memory, ",
           padding == Padding::none ? "and no padding" : "and a padding");
  for (std::uint32_t i = 0; i < sequences(n); ++i) {
    const auto& in = plan.in(i);
    if (in.rank != 3)
      refuse("", "'attention' works on sequences, [time, features], but gets ",
             backplane::sdk::sample_text(in));
    if (in.dim[2] != x.dim[2])
      refuse("", "attends from ", x.dim[2], " features to a memory of ", in.dim[2]);
  }
  if (x.dim[2] % heads != 0)
    refuse("heads", "gets ", x.dim[2], " features, which ", heads,
           " heads do not divide");
  const std::int64_t S = plan.in(sequences(n) > 1 ? 1 : 0).dim[1];
  if (causal && S != x.dim[1])
    refuse("causal", "is causal, but ", x.dim[1], " steps attend to ", S);
  if (padding == Padding::none) return;
  const auto& mask = plan.in(n - 1);
  if (mask.rank != 2 || mask.dim[1] != S)
    refuse("padding", "attends to ", S, " steps, but the padding is ",
           backplane::sdk::sample_text(mask));
}

void Attention::declare(Plan& plan, const AttentionSizes& s) const {
  using backplane::sdk::shape;
  const std::uint32_t dtype = plan.in().dtype;
  const std::uint32_t flags = BACKPLANE_TF_TRAINABLE | BACKPLANE_TF_NO_DECAY;
  plan.parameter({.name = "in_proj_weight",
                  .shape = shape(dtype, {3 * s.E, s.E}),
                  .init = "glorot_uniform"});
  if (bias)
    plan.parameter(
        {.name = "in_proj_bias", .shape = shape(dtype, {3 * s.E}), .flags = flags});
  plan.parameter({.name = "out_proj.weight",
                  .shape = shape(dtype, {s.E, s.E}),
                  .init = "lecun_uniform",
                  .init_gain = 0.57735026918962576});  // 1 / sqrt(3), as in dense
  if (bias)
    plan.parameter(
        {.name = "out_proj.bias", .shape = shape(dtype, {s.E}), .flags = flags});
}

void Attention::plan(Plan& plan) const {
  using backplane::sdk::shape;
  check(plan);
  const AttentionSizes s =
      sizes(plan.inputs(), [&](std::uint32_t i) { return plan.in(i); });
  const std::uint32_t dtype = plan.in().dtype;
  plan.output(plan.in());
  declare(plan, s);
  if (plan.training()) {
    plan.saved({.name = "q", .shape = shape(dtype, {s.B * s.T, s.E})});
    plan.saved({.name = "kv", .shape = shape(dtype, {s.B * s.S, 2 * s.E})});
    plan.saved({.name = "p", .shape = shape(dtype, {s.B, s.heads, s.T, s.S})});
    plan.saved({.name = "context", .shape = shape(dtype, {s.B * s.T, s.E})});
  }
  plan.flags(BACKPLANE_LP_NEEDS_IN | BACKPLANE_LP_FINISHES | BACKPLANE_LP_DATA_ALWAYS |
             BACKPLANE_LP_ROW_LOCAL);
  const std::int64_t element = dtype == BACKPLANE_DT_F64 ? 8 : 4;
  plan.worker_scratch(static_cast<std::uint64_t>(s.scratch() * element));
  const std::int64_t work = s.B * (2 * (s.T + s.S) * s.E * s.E + 2 * s.T * s.S * s.E);
  plan.multiply_adds(work);
  const std::int64_t parts = s.tasks().parts;
  const std::int64_t cost = parts > 0 ? 2 * work / 1000 / parts : 0;
  plan.tasks(BACKPLANE_PHASE_FORWARD, parts, cost);
  plan.tasks(BACKPLANE_PHASE_BACK_DATA, parts, 2 * cost);
  plan.tasks(BACKPLANE_PHASE_BACK_PARAMS, 4 * s.rows().parts);
}

}  // namespace

BACKPLANE_LAYER(Attention, "attention", "softmax(Q K' / sqrt(d)) V, by heads", "1.0.0");

// dense: y = x W' + b   dx = dy W   dW = dy' x   db = sum over rows of dy
// Shapes: x (B,I), y (B,O), W (O,I), b (O); B counts the batch and, if there is one,
// time.
#include <algorithm>

#include "backplane/sdk/layer.hpp"

namespace {

using backplane::sdk::Cut;
using backplane::sdk::Plan;
using backplane::sdk::Run;

enum Param : std::uint32_t { kW, kb };

/// About 128 x 128 outputs a task, and work for two from 64 columns on.
struct Tiles {
  Cut rows, cols;

  Tiles(std::int64_t n_rows, std::int64_t n_cols)
      : rows(backplane::sdk::cut(n_rows, 128, 8)),
        cols(backplane::sdk::cut(n_cols, 128, 16, n_cols >= 64 ? 2 : 1)) {}

  [[nodiscard]] std::int64_t count() const { return rows.parts * cols.parts; }
  template <class T>
  backplane::sdk::Matrix<T> of(const backplane::sdk::Matrix<T>& m,
                               std::int64_t task) const {
    const std::int64_t r = task / cols.parts, c = task % cols.parts;
    return m.block(rows.first(r), cols.first(c), rows.length(r), cols.length(c));
  }
};

/// 64 rows of W a task, each over the whole batch: no partial sums.
Cut cut_weights(std::int64_t O) {
  return backplane::sdk::cut(O, 64, 64);
}

struct Dense {
  std::int64_t units = 0;
  bool bias = true;

  static constexpr const char* doc =
      "Fully connected layer: every output is a weighted sum of all inputs. Acts on "
      "the "
      "last axis of [features] or [time, features]. Starts as in PyTorch: W and b "
      "uniform "
      "within 1 / sqrt(inputs).";
  static constexpr auto params = backplane::params(
      backplane::field(&Dense::units, "units", backplane::required, {1, 1 << 24},
                       "number of outputs")
          .main()
          .units()
          .alias("out_features"),
      backplane::field(&Dense::bias, "bias", true, "add a learnt b to every output"));

  void plan(Plan& plan) const {
    const backplane_shape& in = plan.in();
    if (in.rank != 2 && in.rank != 3)
      throw backplane::sdk::invalid(
          "'dense' works on [features] or [time, features], but gets " +
          std::string(in.rank == 4 ? "an image of " : "") +
          backplane::sdk::sample_text(in) + ": add 'flatten' before this layer");
    const std::int64_t I = in.dim[in.rank - 1], O = units;
    const std::int64_t B = backplane::sdk::count(in, 0, in.rank - 1);
    backplane_shape out = in;
    out.dim[in.rank - 1] = O;
    plan.output(out);
    // lecun_uniform is within sqrt(3 / fan_in); PyTorch's range is sqrt(1 / fan_in).
    constexpr double kGain = 0.57735026918962576;  // 1 / sqrt(3)
    plan.parameter({.name = "weight",
                    .shape = backplane::sdk::shape(in.dtype, {O, I}),
                    .init = "lecun_uniform",
                    .init_gain = kGain,
                    .fan_in = I,
                    .fan_out = O});
    if (bias)
      plan.parameter({.name = "bias",
                      .shape = backplane::sdk::shape(in.dtype, {O}),
                      .init = "lecun_uniform",
                      .init_gain = kGain,
                      .fan_in = I,
                      .fan_out = O,
                      .flags = BACKPLANE_TF_TRAINABLE | BACKPLANE_TF_NO_DECAY});
    plan.flags(BACKPLANE_LP_NEEDS_IN | BACKPLANE_LP_FINISHES | BACKPLANE_LP_ROW_LOCAL);
    plan.multiply_adds(B * I * O);
    plan_tasks(plan, B, I, O);
  }

  static void plan_tasks(Plan& plan, std::int64_t B, std::int64_t I, std::int64_t O) {
    const Tiles forward(B, O), back(B, I);
    const Cut weights = cut_weights(O);
    const auto cost = [](std::int64_t m, std::int64_t n, std::int64_t k) {
      return 2 * m * n / 1000 * k;
    };
    plan.tasks(BACKPLANE_PHASE_FORWARD, forward.count(),
               cost(forward.rows.size, forward.cols.size, I));
    plan.tasks(BACKPLANE_PHASE_BACK_DATA, back.count(),
               cost(back.rows.size, back.cols.size, O));
    plan.tasks(BACKPLANE_PHASE_BACK_PARAMS, weights.parts, cost(weights.size, I, B));
  }

  template <class T>
  void forward(const Run<T>& run) const {
    const auto x = run.x();        // (B,I)
    const auto W = run.param(kW);  // (O,I)
    const Tiles tiles(x.rows, W.rows);
    const std::int64_t c = run.task() % tiles.cols.parts;
    const auto y = tiles.of(run.y(), run.task());
    if (bias) {
      const T* b = run.param(kb).data + tiles.cols.first(c);
      for (std::int64_t r = 0; r < y.rows; ++r) std::copy_n(b, y.cols, y.row(r));
    }
    const auto rows =
        x.row_block(tiles.rows.first(run.task() / tiles.cols.parts), y.rows);
    const auto outputs = W.row_block(tiles.cols.first(c), y.cols);
    run.multiply(rows, transposed(outputs), T(bias ? 1 : 0), y);
    run.finish_y(y);
  }

  template <class T>
  void backward_data(const Run<T>& run) const {
    const auto all = run.dx();  // (B,I)
    if (all.data == nullptr) return;
    const Tiles tiles(all.rows, all.cols);
    const auto dx = tiles.of(all, run.task());
    const std::int64_t r = run.task() / tiles.cols.parts;
    const std::int64_t c = run.task() % tiles.cols.parts;
    const auto dy = run.dy().row_block(tiles.rows.first(r), dx.rows);
    const auto W = run.param(kW).col_block(tiles.cols.first(c), dx.cols);
    run.multiply(dy, W, T(0), dx);  // (B,O)(O,I)
    run.finish_dx(dx);
  }

  template <class T>
  void backward_params(const Run<T>& run) const {
    const Cut rows = cut_weights(units);
    const std::int64_t first = rows.first(run.task()), n = rows.length(run.task());
    const auto dy = run.dy().col_block(first, n);        // (B,n)
    const auto dW = run.dparam(kW).row_block(first, n);  // (n,I)
    run.multiply(transposed(dy), run.x(), run.accumulate(), dW);
    if (!bias) return;
    T* db = run.dparam(kb).data + first;
    if (run.accumulate() == T(0)) std::fill_n(db, n, T(0));
    for (std::int64_t r = 0; r < dy.rows; ++r)
      for (std::int64_t i = 0; i < n; ++i) db[i] += dy(r, i);
  }
};

}  // namespace

BACKPLANE_LAYER(Dense, "dense", "x W' + b", "1.0.0");

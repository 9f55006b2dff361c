// matmul: Y = A B, matrix by matrix   dA = dY B'   dB = A' dY
// Shapes: A (...,M,K), B (...,K,N), Y (...,M,N); either factor may lie transposed.
#include <algorithm>
#include <string>

#include "backplane/sdk/layer.hpp"

namespace {

using backplane::sdk::Cut;
using backplane::sdk::Factor;
using backplane::sdk::Matrix;
using backplane::sdk::Plan;
using backplane::sdk::Run;

/// Tasks: small matrices are done several at once, large ones in blocks of rows.
struct Pieces {
  Cut matrices, rows;

  Pieces(std::int64_t n, std::int64_t n_rows, std::int64_t work)
      : matrices(backplane::sdk::cut(
            n, std::max<std::int64_t>(65536 / std::max<std::int64_t>(work, 1), 1), 1)),
        rows(matrices.size > 1 ? Cut{n_rows, n_rows, 1}
                               : backplane::sdk::cut(n_rows, 128, 8)) {}
  [[nodiscard]] std::int64_t count() const { return matrices.parts * rows.parts; }
};

struct Matmul {
  bool transpose_a = false, transpose_b = false;

  static constexpr const char* doc =
      "Product of two inputs as matrices: the last two axes, [.., M, K] times "
      "[.., K, N]; the axes before are alike. Scores of attention are "
      "{transpose_b: true} of queries and keys.";
  static constexpr auto params =
      backplane::params(backplane::field(&Matmul::transpose_a, "transpose_a", false,
                                         "the first input is [.., K, M]"),
                        backplane::field(&Matmul::transpose_b, "transpose_b", false,
                                         "the second input is [.., N, K]"));
  static constexpr std::uint32_t min_inputs = 2, max_inputs = 2;

  void plan(Plan& plan) const {
    const backplane_shape &a = plan.in(0), &b = plan.in(1);
    bool fits = a.rank == b.rank && a.rank >= 3;
    for (std::uint32_t i = 1; fits && i + 2 < a.rank; ++i) fits = a.dim[i] == b.dim[i];
    if (!fits)
      throw backplane::sdk::invalid(
          "'matmul' multiplies [.., M, K] by [.., K, N] with alike axes before, but "
          "gets " +
          backplane::sdk::sample_text(a) + " and " + backplane::sdk::sample_text(b));
    const Sizes s = sizes(a, b);
    const std::int64_t inner = b.dim[b.rank - (transpose_b ? 1 : 2)];
    if (inner != s.K)
      throw backplane::sdk::invalid(
          "'matmul' sums over " + std::to_string(s.K) +
          " numbers of the first input, " + backplane::sdk::sample_text(a) + ", and " +
          std::to_string(inner) + " of the second, " + backplane::sdk::sample_text(b));
    backplane_shape out = a;
    out.dim[a.rank - 2] = s.M;
    out.dim[a.rank - 1] = s.N;
    plan.output(out);
    plan.flags(BACKPLANE_LP_NEEDS_IN | BACKPLANE_LP_FINISHES | BACKPLANE_LP_ROW_LOCAL);
    plan.multiply_adds(s.n * s.work());
    const Pieces forward = s.forward();
    plan.tasks(BACKPLANE_PHASE_FORWARD, forward.count(),
               2 * forward.matrices.size * s.work() / forward.rows.parts / 1000);
    plan.tasks(BACKPLANE_PHASE_BACK_DATA, da(s).count() + db(s).count(),
               2 * forward.matrices.size * s.work() / 1000);
  }

  template <class T>
  void forward(const Run<T>& run) const {
    const Sizes s = sizes(run.args().in[0].shape, run.args().in[1].shape);
    each(s.forward(), run.task(), [&](std::int64_t i, std::int64_t r, std::int64_t n) {
      const auto Y = of<T>(run.args().out[0], i).row_block(r, n);
      run.multiply(rows(of<const T>(run.args().in[0], i), transpose_a, r, n),
                   Factor<T>(of<const T>(run.args().in[1], i), transpose_b), T(0), Y);
      run.finish_y(Y);
    });
  }

  template <class T>
  void backward_data(const Run<T>& run) const {
    const auto& args = run.args();
    const Sizes s = sizes(args.in[0].shape, args.in[1].shape);
    const bool first = run.task() < da(s).count();
    const std::uint32_t k = first ? 0 : 1;
    if (args.din[k].data == nullptr) return;
    const std::int64_t task = first ? run.task() : run.task() - da(s).count();
    each(
        first ? da(s) : db(s), task,
        [&](std::int64_t i, std::int64_t r, std::int64_t n) {
          const auto dX = of<T>(args.din[k], i).row_block(r, n);
          const auto dY = of<const T>(args.dout[0], i);
          const auto other = of<const T>(args.in[1 - k], i);
          if (first && !transpose_a)  // dA = dY B'
            run.multiply(rows(dY, false, r, n), Factor<T>(other, !transpose_b), T(0),
                         dX);
          else if (first)  // dA' = B dY'
            run.multiply(rows(other, transpose_b, r, n), Factor<T>(dY, true), T(0), dX);
          else if (!transpose_b)  // dB = A' dY
            run.multiply(rows(other, !transpose_a, r, n), Factor<T>(dY), T(0), dX);
          else  // dB' = dY' A
            run.multiply(rows(dY, true, r, n), Factor<T>(other, transpose_a), T(0), dX);
          run.finish_dx(dX, k);
        });
  }

 private:
  struct Sizes {
    std::int64_t n, M, K, N;  ///< n matrices
    [[nodiscard]] std::int64_t work() const { return M * K * N; }
    [[nodiscard]] Pieces forward() const { return {n, M, work()}; }
  };

  [[nodiscard]] Sizes sizes(const backplane_shape& a, const backplane_shape& b) const {
    const std::uint32_t r = a.rank;
    return {backplane::sdk::count(a, 0, r - 2), a.dim[r - (transpose_a ? 1 : 2)],
            a.dim[r - (transpose_a ? 2 : 1)], b.dim[r - (transpose_b ? 2 : 1)]};
  }
  /// In rows as the factors lie.
  [[nodiscard]] Pieces da(const Sizes& s) const {
    return {s.n, transpose_a ? s.K : s.M, s.work()};
  }
  [[nodiscard]] Pieces db(const Sizes& s) const {
    return {s.n, transpose_b ? s.N : s.K, s.work()};
  }

  template <class U>
  static Matrix<U> of(const backplane_tensor& tensor, std::int64_t i) {
    const auto& shape = tensor.shape;
    const std::int64_t rows = shape.dim[shape.rank - 2],
                       cols = shape.dim[shape.rank - 1];
    return {static_cast<U*>(tensor.data) + i * rows * cols, rows, cols, cols};
  }
  /// `n` rows from `first` on of what `m`, transposed or not, stands for.
  template <class T>
  static Factor<T> rows(const Matrix<const T>& m, bool turned, std::int64_t first,
                        std::int64_t n) {
    return {turned ? m.col_block(first, n) : m.row_block(first, n), turned};
  }
  /// act(matrix, first row, rows) for what a task holds.
  template <class Act>
  static void each(const Pieces& pieces, std::int64_t task, const Act& act) {
    const std::int64_t m = task / pieces.rows.parts, r = task % pieces.rows.parts;
    const std::int64_t from = pieces.matrices.first(m);
    for (std::int64_t i = from; i < from + pieces.matrices.length(m); ++i)
      act(i, pieces.rows.first(r), pieces.rows.length(r));
  }
};

}  // namespace

BACKPLANE_LAYER(Matmul, "matmul", "A B", "1.0.0");

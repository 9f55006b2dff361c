// embedding: y_n = W[id_n]   dW[v] = sum over n with id_n = v of dy_n
// Shapes: ids (N), y (N,D), W (V,D); N counts the batch and, if there is one, time.
#include <algorithm>

#include "backplane/sdk/layer.hpp"

namespace {

using backplane::sdk::Cut;
using backplane::sdk::Plan;
using backplane::sdk::Run;
using Id = std::int32_t;

enum Param : std::uint32_t { kW };

/// About 16384 numbers a task.
Cut cut_tokens(std::int64_t N, std::int64_t D) {
  return backplane::sdk::cut(N, std::max<std::int64_t>(16384 / D, 1), 1);
}

/// Columns of dW: each task adds all tokens, in their order, to columns of its own. So
/// frequent tokens do not make one task longer than the others.
Cut cut_columns(std::int64_t D) {
  return backplane::sdk::cut(D, 32, 16);
}

struct Embedding {
  std::int64_t dim = 0, num_embeddings = 0, padding_idx = -1;

  static constexpr const char* doc =
      "A table with a row of numbers for each token; an id is replaced by its row. The "
      "table has as many rows as the data has tokens, unless told otherwise. Starts as "
      "in PyTorch: normal(0, 1). The row of `padding_idx` starts as zeros and gets no "
      "gradient.";
  static constexpr auto params = backplane::params(
      backplane::field(&Embedding::dim, "dim", backplane::required, {1, 1 << 24},
                       "numbers in a row")
          .main()
          .alias("embedding_dim"),
      backplane::field(&Embedding::num_embeddings, "num_embeddings", 0, {0, 1 << 30},
                       "rows; 0: as many as the data has tokens")
          .units()
          .alias("vocab"),
      backplane::field(&Embedding::padding_idx, "padding_idx", -1, {-1, 1 << 30},
                       "an id that stands for nothing; -1: none"));
  static constexpr std::uint32_t integer_inputs = 1;

  /// Rows of the table, held against the data's ids and the padding.
  [[nodiscard]] std::int64_t rows(std::int64_t vocab) const {
    using backplane::sdk::invalid;
    const std::int64_t V = num_embeddings > 0 ? num_embeddings : vocab;
    if (V == 0)
      throw invalid("num_embeddings",
                    "'embedding' needs num_embeddings: the data does not say how many "
                    "tokens there are");
    if (V < vocab)
      throw invalid("num_embeddings",
                    "'embedding' has a table of " + std::to_string(V) +
                        " rows, but the data has " + std::to_string(vocab) + " tokens");
    if (padding_idx >= V)
      throw invalid("padding_idx", "'embedding' has padding_idx " +
                                       std::to_string(padding_idx) +
                                       ", but a table of " + std::to_string(V) +
                                       " rows, counted from 0");
    return V;
  }

  void plan(Plan& plan) const {
    backplane_shape out = plan.in();
    if (out.dtype != BACKPLANE_DT_I32)
      throw backplane::sdk::invalid(
          "'embedding' looks up token ids, but gets " +
          backplane::sdk::sample_text(out) +
          " numbers: data of tokens is 'text', or 'npy' with its 'vocab'");
    if (out.rank == BACKPLANE_MAX_RANK)
      throw backplane::sdk::invalid("'embedding' cannot add an axis to " +
                                    backplane::sdk::sample_text(out));
    const std::int64_t N = backplane::sdk::count(out, 0, out.rank), D = dim;
    const std::int64_t V = rows(plan.vocab());
    out.dtype = plan.dtype();
    out.dim[out.rank++] = D;
    plan.output(out);
    const bool padded = padding_idx >= 0;
    plan.parameter(
        {.name = "weight",
         .shape = backplane::sdk::shape(out.dtype, {V, D}),
         .init = "normal",
         .init_gain = 100,  // N(0, 1) as in PyTorch: normal's own deviation is 0.01
         .flags = BACKPLANE_TF_TRAINABLE | (padded ? BACKPLANE_TF_FIXED_ROW : 0u),
         .row = padded ? static_cast<std::uint32_t>(padding_idx) : 0u});
    plan.flags(BACKPLANE_LP_NEEDS_IN | BACKPLANE_LP_FINISHES | BACKPLANE_LP_ROW_LOCAL);
    const Cut tokens = cut_tokens(N, D), columns = cut_columns(D);
    plan.tasks(BACKPLANE_PHASE_FORWARD, tokens.parts, tokens.size * D / 128);
    plan.tasks(BACKPLANE_PHASE_BACK_PARAMS, columns.parts,
               (N + V) * columns.size / 128);
  }

  template <class T>
  void forward(const Run<T>& run) const {
    const Id* ids = run.template x<Id>().data;
    const auto W = run.param(kW);  // (V,D)
    const Cut tokens = cut_tokens(run.y().rows, dim);
    const std::int64_t first = tokens.first(run.task());
    const auto y = run.y().row_block(first, tokens.length(run.task()));
    for (std::int64_t n = 0; n < y.rows; ++n) {
      const Id id = ids[first + n];
      if (id < 0 || id >= W.rows)
        throw backplane::sdk::invalid("token id " + std::to_string(id) +
                                      " is outside of the table of " +
                                      std::to_string(W.rows) + " rows");
      std::copy_n(W.row(id), dim, y.row(n));
    }
    run.finish_y(y);
  }

  /// Ids have no gradient.
  template <class T>
  void backward_data(const Run<T>&) const {}

  template <class T>
  void backward_params(const Run<T>& run) const {
    const Cut columns = cut_columns(dim);
    const std::int64_t first = columns.first(run.task());
    const std::int64_t n_columns = columns.length(run.task());
    const auto dW = run.dparam(kW).col_block(first, n_columns);  // (V,n_columns)
    const auto dy = run.dy().col_block(first, n_columns);        // (N,n_columns)
    if (run.accumulate() == T(0))
      for (std::int64_t v = 0; v < dW.rows; ++v)
        std::fill_n(dW.row(v), n_columns, T(0));
    const Id* ids = run.template x<Id>().data;
    for (std::int64_t n = 0; n < dy.rows; ++n) {
      if (ids[n] == padding_idx) continue;
      T* to = dW.row(ids[n]);
      const T* from = dy.row(n);
      BACKPLANE_SDK_INDEPENDENT
      for (std::int64_t c = 0; c < n_columns; ++c) to[c] += from[c];
    }
  }
};

}  // namespace

BACKPLANE_LAYER(Embedding, "embedding", "W[id], a row for each token", "1.0.0");

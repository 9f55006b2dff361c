#pragma once
// Every built loss with its options and its forms of target, and data that it takes: by
// its own word, not by its name.

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "support/block.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"

namespace backplane::test {

/// A loss, set up, and one form of target that it takes.
struct LossCase {
  Setup setup;
  bool classes;
};

/// With each flag turned over as well.
inline std::vector<Setup> loss_setups() {
  std::vector<Setup> all = every_part(BACKPLANE_KIND_LOSS);
  for (std::size_t k = 0, plain = all.size(); k < plain; ++k)
    for (std::uint32_t i = 0; i < all[k].component->n_params; ++i) {
      const backplane_param& param = *all[k].component->params[i];
      if (param.type != BACKPLANE_T_BOOL) continue;
      Setup turned = all[k];
      turned.settings[param.name] = param.def.v.i == 0;
      turned.name += std::string(" with ") + param.name + " turned over";
      if (validate(*turned.component, turned.settings).status == BACKPLANE_OK)
        all.push_back(std::move(turned));
    }
  return all;
}

inline const std::vector<LossCase>& loss_cases() {
  static const auto all = [] {
    std::vector<LossCase> found;
    for (const Setup& setup : loss_setups()) {
      const auto flags =
          reinterpret_cast<const backplane_loss*>(setup.component)->flags;
      if ((flags & BACKPLANE_LOSS_TARGET_DENSE) != 0) found.push_back({setup, false});
      if ((flags & BACKPLANE_LOSS_TARGET_INDEX) != 0) found.push_back({setup, true});
    }
    return found;
  }();
  return all;
}

/// What the part says a column may hold, cut to [low, high].
inline std::pair<double, double> range(const Part& part, std::uint32_t side,
                                       std::int64_t cols, std::int64_t col, double low,
                                       double high) {
  double least = -std::numeric_limits<double>::infinity(), most = -least;
  const auto& table = part.table<backplane_loss>();
  if (table.domain != nullptr)
    table.domain(part.self(), side, cols, col, &least, &most);
  return {std::max(low, least), std::min(high, most)};
}

/// Seeded predictions in [low, high] that the loss takes, off the ends of its range.
inline Vec<double> outputs(const Part& part, std::int64_t rows, std::int64_t cols,
                           std::uint64_t seed, double low, double high) {
  Vec<double> a = filled(static_cast<std::size_t>(rows * cols), seed, 0.05, 0.95);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto [from, to] = range(part, BACKPLANE_LOSS_PREDICTIONS, cols,
                                  static_cast<std::int64_t>(i) % cols, low, high);
    a[i] = from + (to - from) * a[i];
  }
  return a;
}

inline std::int64_t target_cols(const Part& part, std::int64_t cols) {
  const auto& table = part.table<backplane_loss>();
  return table.target_cols == nullptr ? cols : table.target_cols(part.self(), cols);
}

/// Classes; or targets between 0 and 1, rows summing to 1, fit for every loss that
/// takes such numbers at all; otherwise numbers of its range.
template <class T>
Targets<T> targets(const Part& part, bool classes, std::int64_t rows,
                   std::int64_t cols) {
  Targets<T> made;
  const std::int64_t width = target_cols(part, cols);
  const auto [low, high] = range(part, BACKPLANE_LOSS_TARGETS, cols, 0, -3, 3);
  const auto values = filled(static_cast<std::size_t>(rows * width), 21, 0.1, 1);
  for (std::int64_t r = 0; r < rows; ++r) {
    if (classes) {
      made.classes.push_back(static_cast<std::int32_t>((r * 7 + 3) % cols));
      continue;
    }
    const auto* row = values.data() + r * width;
    const double total = std::accumulate(row, row + width, 0.0);
    const bool shares = low <= 0 && high >= 1;
    for (std::int64_t c = 0; c < width; ++c)
      made.dense.push_back(
          static_cast<T>(shares ? row[c] / total : low + (high - low) * row[c]));
  }
  return made;
}

inline bool serves(const Part& part, bool classes, std::int64_t cols) {
  backplane_error error = no_error();
  return part.table<backplane_loss>().check(
             part.self(), cols,
             classes ? BACKPLANE_LOSS_TARGET_INDEX : BACKPLANE_LOSS_TARGET_DENSE,
             &error) == BACKPLANE_OK;
}

/// Rows and columns; at least two of these a loss must serve.
using Sizes = std::vector<std::pair<std::int64_t, std::int64_t>>;
inline Sizes shapes(const Part& part, bool classes) {
  Sizes all;
  for (const auto& [rows, cols] : Sizes{{1, 2}, {3, 7}, {2, 33}, {4, 16}})
    if (serves(part, classes, cols)) all.emplace_back(rows, cols);
  CHECK(all.size() >= 2);
  return all;
}

/// A loss and a batch for it, in one precision and on one CPU path.
template <class T>
struct LossTrial {
  Part part;
  Vec<T> a;
  Targets<T> t;
  std::int64_t cols;

  LossTrial(const LossCase& one, std::int64_t rows, std::int64_t width,
            std::uint32_t isa = BACKPLANE_ISA_BASELINE)
      : part(*one.setup.component, one.setup.settings, isa),
        a(rounded<T>(outputs(part, rows, width, 22, -9, 9))),
        t(targets<T>(part, one.classes, rows, width)),
        cols(width) {}

  [[nodiscard]] LossResult<T> eval(bool gradient = true) const {
    return loss_eval(part, a, t, cols, 0.5, gradient);
  }
  /// The last row by itself.
  [[nodiscard]] LossResult<T> last() const {
    Targets<T> alone;
    if (!t.classes.empty()) alone.classes = {t.classes.back()};
    if (!t.dense.empty())
      alone.dense.assign(t.dense.end() - target_cols(part, cols), t.dense.end());
    return loss_eval(part, Vec<T>(a.end() - cols, a.end()), alone, cols, 0.5);
  }
};

}  // namespace backplane::test

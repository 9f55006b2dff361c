#pragma once
// What a loss sees of a batch: one row of outputs, and what they should have been.

#include <cstdint>
#include <string>
#include <vector>

#include "backplane/abi.h"
#include "backplane/sdk/failure.hpp"

namespace backplane::sdk {

/// One row of predictions `a` and what they should have been: the targets `t`, or,
/// where that is null, a class.
template <class T>
struct LossRow {
  std::int64_t n;      ///< outputs
  const T* a;          ///< [n]
  const T* t;          ///< [n], or as many as target_cols(n) says, or null
  std::int64_t label;  ///< in [0, n) where t is null
  T* da;  ///< [n], to overwrite with scale * d loss / d a; null: not wanted
  double scale;
};

template <class T>
LossRow<T> row_of(const backplane_loss_args& args, std::int64_t r) {
  const auto* a = static_cast<const T*>(args.pred) + r * args.ld_pred;
  auto* da = static_cast<T*>(args.dpred);
  if (da != nullptr) da += r * args.ld_pred;
  if (args.target_index != nullptr)
    return {args.cols, a, nullptr, args.target_index[r], da, args.grad_scale};
  const auto* t = static_cast<const T*>(args.target) + r * args.ld_target;
  return {args.cols, a, t, 0, da, args.grad_scale};
}

/// 1 / n: the factor of a mean over the outputs.
template <class T>
double mean_of(const LossRow<T>& row) {
  return row.n > 0 ? 1 / static_cast<double>(row.n) : 1;
}

/// Entry c of a list of weights, of which an empty one stands for all 1.
[[nodiscard]] inline double weight_at(const std::vector<double>& list, std::int64_t c) {
  return list.empty() ? 1 : list[static_cast<std::size_t>(c)];
}

/// For `check`: throws unless the parameter `name` is empty or has an entry for each of
/// `n` things, "classes" or "outputs".
inline void check_length(const char* name, const std::vector<double>& list,
                         std::int64_t n, const char* things) {
  if (list.empty() || static_cast<std::int64_t>(list.size()) == n) return;
  throw invalid(name, "'" + std::string(name) + "' has " + std::to_string(list.size()) +
                          " entries, but there are " + std::to_string(n) + " " +
                          things);
}

}  // namespace backplane::sdk

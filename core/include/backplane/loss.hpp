#pragma once
// A loss takes rows of predictions and targets to a number a row, and its gradient.

#include <limits>
#include <string>
#include <vector>

#include "backplane/abi.h"
#include "backplane/export.hpp"

namespace backplane {

/// What numbers may stand in a column, both ends included.
struct Domain {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

class BACKPLANE_API Loss {
 public:
  virtual ~Loss() = default;

  [[nodiscard]] virtual std::uint32_t flags() const = 0;  ///< BACKPLANE_LOSS_*
  /// Id of the final activation that is part of this loss (softmax of cross-entropy);
  /// "".
  [[nodiscard]] virtual std::string fuses_activation() const { return {}; }
  /// Ids of activations that must not precede it.
  [[nodiscard]] virtual std::vector<std::string> refuses_activations() const {
    return {};
  }

  /// Ids of activations, one of which must precede it; empty: anything may.
  [[nodiscard]] virtual std::vector<std::string> needs_activations() const {
    return {};
  }

  /// How many numbers a dense target has for `cols` outputs; 0: that many outputs
  /// cannot be served, and check() says why. The first so many outputs are what metrics
  /// judge.
  [[nodiscard]] virtual std::int64_t target_cols(std::int64_t cols) const {
    return cols;
  }
  /// Of column `col` of a side, BACKPLANE_LOSS_PREDICTIONS or BACKPLANE_LOSS_TARGETS.
  [[nodiscard]] virtual Domain domain(std::uint32_t side, std::int64_t cols,
                                      std::int64_t col) const {
    (void)side, (void)cols, (void)col;
    return {};
  }

  /// Whether `cols` outputs and this form of target (BACKPLANE_LOSS_TARGET_*) can be
  /// served.
  virtual backplane_status check(std::int64_t cols, std::uint32_t target,
                                 backplane_error& error) const {
    (void)cols, (void)target, (void)error;
    return BACKPLANE_OK;
  }

  /// The weight of each row; 1 unless the loss knows better. The host divides by their
  /// sum.
  virtual backplane_status weigh(const backplane_loss_args& block,
                                 double* row_weight) const {
    for (std::int64_t r = 0; r < block.rows; ++r) row_weight[r] = 1;
    return BACKPLANE_OK;
  }

  /// row_loss[r], and where wanted dpred = grad_scale * d row_loss / d pred.
  virtual backplane_status eval(const backplane_loss_args& block) const = 0;
};

}  // namespace backplane

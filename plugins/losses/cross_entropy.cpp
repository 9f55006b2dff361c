// cross_entropy: L = -sum_c q_c w_c log p_c,  p = softmax(a);  dL/da = W p - w q, W =
// sum w q q is the target, one-hot for a class, mixed with 1/C by label smoothing; w
// are weights. Rows of the class to ignore count for nothing.
#include <vector>

#include "backplane/sdk/loss.hpp"

namespace {

using backplane::sdk::LossRow;

struct CrossEntropy {
  double label_smoothing = 0;
  std::vector<double> weight_list;
  std::int64_t ignore_index = -100;

  static constexpr const char* doc =
      "From logits: a softmax in front of it is part of this loss. Targets are class "
      "numbers or rows of probabilities. With class weights and class numbers the mean "
      "is over the weights of the targets, as in PyTorch.";
  static constexpr auto params = backplane::params(
      backplane::field(&CrossEntropy::label_smoothing, "label_smoothing", 0.0, {0, 1},
                       "share of the target that is spread over all classes"),
      backplane::field(&CrossEntropy::weight_list, "weight", {}, backplane::at_least(0),
                       "a weight for each class; empty: all 1")
          .alias("weights, class_weights"),
      backplane::field(&CrossEntropy::ignore_index, "ignore_index", -100,
                       {-0x1p31, 0x1p31 - 1},
                       "a class number whose rows count for nothing, such as padding")
          .ignored());
  static constexpr std::uint32_t targets =
      BACKPLANE_LOSS_TARGET_INDEX | BACKPLANE_LOSS_TARGET_DENSE;
  static constexpr bool on_logits = true, in_place = true;
  static constexpr const char *fuses = "softmax", *refuses = "log_softmax";

  void check(std::int64_t cols, std::uint32_t /*target*/) const {
    backplane::sdk::check_length("weight", weight_list, cols, "classes");
  }
  backplane::sdk::Range target_range() const { return {0, 1}; }

  double class_weight(std::int64_t c) const {
    return backplane::sdk::weight_at(weight_list, c);
  }

  template <class T>
  double weight(const LossRow<T>& row) const {
    return row.t == nullptr ? class_weight(row.label) : 1;
  }

  /// Without weights and smoothing: L = log sum exp(a - max) - (a_label - max).
  template <class T>
  double plain_row(const LossRow<T>& row) const {
    const T top = backplane::sdk::largest(row.a, row.n);
    const T hit = row.a[row.label] - top;
    const T total = exponentials(row, top);
    scale_gradient(row, T(row.scale) / total);
    if (row.da != nullptr) row.da[row.label] -= T(row.scale);
    return static_cast<double>(backplane::log(total) - hit);
  }

  /// sum_c exp(a_c - top); the terms are left in da where that is wanted.
  template <class T>
  static T exponentials(const LossRow<T>& row, T top) {
    const T* a = row.a;
    T* da = row.da;
    if (da == nullptr)
      return backplane::sdk::sum(
          row.n, [=](std::int64_t i) { return backplane::exp(a[i] - top); });
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < row.n; ++i) da[i] = backplane::exp(a[i] - top);
    return backplane::sdk::sum(row.n, [=](std::int64_t i) { return da[i]; });
  }

  template <class T>
  static void scale_gradient(const LossRow<T>& row, T factor) {
    if (row.da == nullptr) return;
    for (std::int64_t i = 0; i < row.n; ++i) row.da[i] *= factor;
  }

  /// w_c q_c: what class c counts.
  template <class T>
  double share(const LossRow<T>& row, std::int64_t c) const {
    double q = 0;
    if (row.t != nullptr)
      q = static_cast<double>(row.t[c]);
    else
      q = c == row.label ? 1 : 0;
    const double smooth = label_smoothing / static_cast<double>(row.n);
    return class_weight(c) * (q * (1 - label_smoothing) + smooth);
  }

  template <class T>
  double row(const LossRow<T>& row) const {
    if (row.t == nullptr && label_smoothing == 0) return weighted_row(row);
    const T top = backplane::sdk::largest(row.a, row.n);
    double W = 0, hit = 0;  // hit = sum_c w_c q_c (a_c - top)
    for (std::int64_t c = 0; c < row.n; ++c) {
      const double counts = share(row, c);
      W += counts;
      hit += counts * static_cast<double>(row.a[c] - top);
    }
    const T total = exponentials(row, top);
    if (row.da != nullptr) {
      scale_gradient(row, static_cast<T>(row.scale * W) / total);
      for (std::int64_t c = 0; c < row.n; ++c)
        row.da[c] -= static_cast<T>(row.scale * share(row, c));
    }
    return W * static_cast<double>(backplane::log(total)) - hit;
  }

  template <class T>
  double weighted_row(LossRow<T> row) const {
    const double w = class_weight(row.label);
    row.scale *= w;
    return w * plain_row(row);
  }
};

}  // namespace

BACKPLANE_LOSS(CrossEntropy, "cross_entropy", "-log softmax(a)[t]", "1.0.0");

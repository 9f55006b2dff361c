// multi_margin: L = w_t/n sum over c != t of z_c^p,  z_c = max(0, m - a_t + a_c)
// dL/da_c = p w_t/n z_c^(p-1),  dL/da_t = -the sum of those
#include <vector>

#include "backplane/sdk/loss.hpp"

namespace {

using backplane::sdk::LossRow;

struct MultiMargin {
  std::int64_t p = 1;
  double margin = 1;
  std::vector<double> weight_list;

  static constexpr const char* doc =
      "The hinge of several classes, as in PyTorch: the right class's score should be "
      "above each other one by the margin. Targets are class numbers. Weights of "
      "classes multiply; the mean is over the rows, however they weigh.";
  static constexpr auto params = backplane::params(
      backplane::field(&MultiMargin::p, "p", 1, {1, 2},
                       "power of what is short: 1 or 2"),
      backplane::field(&MultiMargin::margin, "margin", 1.0,
                       "by how much the right class should be above the others"),
      backplane::field(&MultiMargin::weight_list, "weight", {}, backplane::at_least(0),
                       "a weight for each class; empty: all 1")
          .alias("weights, class_weights"));
  static constexpr std::uint32_t targets = BACKPLANE_LOSS_TARGET_INDEX;
  static constexpr bool on_logits = true, in_place = true;
  static constexpr const char* refuses = "softmax, log_softmax";

  void check(std::int64_t cols, std::uint32_t /*target*/) const {
    backplane::sdk::check_length("weight", weight_list, cols, "classes");
  }

  template <class T>
  double row(const LossRow<T>& row) const {
    const double w = backplane::sdk::weight_at(weight_list, row.label) * mean_of(row);
    const bool square = p == 2;
    const T* a = row.a;
    const T hit = a[row.label], m = static_cast<T>(margin);
    const std::int64_t label = row.label;
    const auto short_of = [=](std::int64_t c) {
      const T z = backplane::max(T(0), m - hit + a[c]);
      return c == label ? T(0) : z;
    };
    const double total = backplane::sdk::sum(row.n, [=](std::int64_t c) {
      const double z = static_cast<double>(short_of(c));
      return square ? z * z : z;
    });
    if (row.da != nullptr) gradient(row, static_cast<T>(row.scale * w), short_of);
    return w * total;
  }

  template <class T, class Short>
  void gradient(const LossRow<T>& row, T scale, Short short_of) const {
    T* da = row.da;
    const bool square = p == 2;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t c = 0; c < row.n; ++c) {
      const T z = short_of(c);
      const T line = z > T(0) ? T(1) : T(0);
      da[c] = scale * (square ? T(2) * z : line);
    }
    da[row.label] = T(0);
    da[row.label] = -backplane::sdk::sum(row.n, [=](std::int64_t c) { return da[c]; });
  }
};

}  // namespace

BACKPLANE_LOSS(MultiMargin, "multi_margin",
               "mean over c != t of max(0, margin - a_t + a_c)^p", "1.0.0");

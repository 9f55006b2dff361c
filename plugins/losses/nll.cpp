// nll: L = -w_t a_t,  a = log-probabilities, t = a class   dL/da_c = -w_t where c = t
#include <algorithm>
#include <vector>

#include "backplane/sdk/loss.hpp"

namespace {

using backplane::sdk::LossRow;

struct Nll {
  std::vector<double> weight_list;
  std::int64_t ignore_index = -100;

  static constexpr const char* doc =
      "The negative log-likelihood of class numbers, from log-probabilities: a "
      "`log_softmax` stands before it. Together they are cross_entropy, which is the "
      "better choice where nothing else reads the log-probabilities. The mean is over "
      "the weights of the targets, as in PyTorch.";
  static constexpr auto params = backplane::params(
      backplane::field(&Nll::weight_list, "weight", {}, backplane::at_least(0),
                       "a weight for each class; empty: all 1")
          .alias("weights, class_weights"),
      backplane::field(&Nll::ignore_index, "ignore_index", -100, {-0x1p31, 0x1p31 - 1},
                       "a class number whose rows count for nothing, such as padding")
          .ignored());
  static constexpr std::uint32_t targets = BACKPLANE_LOSS_TARGET_INDEX;
  static constexpr bool in_place = true;
  static constexpr const char* needs = "log_softmax, log, identity";

  void check(std::int64_t cols, std::uint32_t /*target*/) const {
    backplane::sdk::check_length("weight", weight_list, cols, "classes");
  }

  template <class T>
  double weight(const LossRow<T>& row) const {
    return backplane::sdk::weight_at(weight_list, row.label);
  }

  template <class T>
  double row(const LossRow<T>& row) const {
    const double w = weight(row);
    const double loss = -w * static_cast<double>(row.a[row.label]);
    if (row.da == nullptr) return loss;
    std::fill_n(row.da, row.n, T(0));
    row.da[row.label] = static_cast<T>(-w * row.scale);
    return loss;
  }
};

}  // namespace

BACKPLANE_LOSS(Nll, "nll", "-a[t], of log-probabilities a", "1.0.0");

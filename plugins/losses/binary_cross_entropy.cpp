// binary_cross_entropy: L = -1/n sum_i (p t log y + (1 - t) log(1 - y)),  y =
// sigmoid(a) = 1/n sum_i ((1 - t) a + (1 + (p - 1) t) softplus(-a));  p is the weight
// of positives
#include <vector>

#include "backplane/sdk/loss.hpp"

namespace {

struct BinaryCrossEntropy {
  std::vector<double> pos_weight;

  static constexpr const char* doc =
      "From logits: a sigmoid in front of it is part of this loss. Targets are 0, 1 or "
      "a probability for each output; the mean is over outputs and rows.";
  static constexpr auto params = backplane::params(backplane::field(
      &BinaryCrossEntropy::pos_weight, "pos_weight", {}, backplane::at_least(0),
      "weight of the positive targets: one number for all outputs or one for each"));
  static constexpr bool on_logits = true, in_place = true;
  static constexpr const char* fuses = "sigmoid";

  void check(std::int64_t cols, std::uint32_t /*target*/) const {
    if (pos_weight.size() != 1)
      backplane::sdk::check_length("pos_weight", pos_weight, cols, "outputs");
  }
  backplane::sdk::Range target_range() const { return {0, 1}; }

  template <class T>
  static T term(T a, T t, T p) {
    return (T(1) - t) * a + (T(1) + (p - T(1)) * t) * backplane::softplus(-a);
  }

  template <class T>
  double row(const backplane::sdk::LossRow<T>& row) const {
    const double mean = backplane::sdk::mean_of(row);
    if (pos_weight.size() > 1)
      return backplane::sdk::element_row(
          row, mean, [p = pos_weight.data()](auto a, auto t, std::int64_t i) {
            return term(a, t, decltype(a)(p[i]));
          });
    const double p = pos_weight.empty() ? 1 : pos_weight.front();
    return backplane::sdk::element_row(row, mean, [p](auto a, auto t, std::int64_t) {
      return term(a, t, decltype(a)(p));
    });
  }
};

}  // namespace

BACKPLANE_LOSS(BinaryCrossEntropy, "binary_cross_entropy",
               "-mean of (t log sigmoid(a) + (1 - t) log(1 - sigmoid(a)))", "1.0.0");

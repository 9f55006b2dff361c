// binary_focal: L = -1/n sum_i w_i (1 - p_i)^gamma log p_i,  p = sigmoid(a) where t is
// 1, 1 - sigmoid(a) where t is 0; w = alpha and 1 - alpha likewise
#include <limits>

#include "backplane/sdk/loss.hpp"

namespace {

struct BinaryFocal {
  double gamma = 2, alpha = 0.25;

  static constexpr const char* doc =
      "binary_cross_entropy that turns away from what is right already, as "
      "torchvision's sigmoid_focal_loss with the mean over outputs and rows. From "
      "logits: a sigmoid in front of it is part of this loss. Targets are 0, 1 or a "
      "probability for each output.";
  static constexpr auto params = backplane::params(
      backplane::field(&BinaryFocal::gamma, "gamma", 2.0, backplane::at_least(0),
                       "how little a right answer counts: its power of 1 - p")
          .main(),
      backplane::field(&BinaryFocal::alpha, "alpha", 0.25, {-1, 1},
                       "weight of targets of 1, those of 0 having 1 - alpha; -1: all "
                       "weigh 1"));
  static constexpr bool mean = true, on_logits = true;
  static constexpr const char *fuses = "sigmoid", *refuses = "log_sigmoid";

  void validate() const {
    if (alpha < 0 && alpha != -1)
      throw backplane::sdk::invalid("alpha", "'alpha' is from 0 to 1, or -1 for none");
  }
  backplane::sdk::Range target_range() const { return {0, 1}; }

  template <class T>
  T f(T a, T t) const {
    const T rest = T(1) - t;
    const T far = t * backplane::sigmoid(-a) + rest * backplane::sigmoid(a);  // 1 - p
    const T cost = rest * a + backplane::softplus(-a);
    const T w = alpha < 0 ? T(1) : T(alpha) * t + T(1 - alpha) * rest;
    // Where 1 - p vanishes so does the cost; a power below 1 must not meet 0 there.
    const T tiny = T(std::numeric_limits<float>::min());
    return w * backplane::pow(backplane::max(far, tiny), T(gamma)) * cost;
  }
};

}  // namespace

BACKPLANE_LOSS(BinaryFocal, "binary_focal",
               "mean of -w (1 - p)^gamma log p, p = sigmoid(a) or 1 - sigmoid(a)",
               "1.0.0");

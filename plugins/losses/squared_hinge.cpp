// squared_hinge: L = 1/n sum_i max(0, m - s_i a_i)^2,  s_i = 1 where t_i > 0, else -1
// dL/da_i = -2/n s_i max(0, m - s_i a_i)
#include "backplane/sdk/loss.hpp"

namespace {

struct SquaredHinge {
  double margin = 1;

  static constexpr const char* doc =
      "hinge, squared: smooth at the margin, harder on what is far off. A target is a "
      "side: -1 or 0 for no, 1 for yes; the mean is over outputs and rows.";
  static constexpr auto params = backplane::params(
      backplane::field(&SquaredHinge::margin, "margin", 1.0, backplane::above(0),
                       "score from which on a right answer costs nothing")
          .main());
  static constexpr bool mean = true, on_logits = true;
  static constexpr const char* refuses = "sigmoid, log_sigmoid, softmax, log_softmax";

  backplane::sdk::Range target_range() const { return {-1, 1}; }

  template <class T>
  T f(T a, T t) const {
    const T side = t > T(0) ? T(1) : T(-1);
    const T short_of = backplane::max(T(0), T(margin) - side * a);
    return short_of * short_of;
  }
};

}  // namespace

BACKPLANE_LOSS(SquaredHinge, "squared_hinge", "mean of max(0, margin - s a)^2",
               "1.0.0");

// hinge: L = 1/n sum_i max(0, m - s_i a_i),  s_i = 1 where t_i > 0, else -1
// dL/da_i = -s_i / n within the margin m, else 0
#include "backplane/sdk/loss.hpp"

namespace {

struct Hinge {
  double margin = 1;

  static constexpr const char* doc =
      "From raw scores, whose sign is the answer. A target is a side: -1 or 0 for no, "
      "1 for yes; the mean is over outputs and rows. Class numbers become a yes for "
      "their class and a no for each other one.";
  static constexpr auto params = backplane::params(
      backplane::field(&Hinge::margin, "margin", 1.0, backplane::above(0),
                       "score from which on a right answer costs nothing")
          .main());
  static constexpr bool mean = true, on_logits = true;
  static constexpr const char* refuses = "sigmoid, log_sigmoid, softmax, log_softmax";

  backplane::sdk::Range target_range() const { return {-1, 1}; }

  template <class T>
  T f(T a, T t) const {
    const T side = t > T(0) ? T(1) : T(-1);
    return backplane::max(T(0), T(margin) - side * a);
  }
};

}  // namespace

BACKPLANE_LOSS(Hinge, "hinge", "mean of max(0, margin - s a), s = 1 or -1", "1.0.0");

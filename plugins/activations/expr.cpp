// expr: y = f(x) with f written in YAML   dy/dx by the rules of calculus
#include "backplane/sdk/activation.hpp"
#include "backplane/sdk/formula.hpp"

namespace {

struct Expr {
  std::string formula;
  backplane::Formula f;

  static constexpr const char* doc =
      "A function written as a formula: expr: \"x * tanh(softplus(x))\". The "
      "derivative is worked out from it, and both run about as fast as compiled code.\n"
      "\n"
      "A formula has x, numbers (0.5, 1e-3), pi, e, parentheses and operators, from "
      "what binds most to what binds least:\n"
      "^ power, so that -x^2 is -(x^2) and 2^-x is what it seems\n"
      "* / products; 2 * x is not written 2x\n"
      "+ - sums\n"
      "< <= > >= == != comparisons, which are 1 or 0\n"
      "\n"
      "Functions of one value: abs acos acosh asin asinh atan atanh ceil cos cosh erf "
      "exp expm1 floor log log1p round sigmoid sign sin sinh softplus sqrt tan tanh.\n"
      "Of more: min(a, b), max(a, b), pow(a, b), clip(a, low, high), where(condition, "
      "a, b).\n"
      "\n"
      "At a kink the slope is that of one side: of max(a, b) and min(a, b) that of a "
      "where both are equal, of where() that of the branch taken, of abs(x) 0 at 0. "
      "Steps have the slope 0. log(1 + a), exp(a) - 1, log(1 + exp(a)), a / (1 + "
      "exp(b)) and tanh(softplus(a)) are computed in forms that neither overflow nor "
      "lose digits. A formula has at most 1000 characters and 64 levels of "
      "parentheses.";
  static constexpr auto params =
      backplane::params(backplane::field(&Expr::formula, "formula", backplane::required,
                                         "y as a formula of x")
                            .main()
                            .example("x * tanh(softplus(x))"));

  void validate() const { (void)made(BACKPLANE_ISA_BASELINE); }
  void prepare(std::uint32_t isa) { f = made(isa); }

  template <class T>
  void forward_span(const T* x, T* y, std::int64_t n) const {
    f.values(x, y, n);
  }
  template <class T>
  void backward_span(const T* x, const T* dy, T* dx, std::int64_t n) const {
    f.gradients(x, dy, dx, n);
  }

 private:
  /// What is wrong with the formula is told of the parameter.
  [[nodiscard]] backplane::Formula made(std::uint32_t isa) const {
    try {
      return backplane::Formula(formula, isa);
    } catch (const backplane::sdk::Failure& failure) {
      throw backplane::sdk::invalid("formula", failure.what());
    }
  }
};

}  // namespace

BACKPLANE_ACTIVATION(Expr, "expr", "a formula of x", "1.0.0");

#pragma once
// A function written as text, with its derivative, fast on whole rows:
//   const backplane::Formula mish("x * tanh(softplus(x))");
//   mish.values(x, y, n);          // y[i] = f(x[i])
//   mish.gradients(x, dy, dx, n);  // dx[i] = dy[i] f'(x[i])
// The language stands in formula_parser.hpp, its words in formula_words.hpp.

#include <cstdint>
#include <string_view>

#include "backplane/sdk/formula_parser.hpp"
#include "backplane/sdk/formula_program.hpp"
#include "backplane/sdk/formula_run.hpp"
#include "backplane/sdk/formula_slope.hpp"

namespace backplane {

/// Immutable once made; any thread. Its calls allocate nothing.
class Formula {
 public:
  Formula() = default;
  /// For the CPU level of `isa`, BACKPLANE_ISA_*; all levels give the same bits.
  /// Throws an sdk::Failure that tells what is wrong, and in which column.
  explicit Formula(std::string_view text, std::uint32_t isa = BACKPLANE_ISA_BASELINE) {
    formula::Graph graph;
    const formula::Id y = formula::Parser::parse(text, graph);
    const formula::Id slope = formula::Slope(graph).of(y);
    formula::Algebra make(graph);
    const formula::Id dy = make.leaf(formula::Op::dy);
    const bool flat = graph.is_number(slope, 0);
    const auto value = formula::Writer::write(graph, y);
    const auto gradient =
        formula::Writer::write(graph, flat ? slope : make.mul(dy, slope));
    single_ = {{value, isa}, {gradient, isa}};
    double_ = {{value, isa}, {gradient, isa}};
  }

  /// y may be x.
  void values(const float* x, float* y, std::int64_t n) const {
    single_.value.run(x, nullptr, y, n);
  }
  void values(const double* x, double* y, std::int64_t n) const {
    double_.value.run(x, nullptr, y, n);
  }
  /// dx may be dy.
  void gradients(const float* x, const float* dy, float* dx, std::int64_t n) const {
    single_.gradient.run(x, dy, dx, n);
  }
  void gradients(const double* x, const double* dy, double* dx, std::int64_t n) const {
    double_.gradient.run(x, dy, dx, n);
  }

 private:
  template <class T>
  struct Both {
    formula::Runner<T> value, gradient;
  };
  Both<float> single_;
  Both<double> double_;
};

}  // namespace backplane

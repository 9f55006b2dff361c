#pragma once
// Puts values together and simplifies on the way. What it makes equals what was asked
// for as real numbers, but for a few roundings; known composites get a form that
// neither overflows nor loses digits: log(1 + e^x) is softplus, x / (1 + e^-x) is
// x sigmoid(x), and so on.

#include <cmath>
#include <numbers>
#include <utility>

#include "backplane/sdk/formula_graph.hpp"
#include "backplane/sdk/formula_pick.hpp"

namespace backplane::formula {

class Algebra {
 public:
  explicit Algebra(Graph& graph) : graph_(graph) {}

  Id leaf(Op op) { return graph_.add({op}); }
  Id number(double value) {
    return graph_.add({Op::number, kNone, kNone, kNone, kNone, value});
  }

  /// An operation of one value.
  Id of(Op op, Id a) {
    if (op == Op::neg) return neg(a);
    if (is_number(a)) return number(computed(op, value(a)));
    if (op == Op::log && is_one_plus(a)) return of(Op::log1p, left(a));
    if (op == Op::log1p && graph_.is(a, Op::exp)) return of(Op::softplus, left(a));
    if (op == Op::tanh && graph_.is(a, Op::softplus)) return of(Op::damp, left(a));
    return graph_.add({op, a});
  }

  Id neg(Id a) {
    if (is_number(a)) return number(-value(a));
    if (graph_.is(a, Op::neg)) return left(a);
    if (graph_.is(a, Op::sub)) return sub(right(a), left(a));
    if (factor(a) != 1) return scaled(left(a), -factor(a));
    return graph_.add({Op::neg, a});
  }

  Id add(Id a, Id b) {
    if (is_number(a)) std::swap(a, b);
    if (is_number(a)) return number(value(a) + value(b));
    if (graph_.is_number(b, 0)) return a;
    if (graph_.is_number(b, -1) && graph_.is(a, Op::exp)) return of(Op::expm1, left(a));
    if (graph_.is(b, Op::neg)) return sub(a, left(b));
    if (graph_.is(a, Op::neg)) return sub(b, left(a));
    if (unscaled(a) == unscaled(b)) return scaled(unscaled(a), factor(a) + factor(b));
    return commuting(Op::add, a, b);
  }

  Id sub(Id a, Id b) {
    if (is_number(b)) return add(a, number(-value(b)));
    if (graph_.is_number(a, 0)) return neg(b);
    if (graph_.is(b, Op::neg)) return add(a, left(b));
    return graph_.add({Op::sub, a, b});
  }

  Id mul(Id a, Id b) {
    if (is_number(a)) std::swap(a, b);
    if (is_number(b)) return scaled(a, value(b));
    if (graph_.is(a, Op::neg)) return neg(mul(left(a), b));
    if (graph_.is(b, Op::neg)) return neg(mul(a, left(b)));
    if (graph_.is(b, Op::sign) && left(b) == a) return of(Op::abs, a);
    if (graph_.is(a, Op::sign) && left(a) == b) return of(Op::abs, b);
    const double c = factor(a) * factor(b);
    if (c != 1 && mild(c)) return scaled(mul(unscaled(a), unscaled(b)), c);
    return commuting(Op::mul, a, b);
  }

  Id div(Id a, Id b) {
    if (is_number(b) && is_number(a)) return number(value(a) / value(b));
    if (is_number(b) && mild(value(b))) return scaled(a, 1 / value(b));
    if (graph_.is(a, Op::neg)) return neg(div(left(a), b));
    if (factor(a) != 1) return scaled(div(left(a), b), factor(a));
    if (is_one_plus(b) && graph_.is(left(b), Op::exp))
      return mul(a, of(Op::sigmoid, neg(left(left(b)))));
    return graph_.add({Op::div, a, b});
  }

  /// min, max or a comparison.
  Id compare(Op op, Id a, Id b) {
    if (is_number(a) && is_number(b)) return number(computed(op, value(a), value(b)));
    return graph_.add({op, a, b});
  }

  Id where(Id condition, Id a, Id b) {
    if (is_number(condition)) return value(condition) != 0 ? a : b;
    return a == b ? a : graph_.add({Op::where, condition, a, b});
  }

  /// a^b: by products where b is a whole number up to 16, by roots for halves.
  Id pow(Id a, Id b) {
    if (is_number(a) && value(a) == std::numbers::e) return of(Op::exp, b);
    if (!is_number(b)) return graph_.add({Op::pow, a, b});
    const double size = std::fabs(value(b));
    if (is_number(a)) return number(backplane::pow(value(a), value(b)));
    Id power = kNone;
    if (size == 0.5) power = of(Op::sqrt, a);
    if (size == 1.5) power = mul(a, of(Op::sqrt, a));
    if (size <= 16 && size == std::floor(size))
      power = product(a, static_cast<int>(size));
    if (power == kNone) return graph_.add({Op::pow, a, b});
    return value(b) < 0 ? div(number(1), power) : power;
  }

 private:
  [[nodiscard]] Id left(Id id) const { return graph_[id].a; }
  [[nodiscard]] Id right(Id id) const { return graph_[id].b; }
  [[nodiscard]] double value(Id id) const { return graph_[id].number; }
  [[nodiscard]] bool is_number(Id id) const { return graph_.is(id, Op::number); }
  [[nodiscard]] bool is_one_plus(Id id) const {
    return graph_.is(id, Op::add) && graph_.is_number(right(id), 1);
  }

  /// Small enough that moving it within a product makes nothing overflow that did not.
  static bool mild(double c) {
    return std::fabs(c) >= 0x1p-16 && std::fabs(c) <= 0x1p16;
  }
  /// c of u c, with u = unscaled; 1 where there is none.
  [[nodiscard]] double factor(Id id) const {
    const bool is = graph_.is(id, Op::mul) && is_number(right(id));
    return is && mild(value(right(id))) ? value(right(id)) : 1;
  }
  [[nodiscard]] Id unscaled(Id id) const { return factor(id) != 1 ? left(id) : id; }

  Id scaled(Id a, double c) {
    if (is_number(a)) return number(value(a) * c);
    if (c == 1) return a;
    if (c == -1) return neg(a);
    if (graph_.is(a, Op::neg)) return scaled(left(a), -c);
    const double both = factor(a) * c;
    if (both != c && mild(both)) return scaled(left(a), both);
    return graph_.add({Op::mul, a, number(c)});
  }

  Id commuting(Op op, Id a, Id b) {
    const bool turned = b < a && !is_number(b);
    return graph_.add({op, turned ? b : a, turned ? a : b});
  }

  Id product(Id a, int times) {
    if (times == 0) return number(1);
    if (times == 1) return a;
    if (times % 2 == 1) return mul(product(a, times - 1), a);
    const Id half = product(a, times / 2);
    return mul(half, half);
  }

  Graph& graph_;
};

}  // namespace backplane::formula

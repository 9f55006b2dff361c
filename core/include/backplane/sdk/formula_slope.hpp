#pragma once
// The derivative of a formula, by the rules of calculus along its graph.

#include <numbers>
#include <vector>

#include "backplane/sdk/formula_algebra.hpp"

namespace backplane::formula {

class Slope {
 public:
  explicit Slope(Graph& graph) : graph_(graph), make_(graph) {}

  /// dy/dx. At a kink one of the two slopes: of max(a, b) and min(a, b) that of a where
  /// they are equal, of where() that of the branch taken; abs has 0 at 0, and steps
  /// have 0 everywhere.
  Id of(Id y) {
    Slopes d(y + 1u, kNone);
    for (const Id id : graph_.parts_of(y)) d[id] = rule(id, graph_[id], d);
    return d[y];
  }

 private:
  using Slopes = std::vector<Id>;

  Id rule(Id y, const Node node, const Slopes& d) {
    if (node.op == Op::x) return make_.number(1);
    if (arity(node.op) == 0) return make_.number(0);
    if (arity(node.op) == 1) return times(d[node.a], of_one(y, node));
    return of_more(y, node, d);
  }

  /// df(a)/da with y = f(a).
  Id of_one(Id y, const Node& node) {
    const Id a = node.a, one = make_.number(1);
    const auto of = [&](Op op, Id v) { return make_.of(op, v); };
    const auto squared = [&](Id v) { return make_.mul(v, v); };
    const auto inverse = [&](Id v) { return make_.div(one, v); };
    const auto beyond = [&] { return make_.mul(make_.sub(one, a), make_.add(one, a)); };
    switch (node.op) {
      case Op::neg:
        return make_.number(-1);
      case Op::abs:
        return of(Op::sign, a);
      case Op::sqrt:
        return make_.mul(inverse(y), make_.number(0.5));
      case Op::exp:
        return y;
      case Op::expm1:
        return of(Op::exp, a);
      case Op::log:
        return inverse(a);
      case Op::log1p:
        return inverse(make_.add(a, one));
      case Op::sin:
        return of(Op::cos, a);
      case Op::cos:
        return make_.neg(of(Op::sin, a));
      case Op::tan:
        return make_.add(squared(y), one);
      case Op::asin:
        return inverse(of(Op::sqrt, beyond()));
      case Op::acos:
        return make_.neg(inverse(of(Op::sqrt, beyond())));
      case Op::atan:
        return inverse(make_.add(squared(a), one));
      default:
        return of_growing(y, node);
    }
  }

  Id of_growing(Id y, const Node& node) {
    const Id a = node.a, one = make_.number(1);
    const auto of = [&](Op op, Id v) { return make_.of(op, v); };
    const auto squared = [&](Id v) { return make_.mul(v, v); };
    const auto inverse = [&](Id v) { return make_.div(one, v); };
    switch (node.op) {
      case Op::sinh:
        return of(Op::cosh, a);
      case Op::cosh:
        return of(Op::sinh, a);
      case Op::tanh:
        return make_.sub(one, squared(y));
      case Op::asinh:
        return inverse(of(Op::sqrt, make_.add(squared(a), one)));
      case Op::acosh:
        return inverse(make_.mul(of(Op::sqrt, make_.sub(a, one)),
                                 of(Op::sqrt, make_.add(a, one))));
      case Op::atanh:
        return inverse(make_.mul(make_.sub(one, a), make_.add(one, a)));
      case Op::erf:
        return make_.mul(of(Op::exp, make_.neg(squared(a))),
                         make_.number(2 * std::numbers::inv_sqrtpi));
      case Op::sigmoid:
        return make_.mul(y, make_.sub(one, y));
      case Op::softplus:
        return of(Op::sigmoid, a);
      case Op::damp:
        return of(Op::damp_slope, a);
      default:  // round, floor, ceil, sign
        return make_.number(0);
    }
  }

  Id of_more(Id y, const Node& node, const Slopes& d) {
    const Id a = node.a, b = node.b, da = d[a], db = d[b];
    switch (node.op) {
      case Op::add:
        return make_.add(da, db);
      case Op::sub:
        return make_.sub(da, db);
      case Op::mul:
        return make_.add(times(da, b), times(db, a));
      case Op::div:
        return of_quotient(y, node, da, db);
      case Op::pow:
        return make_.add(
            times(da, make_.mul(b, make_.pow(a, make_.sub(b, make_.number(1))))),
            times(db, make_.mul(y, make_.of(Op::log, a))));
      case Op::min:
        return make_.where(make_.compare(Op::less, b, a), db, da);
      case Op::max:
        return make_.where(make_.compare(Op::less, a, b), db, da);
      case Op::where:
        return make_.where(a, db, d[node.c]);
      default:  // comparisons
        return make_.number(0);
    }
  }

  /// With r = 1 / b, so that one division is enough.
  Id of_quotient(Id y, const Node& node, Id da, Id db) {
    const Id a = node.a, b = node.b;
    if (graph_.is(a, Op::number) && graph_[a].number != 0)  // -(a / b)^2 db / a
      return times(db, make_.mul(make_.mul(y, y), make_.number(-1 / graph_[a].number)));
    const Id r = make_.div(make_.number(1), b);
    const Id rest = graph_.is(b, Op::add) ? graph_[b].b : kNone;
    const bool linear = rest != kNone && graph_.is(rest, Op::number) &&
                        graph_.is_number(da, 1) && times(db, a) == graph_[b].a;
    if (linear) return make_.mul(make_.mul(r, r), rest);  // b - a db is a number
    return times(make_.sub(da, times(db, make_.mul(a, r))), r);
  }

  /// d v, where d may be a slope of 0: then v may be anything, even infinite.
  Id times(Id d, Id v) { return graph_.is_number(d, 0) ? d : make_.mul(d, v); }

  Graph& graph_;
  Algebra make_;
};

}  // namespace backplane::formula

#pragma once
// A graph in the operations that programs have: composites in steps that they share,
// and two steps of arithmetic in one where nobody else reads the first.

#include <vector>

#include "backplane/sdk/formula_graph.hpp"

namespace backplane::formula {

class Lowered {
 public:
  Lowered(const Graph& from, Id root) {
    std::vector<Id> to(root + 1u, kNone);
    for (const Id id : from.parts_of(root)) {
      Node node = from[id];
      for (Id* operand : {&node.a, &node.b, &node.c, &node.d})
        if (*operand != kNone) *operand = to[*operand];
      to[id] = lowered(node);
    }
    root_ = to[root];
    for (Id id = 0; id < graph_.size(); ++id) nodes_.push_back(graph_[id]);
    fuse();
  }

  [[nodiscard]] Id root() const { return root_; }
  [[nodiscard]] Id size() const { return graph_.size(); }
  [[nodiscard]] const Node& operator[](Id id) const { return nodes_[id]; }

 private:
  Id lowered(const Node& node) {
    const Id a = node.a;
    const auto of = [&](Op op, Id v, Id w = kNone) { return graph_.add({op, v, w}); };
    switch (node.op) {
      case Op::sigmoid:
        return of(Op::fade_sigmoid, a, of(Op::fade, a));
      case Op::softplus:
        return of(Op::add, of(Op::log1p, of(Op::fade, a)),
                  of(Op::max, a, graph_.add({Op::number})));
      case Op::damp:
      case Op::damp_slope: {
        const Id n = of(Op::grow, a), share = of(Op::grow_share, n);
        return of(node.op == Op::damp ? Op::grow_damp : Op::grow_slope, n, share);
      }
      default:
        return graph_.add(node);
    }
  }

  /// No bit changes: the same operations in the same order.
  void fuse() {
    std::vector<std::uint32_t> uses(size());
    const auto parts = graph_.parts_of(root_);
    for (const Id id : parts)
      graph_.each_operand(id, [&](Id operand) { ++uses[operand]; });
    std::vector<bool> absorbed(size());
    for (auto id = parts.rbegin(); id != parts.rend(); ++id) {
      if (absorbed[*id]) continue;
      Node& node = nodes_[*id];
      const auto take = [&](Id operand, Id other, Id last = kNone) {
        if (operand == kNone || uses[operand] != 1 || absorbed[operand]) return;
        const Node inner = nodes_[operand];
        const Op op = fused(node.op, inner.op, operand == node.a);
        if (op == node.op) return;
        node = op == Op::div_add ? Node{op, other, inner.a, inner.b}
                                 : Node{op, inner.a, inner.b, other, last};
        absorbed[operand] = true;
      };
      const Node before = node;
      take(before.a, before.b, before.c);
      if (node.op == before.op) take(before.b, before.a);
    }
  }

  /// inner, and then outer with it as its first or second operand, as one; outer where
  /// there is no such operation.
  static Op fused(Op outer, Op inner, bool first) {
    if (outer == Op::add && inner == Op::mul) return Op::mul_add;
    if (outer == Op::sub && inner == Op::mul) return first ? Op::mul_sub : Op::sub_mul;
    if (outer == Op::mul && inner == Op::add) return Op::add_mul;
    if (outer == Op::mul && inner == Op::sub) return Op::diff_mul;
    if (outer == Op::mul && inner == Op::mul) return Op::mul_mul;
    if (outer == Op::div && inner == Op::add && !first) return Op::div_add;
    if (outer == Op::min && inner == Op::max && first) return Op::max_min;
    if (outer == Op::where && inner == Op::less && first) return Op::less_where;
    const bool up_to = outer == Op::where && inner == Op::less_equal && first;
    return up_to ? Op::less_equal_where : outer;
  }

  Graph graph_;
  std::vector<Node> nodes_;
  Id root_ = 0;
};

}  // namespace backplane::formula

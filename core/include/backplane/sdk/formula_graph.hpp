#pragma once
// A formula as a graph: each value stands in it once, after those it is made of.

#include <cstdint>
#include <string>
#include <vector>

#include "backplane/sdk/failure.hpp"
#include "backplane/sdk/formula_ops.hpp"
#include "backplane/sdk/math_bits.hpp"

namespace backplane::formula {

using Id = std::uint16_t;
inline constexpr Id kNone = 0xffff;

/// The most values of a formula and its derivative together.
inline constexpr std::size_t kMostNodes = 4096;

struct Node {
  Op op = Op::number;
  Id a = kNone, b = kNone, c = kNone, d = kNone;
  double number = 0;

  /// The same value: numbers by their bits, so that 0 is not -0.
  [[nodiscard]] bool same(const Node& other) const {
    return op == other.op && a == other.a && b == other.b && c == other.c &&
           d == other.d && vmath::to_bits(number) == vmath::to_bits(other.number);
  }
};

class Graph {
 public:
  [[nodiscard]] const Node& operator[](Id id) const { return nodes_[id]; }
  [[nodiscard]] Id size() const { return static_cast<Id>(nodes_.size()); }

  /// The id of this node, which is new or stood there before.
  Id add(const Node& node) {
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (nodes_[i].same(node)) return static_cast<Id>(i);
    if (nodes_.size() == kMostNodes)
      throw sdk::invalid("the formula and its derivative need more than " +
                         std::to_string(kMostNodes) + " steps");
    nodes_.push_back(node);
    return static_cast<Id>(nodes_.size() - 1);
  }

  [[nodiscard]] bool is(Id id, Op op) const { return nodes_[id].op == op; }
  [[nodiscard]] bool is_number(Id id, double value) const {
    return is(id, Op::number) && nodes_[id].number == value;
  }

  /// f(id of an operand) for each operand of a node.
  template <class F>
  void each_operand(Id id, F&& f) const {
    const Node& node = nodes_[id];
    for (const Id operand : {node.a, node.b, node.c, node.d})
      if (operand != kNone) f(operand);
  }

  /// The nodes that `root` is made of, itself last, in the graph's order.
  [[nodiscard]] std::vector<Id> parts_of(Id root) const {
    std::vector<bool> part(root + 1u);
    part[root] = true;
    for (Id id = root; id > 0; --id)
      if (part[id]) each_operand(id, [&](Id operand) { part[operand] = true; });
    std::vector<Id> found;
    for (Id id = 0; id <= root; ++id)
      if (part[id]) found.push_back(id);
    return found;
  }

 private:
  std::vector<Node> nodes_;
};

}  // namespace backplane::formula

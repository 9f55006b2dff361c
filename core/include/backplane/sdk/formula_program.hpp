#pragma once
// A graph as a list of steps, each of which makes a row of numbers from rows made
// before.

#include <algorithm>
#include <array>
#include <vector>

#include "backplane/sdk/formula_lower.hpp"

namespace backplane::formula {

/// Where a row lies: what is given and what is wanted; below kX a register.
using Place = std::uint16_t;
inline constexpr Place kX = 0xfffc, kDy = 0xfffd, kOut = 0xfffe, kNumber = 0xffff;

struct Input {
  Place place = kNumber;
  double number = 0;
};

struct Step {
  Op op = Op::copy;
  Place out = kOut;
  std::array<Input, 4> in{};
};

struct Program {
  std::vector<Step> steps;  ///< the last one, and it alone, makes what is wanted
  Place registers = 0;
};

class Writer {
 public:
  static Program write(const Graph& graph, Id root) {
    Writer writer(graph, root);
    writer.order();
    writer.place();
    return std::move(writer.program_);
  }

 private:
  Writer(const Graph& graph, Id root) : nodes_(graph, root), last_(nodes_.size(), 0) {}

  static bool is_step(const Node& node) { return arity(node.op) > 0; }
  template <class F>
  static void each_operand(const Node& node, F&& f) {
    for (const Id operand : {node.a, node.b, node.c, node.d})
      if (operand != kNone) f(operand);
  }

  /// Operands first, each just before it is wanted: few registers are alive at once.
  void order() {
    std::vector<bool> seen(nodes_.size());
    std::vector<Id> stack{nodes_.root()};
    while (!stack.empty()) {
      const Id id = stack.back();
      bool ready = true;
      each_operand(nodes_[id], [&](Id operand) {
        if (!is_step(nodes_[operand]) || seen[operand]) return;
        if (ready) stack.push_back(operand);
        ready = false;
      });
      if (!ready) continue;
      stack.pop_back();
      if (!seen[id]) order_.push_back(id);
      seen[id] = true;
    }
    for (std::size_t at = 0; at < order_.size(); ++at)
      each_operand(nodes_[order_[at]], [&](Id operand) { last_[operand] = at; });
  }

  /// A register for each row until its last reader, which may write into it.
  void place() {
    std::vector<Place> places(nodes_.size(), kNumber);
    std::vector<Place> free;
    for (std::size_t at = 0; at < order_.size(); ++at) {
      const Node& node = nodes_[order_[at]];
      Step step;
      step.op = is_step(node) ? node.op : Op::copy;
      auto* in = step.in.data();
      if (!is_step(node)) *in = input(order_[at], places);
      each_operand(node, [&](Id operand) { *in++ = input(operand, places); });
      each_operand(node, [&](Id operand) {
        if (!is_step(nodes_[operand]) || last_[operand] != at) return;
        last_[operand] = order_.size();  // freed once, though it be read twice
        free.push_back(places[operand]);
      });
      if (at + 1 < order_.size()) step.out = places[order_[at]] = taken(free);
      program_.steps.push_back(step);
    }
  }

  [[nodiscard]] Input input(Id id, const std::vector<Place>& places) const {
    const Node& node = nodes_[id];
    if (node.op == Op::x) return {kX, 0};
    if (node.op == Op::dy) return {kDy, 0};
    return {places[id], node.number};
  }

  Place taken(std::vector<Place>& free) {
    if (free.empty()) return program_.registers++;
    const Place place = free.back();
    free.pop_back();
    return place;
  }

  Lowered nodes_;
  std::vector<Id> order_;
  std::vector<std::size_t> last_;  ///< the step that reads a node last
  Program program_;
};

}  // namespace backplane::formula

#pragma once
// A function's name and values in a formula, as what they make together.

#include <string>
#include <vector>

#include "backplane/sdk/formula_algebra.hpp"
#include "backplane/sdk/formula_suggest.hpp"
#include "backplane/sdk/formula_tokens.hpp"

namespace backplane::formula {

class Calls {
 public:
  explicit Calls(Graph& graph) : graph_(graph), make_(graph) {}

  /// The function of this name, behind which '(' is to stand.
  static const Function& function(const Token& name, const Tokens& in) {
    const Function* found = find_function(name.text);
    const bool open = in.now().is("(");
    if (found == nullptr) throw in.wrong(name.at, unknown_word(name.text, open));
    if (open) return *found;
    throw in.wrong(
        name.at,
        quoted(name.text).append(" is a function: write ").append(written(*found)));
  }

  Id call(const Function& function, const Token& name, const std::vector<Id>& v,
          const Tokens& in) {
    if (v.size() != function.count)
      throw in.wrong(name.at, written(function) + " takes " +
                                  std::to_string(function.count) + ", but gets " +
                                  std::to_string(v.size()));
    if (function.op == Op::where) return make_.where(v[0], v[1], v[2]);
    if (function.op == Op::pow) return make_.pow(v[0], v[1]);
    if (function.count == 1) return make_.of(function.op, v[0]);
    if (function.count == 2) return make_.compare(function.op, v[0], v[1]);
    const Node &low = graph_[v[1]], &high = graph_[v[2]];
    if (low.op == Op::number && high.op == Op::number && low.number > high.number)
      throw in.wrong(name.at, "the low end of clip is above its high end");
    return make_.compare(Op::min, make_.compare(Op::max, v[0], v[1]), v[2]);
  }

 private:
  Graph& graph_;
  Algebra make_;
};

}  // namespace backplane::formula

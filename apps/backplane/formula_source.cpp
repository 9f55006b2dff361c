// One line of C++ for each value of the formula, in the order of its graph.
#include "formula_source.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <map>
#include <stdexcept>

#include "backplane/sdk/formula_parser.hpp"

namespace backplane::app {

namespace {

using formula::Graph, formula::Id, formula::Node, formula::Op;

std::string called(Op op) {
  const auto values = static_cast<std::size_t>(formula::arity(op));
  for (const auto& function : formula::kFunctions)
    if (function.op == op && function.count == values)
      return "backplane::" + std::string(function.name);
  return {};
}

std::string number(double value) {
  if (!std::isfinite(value)) throw std::runtime_error("a constant of it is not finite");
  return fmt::format("T({})", value);
}

class Source {
 public:
  explicit Source(const Graph& graph) : graph_(graph) {}

  /// The body of f: all but the last value get a name.
  std::string body(Id y) {
    std::string text;
    for (const Id id : graph_.parts_of(y)) {
      const std::string value = expression(graph_[id]);
      if (id == y) return text + fmt::format("    return {};\n", value);
      if (formula::arity(graph_[id].op) == 0) {
        names_[id] = value;
        continue;
      }
      names_[id] = fmt::format("t{}", ++count_);
      text += fmt::format("    const T {} = {};\n", names_[id], value);
    }
    return text;
  }

 private:
  std::string expression(const Node& node) {
    const std::string &a = names_[node.a], &b = names_[node.b], &c = names_[node.c];
    switch (node.op) {
      case Op::x:
        return "x";
      case Op::number:
        return number(node.number);
      case Op::neg:
        return "-" + a;
      case Op::add:
        return fmt::format("{} + {}", a, b);
      case Op::sub:
        return fmt::format("{} - {}", a, b);
      case Op::mul:
        return fmt::format("{} * {}", a, b);
      case Op::div:
        return fmt::format("{} / {}", a, b);
      case Op::less:
        return fmt::format("{} < {} ? T(1) : T(0)", a, b);
      case Op::less_equal:
        return fmt::format("{} <= {} ? T(1) : T(0)", a, b);
      case Op::equal:
        return fmt::format("{} == {} ? T(1) : T(0)", a, b);
      case Op::not_equal:
        return fmt::format("{} == {} ? T(0) : T(1)", a, b);
      case Op::where:
        return fmt::format("{} == T(0) ? {} : {}", a, c, b);
      case Op::damp:
        return fmt::format("backplane::tanh(backplane::softplus({}))", a);
      default:
        return formula::arity(node.op) == 1
                   ? fmt::format("{}({})", called(node.op), a)
                   : fmt::format("{}({}, {})", called(node.op), a, b);
    }
  }

  const Graph& graph_;
  std::map<Id, std::string> names_;
  int count_ = 0;
};

/// "acme.hard_mish" -> "HardMish"
std::string class_of(const std::string& id) {
  std::string name;
  bool big = true;
  for (const char c : id.substr(id.rfind('.') + 1)) {
    if (c != '_') name += big ? static_cast<char>(std::toupper(c)) : c;
    big = c == '_';
  }
  return name;
}

/// As a string literal of C++.
std::string literal(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  }
  return quoted + "\"";
}

}  // namespace

std::string formula_source(const std::string& formula, const std::string& id) {
  Graph graph;
  const Id y = formula::Parser::parse(formula, graph);
  const std::string name = class_of(id), quoted = literal(formula);
  return fmt::format(
      "// {0}: y = {1}\n"
      "#include <backplane/sdk/activation.hpp>\n"
      "\n"
      "namespace {{\n"
      "\n"
      "struct {2} {{\n"
      "  template <class T>\n"
      "  T f(T x) const {{\n"
      "{3}"
      "  }}\n"
      "}};\n"
      "\n"
      "}}  // namespace\n"
      "\n"
      "BACKPLANE_ACTIVATION({2}, \"{0}\", {4}, \"1.0.0\");\n",
      id, quoted.substr(1, quoted.size() - 2), name, Source(graph).body(y), quoted);
}

}  // namespace backplane::app

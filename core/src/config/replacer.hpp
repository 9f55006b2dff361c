#pragma once
// `$name` and `$( )` in scalars, from variables that may use each other: each is
// replaced once, when it is first asked for.

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/expression.hpp"
#include "config/node.hpp"
#include "diagnostics.hpp"

namespace backplane::config {

/// Errors, all added to `diagnostics`: E0105, E0112 to E0117. Not thread-safe.
class Replacer {
 public:
  /// `most_copied`: values that variables may stand for in all.
  Replacer(bool allow_environment, Diagnostics& diagnostics,
           std::size_t most_copied = 10'000)
      : allow_environment_(allow_environment),
        diagnostics_(diagnostics),
        most_copied_(most_copied) {}

  /// The section `vars`, as it was written.
  void declare(const Node& vars);
  /// Variables that nobody uses are replaced too. The section, its values replaced.
  [[nodiscard]] Node finish();
  /// A section that finish() gave.
  void declare_finished(const Node& vars);
  /// Stand before the variables of the same name, until the next call. They must
  /// outlive what is replaced.
  void set_arguments(const std::vector<Entry>& arguments) { arguments_ = &arguments; }

  void replace(Node& node);

 private:
  struct Variable {
    enum class State { untouched, open, done, broken };
    Node value;
    Place key_place;
    State state = State::untouched;
  };

  const Node* value_of(Variable& variable);
  const Node* find(std::string_view name, ExpressionError& error);
  [[nodiscard]] std::vector<std::string> known() const;
  Lookup variable_lookup(bool& silent);
  [[nodiscard]] Lookup environment_lookup() const;
  void scalar(Node& node);
  std::variant<Term, ExpressionError> words_of(std::string_view text, std::size_t begin,
                                               std::size_t end, bool& silent);
  bool piece(const Node& node, std::size_t& at, std::string& out);
  void whole_variable(Node& node, std::string_view name);
  void report(const Node& node, const ExpressionError& error);

  bool allow_environment_;
  Diagnostics& diagnostics_;
  std::size_t most_copied_;
  std::map<std::string, Variable, std::less<>> variables_;
  std::vector<std::string> names_;
  const std::vector<Entry>* arguments_ = nullptr;
  std::size_t copied_ = 0;
  int depth_ = 0;
  bool whole_ = false;
  bool overfull_ = false;
};

/// Of a tree.
[[nodiscard]] std::size_t count_nodes(const Node& node);

}  // namespace backplane::config

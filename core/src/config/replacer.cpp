// Each variable is replaced once, when it is first asked for.
#include "config/replacer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "config/scalar.hpp"
#include "config/source.hpp"
#include "config/words.hpp"
#include "suggest.hpp"

namespace backplane::config {

namespace {

constexpr int kDeepest = 64;
constexpr std::size_t kLongestText = 64 * 1024;

// Bytes `at` to `at + length` of a scalar's text, where they stand on its line.
Place inside(const Node& scalar, std::size_t at, std::size_t length) {
  Place place = scalar.place;
  std::size_t begin = 0;
  while (begin < place.text.size() &&
         code_points(std::string_view(place.text).substr(0, begin + 1)) < place.column)
    ++begin;
  const std::string_view text = scalar.text;
  const std::size_t found = place.text.find(text, begin);
  if (text.empty() || found == std::string::npos || found > begin + 1) return place;
  place.column += static_cast<int>(found - begin) + code_points(text.substr(0, at));
  place.length = std::max(code_points(text.substr(at, length)), 1);
  return place;
}

}  // namespace

std::size_t count_nodes(const Node& node) {
  std::size_t count = 1;
  for (const Node& item : node.items) count += count_nodes(item);
  for (const Entry& e : node.entries) count += count_nodes(e.value);
  return count;
}

void Replacer::declare(const Node& vars) {
  if (!vars.is_map() && !vars.is_null())
    diagnostics_.add("E0112",
                     fmt::format("'vars' expects a map, found {}", shown(vars)),
                     vars.place, "write 'name: value' lines below it");
  for (const Entry& e : vars.entries) {
    if (name_length(e.key, 0) != e.key.size())
      diagnostics_.add("E0112", fmt::format("'{}' is no name for a variable", e.key),
                       e.key_place, "a letter, then letters, digits and '_'");
    variables_[e.key] = {e.value, e.key_place, Variable::State::untouched};
    names_.push_back(e.key);
  }
}

Node Replacer::finish() {
  Node vars;
  vars.kind = Node::Kind::map;
  for (const std::string& name : names_) {
    Variable& variable = variables_[name];
    (void)value_of(variable);
    vars.entries.push_back({name, variable.key_place, variable.value});
  }
  return vars;
}

void Replacer::declare_finished(const Node& vars) {
  for (const Entry& e : vars.entries) {
    variables_[e.key] = {e.value, e.key_place, Variable::State::done};
    names_.push_back(e.key);
  }
}

void Replacer::replace(Node& node) {
  if (node.is_scalar()) {  // what is put in was replaced before
    if (node.text.find('$') != std::string::npos) scalar(node);
    return;
  }
  for (Node& item : node.items) replace(item);
  for (Entry& e : node.entries) replace(e.value);
}

std::vector<std::string> Replacer::known() const {
  std::vector<std::string> names;
  if (arguments_ != nullptr)
    for (const Entry& e : *arguments_) names.push_back(e.key);
  names.insert(names.end(), names_.begin(), names_.end());
  return names;
}

// nullptr when it is broken or refers to itself; the caller reports only the latter.
const Node* Replacer::value_of(Variable& variable) {
  if (variable.state == Variable::State::untouched) {
    variable.state = Variable::State::open;
    const std::size_t before = diagnostics_.count();
    if (++depth_ <= kDeepest)
      replace(variable.value);
    else
      diagnostics_.add(
          "E0105",
          fmt::format("variables that use variables, more than {} deep", kDeepest),
          variable.key_place);
    --depth_;
    variable.state = diagnostics_.count() == before ? Variable::State::done
                                                    : Variable::State::broken;
  }
  return variable.state == Variable::State::done ? &variable.value : nullptr;
}

// The variable's value, or what to say; silent when it was said already.
const Node* Replacer::find(std::string_view name, ExpressionError& error) {
  if (arguments_ != nullptr)
    for (const Entry& e : *arguments_)
      if (e.key == name) return &e.value;
  const auto found = variables_.find(name);
  if (found == variables_.end()) {
    error = {"E0113", fmt::format("unknown variable '{}'", name),
             did_you_mean(name, known()), 0, 1};
    return nullptr;
  }
  Variable& variable = found->second;
  if (variable.state == Variable::State::open)
    error = {"E0117", fmt::format("the variable '{}' is made from itself", name),
             "this would never end", 0, 1};
  return value_of(variable);
}

Lookup Replacer::variable_lookup(bool& silent) {
  return [this, &silent](std::string_view name) -> std::variant<Term, ExpressionError> {
    ExpressionError error;
    const Node* value = find(name, error);
    if (value == nullptr) {
      silent = silent || error.code.empty();
      if (error.code.empty()) error.code = "E0115";
      return error;
    }
    if (!value->is_scalar())
      return ExpressionError{"E0115",
                             fmt::format("'{}' is {}, and only numbers and text can "
                                         "stand in an expression",
                                         name, shown(*value)),
                             {},
                             0,
                             1};
    if (const auto whole = read_integer(*value); whole.value) return Term(*whole.value);
    if (const auto real = read_real(*value); real.value) return Term(*real.value);
    return Term(value->text);
  };
}

Lookup Replacer::environment_lookup() const {
  return [this](std::string_view name) -> std::variant<Term, ExpressionError> {
    const char* value =
        allow_environment_ ? std::getenv(std::string(name).c_str()) : nullptr;
    if (value != nullptr) return Term(std::string(value));
    return ExpressionError{
        "E0116", fmt::format("the environment variable '{}' is not set", name),
        "set it, or write '?? \"default\"' after it", 0, 1};
  };
}

void Replacer::scalar(Node& node) {
  const std::string text = node.text;
  const std::size_t name = name_length(text, 1);
  if (text[0] == '$' && name > 0 && name + 1 == text.size()) {
    whole_variable(node, std::string_view(text).substr(1));
    return;
  }
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '$') {
      out += text[at++];
    } else if (text.compare(at, 2, "$$") == 0) {
      out += '$';
      at += 2;
    } else if (!piece(node, at, out)) {
      return;
    }
  }
  if (out.size() > kLongestText) {
    diagnostics_.add("E0105", "variables make this text longer than 64 KiB",
                     node.place);
    return;
  }
  const bool one_expression = text.compare(0, 2, "$(") == 0 && whole_;
  if (one_expression) node.quoted = false;
  node.text = std::move(out);
}

// The text of `$name`, as it was written in `vars`.
std::variant<Term, ExpressionError> Replacer::words_of(std::string_view text,
                                                       std::size_t begin,
                                                       std::size_t end, bool& silent) {
  const std::string_view name = text.substr(begin + 1, end - begin - 1);
  ExpressionError error;
  const Node* value = find(name, error);
  if (value != nullptr && value->is_scalar()) return Term(value->text);
  silent = value == nullptr && error.code.empty();
  if (value != nullptr)
    error = {
        "E0115",
        fmt::format("'{}' is {}, which cannot stand inside text", name, shown(*value)),
        {},
        0,
        1};
  error.at = begin;
  error.length = end - begin;
  return error;
}

// Appends what `$name` or `$( )` at `at` stands for, and moves past it.
bool Replacer::piece(const Node& node, std::size_t& at, std::string& out) {
  const std::string& text = node.text;
  bool silent = false;
  const Lookup variable = variable_lookup(silent);
  std::variant<Term, ExpressionError> value;
  const std::size_t start = at;
  if (const std::size_t length = name_length(text, at + 1); length > 0) {
    at += 1 + length;
    value = words_of(text, start, at, silent);
  } else if (text.compare(at, 2, "$(") == 0) {
    const Lookup environment = environment_lookup();
    Evaluated evaluated = evaluate(text, at + 2, variable, environment);
    at = evaluated.end;
    value = std::move(evaluated.result);
  } else {
    value =
        ExpressionError{"E0114", "a '$' that begins nothing",
                        "write '$name', '$( ... )', or '$$' for a dollar sign", at, 1};
  }
  whole_ = start == 0 && at == text.size();
  if (const auto* error = std::get_if<1>(&value)) {
    if (!silent) report(node, *error);
    return false;
  }
  const Term& term = std::get<0>(value);
  out += to_text(term);
  return true;
}

void Replacer::whole_variable(Node& node, std::string_view name) {
  ExpressionError error{{}, {}, {}, 0, node.text.size()};
  const Node* value = find(name, error);
  if (value == nullptr) {
    error.length = node.text.size();
    if (!error.code.empty()) report(node, error);
    return;
  }
  copied_ += count_nodes(*value);
  if (copied_ > most_copied_) {
    if (!overfull_)
      diagnostics_.add("E0105",
                       fmt::format("the variables of this file stand for more than {} "
                                   "values",
                                   most_copied_),
                       node.place);
    overfull_ = true;
    return;
  }
  Node copy = *value;
  copy.place = node.place;
  node = std::move(copy);
}

void Replacer::report(const Node& node, const ExpressionError& error) {
  const std::vector<std::string> names = known();
  Error& added = diagnostics_.add(error.code, error.message,
                                  inside(node, error.at, error.length), error.label);
  if (error.code == "E0113" && !names.empty())
    added.remarks.push_back(fmt::format("known here: {}", comma_list(names)));
  if (error.code == "E0113" && names.empty())
    added.remarks.emplace_back("help: define it in a 'vars:' section");
}

}  // namespace backplane::config

// backplane plugin from-expr: a formula as the source of a plugin.
#include <algorithm>

#include "formula_source.hpp"
#include "json.hpp"
#include "plugin_verbs.hpp"

namespace backplane::app {

namespace {

struct Arguments {
  std::string formula, id = "my.formula";
};

/// Lower-case words joined by dots, at least two, none of them empty.
bool is_id(const std::string& id) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  };
  bool begins = true, well = id.find('.') != std::string::npos;
  for (const char c : id) {
    well = well && allowed(c) && !(begins && (c < 'a' || c > 'z'));
    begins = c == '.';
  }
  return well && !begins;
}

Error wrong(const char* code, const std::string& message) {
  Error error;
  error.code = code;
  error.message = message;
  return error;
}

int write(Session& session, const Arguments& given) {
  auto& console = session.console;
  if (!is_id(given.id))
    return console.fail(wrong(
        "E0408", fmt::format("'{}' is no id for a part: expected lower-case words with "
                             "a vendor before a dot, as in acme.swish",
                             given.id)));
  std::string source;
  try {
    source = formula_source(given.formula, given.id);
  } catch (const std::exception& failure) {
    return console.fail(
        wrong("E0217", fmt::format("this is no formula: {}", failure.what())));
  }
  if (console.json())
    console.write(dump(Json{{"ok", true}, {"id", given.id}, {"source", source}}));
  else
    console.write(source);
  return kGood;
}

}  // namespace

void add_plugin_from_expr(CommandLine& line, CLI::App& group) {
  const auto given = std::make_shared<Arguments>();
  auto verb = line.add(
      "from-expr", "Write a formula as the source of a plugin", Needs::console,
      [given](Session& session) { return write(session, *given); }, &group);
  verb.positional("FORMULA", given->formula, "As expr takes it: \"x * tanh(x)\"");
  verb.option("--id", given->id, "ID", "The part's name [my.formula]");
}

}  // namespace backplane::app

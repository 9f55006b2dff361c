// Which word of the command line is wrong, and which would be right.
#include "usage.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "backplane/nearest.hpp"

namespace backplane::app {

namespace {

using Words = std::vector<std::string>;

const CLI::App& innermost(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : innermost(*chosen.front());
}

/// "backplane plugin list".
std::string full_name(const CLI::App& app) {
  const auto* parent = app.get_parent();
  return (parent == nullptr ? "" : full_name(*parent) + " ") + app.get_name();
}

Words verbs_of(const CLI::App& app) {
  Words names;
  for (const auto* verb : app.get_subcommands(nullptr))
    names.push_back(verb->get_name());
  return names;
}

Words options_of(const CLI::App& app) {
  Words names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string joined(const Words& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

Error make(std::string code, std::string message, Words remarks) {
  Error error;
  error.code = std::move(code);
  error.message = std::move(message);
  error.remarks = std::move(remarks);
  return error;
}

void suggest(Error& error, const std::string& word, const Words& words) {
  const auto near = nearest(word, words);
  if (!near.empty())
    error.remarks.insert(error.remarks.begin(), "did you mean '" + near + "'?");
}

Error unknown_verb(const CLI::App& app, const std::string& word) {
  const auto verbs = verbs_of(app);
  auto error = make("E0810", fmt::format("'{}' has no verb '{}'", full_name(app), word),
                    {"verbs: " + joined(verbs)});
  suggest(error, word, verbs);
  const bool file =
      word.size() > 5 && (word.compare(word.size() - 5, 5, ".yaml") == 0 ||
                          word.compare(word.size() - 4, 4, ".yml") == 0);
  if (file)
    error.remarks.insert(error.remarks.begin(),
                         fmt::format("to train it: backplane train {}", word));
  return error;
}

/// A word that nothing takes: a mistyped option, or one argument too many.
Error extra_word(const CLI::App& verb, const std::string& word) {
  const auto help = fmt::format("'{} --help' lists what it takes", full_name(verb));
  const auto options = options_of(verb);
  if (word.size() > 1 && word.front() == '-') {
    const auto name = word.substr(0, word.find('='));
    auto error =
        make("E0811", fmt::format("'{}' has no option {}", full_name(verb), name),
             {"options: " + joined(options), help});
    suggest(error, name, options);
    return error;
  }
  auto error = make(
      "E0814", fmt::format("'{}' does not take '{}'", full_name(verb), word), {help});
  if (word.find('=') != std::string::npos &&
      std::count(options.begin(), options.end(), "--set") > 0)
    error.remarks.insert(
        error.remarks.begin(),
        fmt::format("write --set before each override: --set {}", word));
  return error;
}

Error missing(const CLI::App& verb, std::string what) {
  const auto end = what.find(" is required");
  if (end != std::string::npos) what.resize(end);
  std::string usage = full_name(verb);
  for (const auto* option : verb.get_options())
    if (option->get_positional()) usage += " " + option->get_name(true);
  return make(
      "E0812", fmt::format("'{}' needs {}", full_name(verb), what),
      {"usage: " + usage, fmt::format("'{} --help' tells more", full_name(verb))});
}

}  // namespace

Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto& verb = innermost(app);
  const auto extra = app.remaining(true);
  const auto word = std::find_if(extra.begin(), extra.end(), [](const std::string& w) {
    return !w.empty() && w.front() != '-';
  });
  const bool wants_verb = !verbs_of(verb).empty();
  if (wants_verb && word != extra.end()) return unknown_verb(verb, *word);
  if (!extra.empty()) return extra_word(verb, extra.front());
  if (wants_verb)
    return make("E0812", fmt::format("'{}' needs a verb", full_name(verb)),
                {"verbs: " + joined(verbs_of(verb)),
                 fmt::format("'{} --help' tells more", full_name(verb))});
  if (error.get_name() == "RequiredError") return missing(verb, error.what());
  return make("E0813", error.what(),
              {fmt::format("'{} --help' tells more", full_name(verb))});
}

std::optional<Error> misplaced_option(const CLI::App& app) {
  const auto& verb = innermost(app);
  for (const auto* option : app.get_options())
    if (option->count() > 0 && verb.get_option_no_throw(option->get_name()) == nullptr)
      return extra_word(verb, option->get_name());
  return std::nullopt;
}

}  // namespace backplane::app

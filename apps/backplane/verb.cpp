// What a verb takes, told to CLI11.
#include <algorithm>
#include <charconv>

#include "command_line.hpp"
#include "usage.hpp"

namespace backplane::app {

Verb& Verb::positional(const char* name, std::string& to, const char* doc) {
  app_.add_option(name, to, doc)->required()->type_name("");
  return *this;
}

Verb& Verb::positionals(const char* name, std::vector<std::string>& to,
                        const char* doc) {
  app_.add_option(name, to, doc)->required()->type_name("");
  return *this;
}

Verb& Verb::option(const char* name, std::string& to, const char* type,
                   const char* doc) {
  app_.add_option(name, to, doc)->type_name(type);
  return *this;
}

Verb& Verb::choice(const char* name, std::string& to,
                   const std::vector<std::string>& words, const char* doc) {
  app_.add_option(name, to, doc)->type_name("WORD")->check([words](const auto& word) {
    return std::count(words.begin(), words.end(), word) > 0
               ? std::string()
               : fmt::format("expected one of {}, got '{}'", fmt::join(words, ", "),
                             word);
  });
  return *this;
}

Verb& Verb::number(const char* name, std::int64_t& to, std::int64_t low,
                   std::int64_t high, const char* doc) {
  app_.add_option(name, to, doc)
      ->type_name("N")
      ->check([low, high](const std::string& text) {
        std::int64_t number = 0;
        const auto* end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, number);
        const bool good = read.ec == std::errc() && read.ptr == end && number >= low &&
                          number <= high;
        return good ? std::string()
                    : fmt::format("expected a whole number from {} to {}, got '{}'",
                                  low, high, text);
      });
  return *this;
}

Verb& Verb::flag(const char* name, bool& to, const char* doc) {
  app_.add_flag(name, to, doc);
  return *this;
}

Verb& Verb::list(const char* name, std::vector<std::string>& to, const char* type,
                 const char* doc) {
  // Appended, since the same list may be given before and after the verb.
  const auto append = [&to](const std::vector<std::string>& words) {
    to.insert(to.end(), words.begin(), words.end());
  };
  app_.add_option_function<std::vector<std::string>>(name, append, doc)
      ->allow_extra_args(false)
      ->type_name(type);
  return *this;
}

}  // namespace backplane::app

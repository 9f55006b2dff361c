// backplane explain CODE: what an error means, with an example.
#include "backplane/explain.hpp"
#include "json.hpp"
#include "verbs.hpp"

namespace backplane::app {

namespace {

/// "error[E0207]:" as it is copied from a screen means E0207.
std::string bare(const std::string& word) {
  const auto open = word.find('['), close = word.find(']');
  if (open == std::string::npos || close == std::string::npos || close < open)
    return word;
  return word.substr(open + 1, close - open - 1);
}

int tell(Session& session, const std::string& word) {
  const auto code = bare(word);
  const auto text = explain(code);
  if (!text) {
    const auto codes = explained_codes();
    Error error;
    error.code = "E0815";
    error.message = fmt::format("no error has the code '{}'", word);
    error.remarks = {fmt::format("codes are: {}", fmt::join(codes, " "))};
    return session.console.fail(error);
  }
  if (session.console.json())
    session.console.write(dump(Json{{"ok", true}, {"code", code}, {"text", *text}}));
  else
    session.console.write(*text);
  return kGood;
}

}  // namespace

void add_explain(CommandLine& line) {
  const auto code = std::make_shared<std::string>();
  line.add("explain", "Tell what an error code means, with an example", Needs::console,
           [code](Session& session) { return tell(session, *code); })
      .positional("CODE", *code, "As in error[E0207]");
}

}  // namespace backplane::app

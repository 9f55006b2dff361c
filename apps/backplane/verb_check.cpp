// backplane check FILE: every mistake at once, and nothing else happens.
#include "summary_json.hpp"
#include "verbs.hpp"

namespace backplane::app {

namespace {

std::string one_line(const Summary& summary) {
  auto line = fmt::format("{}, {} parameters, {} + {}", summary.name,
                          grouped(summary.parameters), summary.loss, summary.optimizer);
  if (summary.train > 0)
    line += fmt::format(", {} examples, {} steps", grouped(summary.train),
                        grouped(static_cast<std::int64_t>(summary.total_steps)));
  return line;
}

int report(Session& session, const Error& error) {
  return session.console.fail(
      error, fmt::format("{}. Nothing was trained.        (backplane check: {:.0f} ms)",
                         count_of(error), session.milliseconds()));
}

int check(Session& session, const std::string& file) {
  auto runtime = session.runtime();
  if (!runtime) return report(session, runtime.error());
  const auto summary = summarize(*runtime, file, session.shared.config_options());
  if (!summary) return report(session, summary.error());
  if (session.console.json()) {
    session.console.write(dump(Json{{"ok", true},
                                    {"file", file},
                                    {"milliseconds", session.milliseconds()},
                                    {"errors", Json::array()},
                                    {"summary", summary_json(*summary)}}));
    return kGood;
  }
  session.console.print("{}: {}\n", file, session.console.paint(Ink::green, "ok"));
  if (session.console.talks())
    session.console.print("{}        (backplane check: {:.0f} ms)\n",
                          one_line(*summary), session.milliseconds());
  return kGood;
}

}  // namespace

void add_check(CommandLine& line) {
  const auto file = std::make_shared<std::string>();
  auto verb = line.add(
      "check", "Find every mistake of a configuration file, train nothing",
      Needs::config, [file](Session& session) { return check(session, *file); });
  verb.positional("FILE", *file, "The configuration, YAML");
}

}  // namespace backplane::app

// backplane eval RUN_OR_MODEL: loss and metrics on the test set.
#include "backplane/model.hpp"
#include "json.hpp"
#include "progress.hpp"
#include "verbs.hpp"

namespace backplane::app {

namespace {

int evaluate(Session& session, const std::string& path, const std::string& data) {
  auto& console = session.console;
  auto runtime = session.runtime();
  if (!runtime) return console.fail(runtime.error());
  const auto report = evaluate_model(*runtime, path, data);
  if (!report) return console.fail(report.error(), count_of(report.error()) + ".");
  if (console.json()) {
    console.write(dump(Json{{"ok", true},
                            {"split", report->split},
                            {"examples", report->examples},
                            {"loss", report->loss},
                            {"metrics", metrics_json(report->metrics)}}));
    return kGood;
  }
  const auto metrics = metrics_line(report->metrics);
  console.print("{}{}{}  loss {}  ({} examples)\n{}",
                console.paint(Ink::bold, report->split), metrics.empty() ? "" : "  ",
                console.paint(Ink::bold, metrics), shown(report->loss),
                grouped(report->examples), metrics_blocks(report->metrics));
  return kGood;
}

}  // namespace

void add_eval(CommandLine& line) {
  struct Arguments {
    std::string path, data;
  };
  const auto given = std::make_shared<Arguments>();
  auto verb = line.add("eval", "Measure a trained model on its test set", Needs::parts,
                       [given](Session& session) {
                         return evaluate(session, given->path, given->data);
                       });
  verb.positional("RUN_OR_MODEL", given->path, "A run folder or a model file");
  verb.option("--data", given->data, "PATH", "Where the data lies instead");
}

}  // namespace backplane::app

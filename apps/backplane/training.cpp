// A training from its start to the list of what it wrote.
#include "training.hpp"

#include <filesystem>

#include "interrupt.hpp"
#include "json.hpp"
#include "progress.hpp"

namespace backplane::app {

namespace {

namespace fs = std::filesystem;

/// The newest checkpoint of a run: names hold the step, filled with zeros.
std::string newest_checkpoint(const std::string& folder) {
  std::string newest;
  std::error_code none;
  for (const auto& entry :
       fs::directory_iterator(fs::path(folder) / "checkpoints", none)) {
    const auto name = entry.path().filename().string();
    if (name.rfind("step-", 0) == 0 && entry.path().extension() == ".safetensors")
      newest = std::max(newest, entry.path().string());
  }
  return newest;
}

std::string resume_command(const Session& session, const std::string& folder) {
  const bool plain = folder.find_first_of(" '\"\\$&|;<>()*?") == std::string::npos;
  std::string command = "backplane resume " + (plain ? folder : "'" + folder + "'");
  for (const auto& path : session.shared.plugins) command += " --plugin " + path;
  if (session.shared.allow_plugins) command += " --allow-plugins";
  return command;
}

std::vector<std::string> written(const std::string& folder) {
  std::vector<std::string> paths;
  for (const char* name :
       {"model.safetensors", "metrics.jsonl", "config.resolved.yaml", "checkpoints"}) {
    std::error_code none;
    const auto path = fs::path(folder) / name;
    if (fs::exists(path, none)) paths.push_back(path.string());
  }
  return paths;
}

Json report_json(const TrainReport& report, const TrainStart& start) {
  Json json{{"ok", true},
            {"name", start.name},
            {"folder", report.folder},
            {"model", report.model.empty() ? Json(nullptr) : Json(report.model)},
            {"parameters", start.parameters},
            {"first_step", start.first_step},
            {"steps", report.steps},
            {"epochs", report.epochs},
            {"interrupted", report.interrupted},
            {"stopped_early", report.stopped_early},
            {"kept_epoch", report.kept_epoch},
            {"seconds", report.seconds}};
  json["test"] = metrics_json(report.test);
  if (report.test_loss) json["test"]["loss"] = *report.test_loss;
  json["checkpoint"] = newest_checkpoint(report.folder);
  return json;
}

void print_test(Console& console, const TrainReport& report, const TrainStart& start) {
  if (!report.test_loss && report.test.empty()) return;
  const auto metrics = metrics_line(report.test);
  console.print("{}", console.paint(Ink::bold, "test"));
  if (!metrics.empty()) console.print("  {}", console.paint(Ink::bold, metrics));
  if (report.test_loss) console.print("  loss {}", shown(*report.test_loss));
  if (start.test > 0) console.print("  ({} examples)", grouped(start.test));
  console.print("\n{}", metrics_blocks(report.test));
}

void print_end(Session& session, const TrainReport& report, const TrainStart& start) {
  auto& console = session.console;
  if (console.talks()) {
    console.print("{}{} steps in {}", report.stopped_early ? "stopped early: " : "",
                  grouped(static_cast<std::int64_t>(report.steps)),
                  duration(report.seconds));
    if (report.kept_epoch > 0)
      console.print(", kept the weights of epoch {} of {}", report.kept_epoch,
                    report.epochs);
    console.print("\n");
  }
  print_test(console, report, start);
  const char* lead = "wrote";
  for (const auto& path : written(report.folder)) {
    console.print("{:5} {}\n", lead, path);
    lead = "";
  }
}

int interrupted(Session& session, const TrainReport& report) {
  const auto checkpoint = newest_checkpoint(report.folder);
  session.console.print("Interrupted after step {}.\ncheckpoint {}\ngo on with: {}\n",
                        grouped(static_cast<std::int64_t>(report.steps)),
                        checkpoint.empty() ? report.folder : checkpoint,
                        resume_command(session, report.folder));
  return kInterrupted;
}

int failed(Session& session, const Error& error, const Progress& progress) {
  if (!progress.started())
    return session.console.fail(error, count_of(error) + ". Nothing was trained.");
  auto closing = fmt::format("{}. Training stopped after step {}.", count_of(error),
                             grouped(static_cast<std::int64_t>(progress.last_step())));
  const auto checkpoint = newest_checkpoint(progress.start().folder);
  if (!checkpoint.empty()) closing += "\nThe last checkpoint is " + checkpoint;
  return session.console.fail(error, closing);
}

}  // namespace

int run_training(Session& session, TrainOptions options, const Training& training) {
  auto runtime = session.runtime();
  if (!runtime)
    return session.console.fail(runtime.error(),
                                count_of(runtime.error()) + ". Nothing was trained.");
  Progress progress(session.console);
  progress.listen(options);
  options.allow_plugins = session.shared.allow_plugins;
  options.stop = catch_interrupts(session.console.talks());
  const auto report = training(*runtime, options);
  progress.clear();
  if (!report) return failed(session, report.error(), progress);
  if (session.console.json()) {
    session.console.write(dump(report_json(*report, progress.start())));
    return report->interrupted ? kInterrupted : kGood;
  }
  if (report->interrupted) return interrupted(session, *report);
  print_end(session, *report, progress.start());
  return kGood;
}

}  // namespace backplane::app

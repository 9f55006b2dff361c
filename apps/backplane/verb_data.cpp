// backplane data FILE: what the data holds, and a picture of what training sees of it.
#include "backplane/samples.hpp"
#include "json.hpp"
#include "table.hpp"
#include "verbs.hpp"

namespace backplane::app {

namespace {

struct Arguments {
  std::string file;
  SheetOptions sheet;
};

Json data_json(const DataReport& report, const SheetOptions& sheet) {
  Json json{{"ok", true},
            {"source", report.source},
            {"stored", report.stored},
            {"input", report.input},
            {"train", report.train},
            {"validation", report.validation},
            {"test", report.test}};
  json["classes"] = Json::array();
  for (const auto& each : report.classes)
    json["classes"].push_back({{"name", each.name},
                               {"train", each.train},
                               {"validation", each.validation},
                               {"test", each.test}});
  if (!sheet.path.empty())
    json["sheet"] = {{"out", sheet.path},
                     {"height", report.sheet_height},
                     {"width", report.sheet_width},
                     {"labels", report.sheet_labels}};
  return json;
}

void print_counts(Console& console, const DataReport& report) {
  Table table({{report.classes.empty() ? "" : "class"},
               {"train", Align::right},
               {"validation", Align::right},
               {"test", Align::right}});
  for (const auto& each : report.classes)
    table.add(
        {each.name, grouped(each.train), grouped(each.validation), grouped(each.test)});
  table.add(
      {"all", grouped(report.train), grouped(report.validation), grouped(report.test)});
  table.print(console);
}

void print_sheet(Console& console, const DataReport& report,
                 const SheetOptions& sheet) {
  std::string labels;
  for (const auto& label : report.sheet_labels)
    labels += (labels.empty() ? "" : ", ") + label;
  console.print("\nwrote {} ({}×{} pixels)\n", sheet.path, report.sheet_height,
                report.sheet_width);
  if (!labels.empty()) console.write(wrapped("from the top: " + labels, 78, 0));
}

int run(Session& session, const Arguments& given) {
  auto& console = session.console;
  auto runtime = session.runtime();
  if (!runtime) return console.fail(runtime.error());
  DataOptions options;
  static_cast<ConfigOptions&>(options) = session.shared.config_options();
  options.sheet = given.sheet;
  const auto report = look_at_data(*runtime, given.file, options);
  if (!report) return console.fail(report.error(), count_of(report.error()) + ".");
  if (console.json()) {
    console.write(dump(data_json(*report, given.sheet)));
    return kGood;
  }
  console.print("{}: samples of {}, given to the network as {}\n\n",
                console.paint(Ink::bold, report->source), report->stored,
                report->input);
  print_counts(console, *report);
  if (!given.sheet.path.empty() && console.talks())
    print_sheet(console, *report, given.sheet);
  return kGood;
}

}  // namespace

void add_data(CommandLine& line) {
  const auto given = std::make_shared<Arguments>();
  auto verb = line.add("data", "Count the data, and draw what training sees of it",
                       Needs::config,
                       [given](Session& session) { return run(session, *given); });
  verb.positional("FILE", given->file, "The configuration, YAML");
  verb.option("--out", given->sheet.path, "FILE",
              "Draw samples here, as PNG: stored, then augmented");
  verb.number("--samples", given->sheet.samples, 1, 1000, "How many samples [8]");
  verb.number("--views", given->sheet.views, 0, 1000,
              "How many augmented views of each [7]");
}

}  // namespace backplane::app

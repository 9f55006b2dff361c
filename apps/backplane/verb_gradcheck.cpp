// backplane gradcheck FILE: backpropagation against central differences, in double.
#include "backplane/gradcheck.hpp"

#include "json.hpp"
#include "table.hpp"
#include "verbs.hpp"

namespace backplane::app {

namespace {

double ratio(const GradcheckTensor& tensor) {
  return tensor.largest > 0 ? tensor.difference / tensor.largest : tensor.difference;
}

Json report_json(const GradcheckReport& report) {
  Json json{{"ok", report.passed},
            {"loss", report.loss},
            {"directional",
             {{"analytic", report.directional_analytic},
              {"numeric", report.directional_numeric},
              {"passed", report.directional_passed}}}};
  json["tensors"] = Json::array();
  for (const auto& tensor : report.tensors)
    json["tensors"].push_back({{"name", tensor.name},
                               {"count", tensor.count},
                               {"checked", tensor.checked},
                               {"kinks", tensor.kinks},
                               {"largest", tensor.largest},
                               {"difference", tensor.difference},
                               {"ratio", ratio(tensor)},
                               {"worst", tensor.worst},
                               {"analytic", tensor.analytic},
                               {"numeric", tensor.numeric},
                               {"zero", tensor.zero},
                               {"passed", tensor.passed}});
  return json;
}

void print_report(Console& console, const GradcheckReport& report) {
  Table table({{"tensor"},
               {"checked", Align::right},
               {"of", Align::right},
               {"kinks", Align::right},
               {"largest", Align::right},
               {"difference", Align::right},
               {"ratio", Align::right},
               {""}});
  for (const auto& tensor : report.tensors)
    table.add(
        {tensor.name, std::to_string(tensor.checked), grouped(tensor.count),
         std::to_string(tensor.kinks), fmt::format("{:.3e}", tensor.largest),
         fmt::format("{:.1e}", tensor.difference), fmt::format("{:.1e}", ratio(tensor)),
         tensor.passed ? console.paint(Ink::green, "ok")
                       : console.paint(Ink::red, tensor.zero ? "ZERO" : "WRONG")});
  table.print(console);
  for (const auto& tensor : report.tensors)
    if (!tensor.passed && !tensor.zero)
      console.print("\n{} entry {}: backpropagation {:.12e}, difference {:.12e}\n",
                    tensor.name, tensor.worst, tensor.analytic, tensor.numeric);
    else if (!tensor.passed)
      console.print("\n{}: its gradient is zero everywhere, so nothing was checked\n",
                    tensor.name);
  console.print(
      "\nalong one direction over all parameters: backpropagation {:.9e}, "
      "difference {:.9e}  {}\n",
      report.directional_analytic, report.directional_numeric,
      report.directional_passed ? console.paint(Ink::green, "ok")
                                : console.paint(Ink::red, "WRONG"));
  console.print("{}\n", report.passed
                            ? console.paint(Ink::green, "the gradients are right")
                            : console.paint(Ink::red, "the gradients are not right"));
}

int check(Session& session, const std::string& file, GradcheckOptions options) {
  auto& console = session.console;
  auto runtime = session.runtime();
  if (!runtime) return console.fail(runtime.error());
  static_cast<ConfigOptions&>(options) = session.shared.config_options();
  const auto report = gradcheck(*runtime, file, options);
  if (!report) return console.fail(report.error(), count_of(report.error()) + ".");
  if (console.json())
    console.write(dump(report_json(*report)));
  else
    print_report(console, *report);
  return report->passed ? kGood : kBad;
}

}  // namespace

void add_gradcheck(CommandLine& line) {
  struct Arguments {
    std::string file;
    std::int64_t entries = 0, samples = 0, seed = 1;
  };
  const auto given = std::make_shared<Arguments>();
  auto verb = line.add("gradcheck", "Check a network's gradients, in double precision",
                       Needs::config, [given](Session& session) {
                         GradcheckOptions options;
                         options.entries = static_cast<int>(given->entries);
                         options.samples = given->samples;
                         options.seed = static_cast<std::uint64_t>(given->seed);
                         return check(session, given->file, options);
                       });
  verb.positional("FILE", given->file, "The configuration, YAML");
  verb.number("--entries", given->entries, 0, 1'000'000,
              "Entries checked a tensor; 0: 200, fewer in a large network");
  verb.number("--samples", given->samples, 0, 1'000'000,
              "Of the training data; 0: 8, 3 for a large network");
  verb.number("--seed", given->seed, 0, INT64_MAX, "Which entries are drawn [1]");
}

}  // namespace backplane::app

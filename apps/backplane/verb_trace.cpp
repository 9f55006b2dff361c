// backplane trace FILE: how one place of a network moves the cost, factor by factor.
#include "backplane/trace.hpp"

#include "trace_print.hpp"
#include "verbs.hpp"

namespace backplane::app {

namespace {

struct Arguments {
  std::string file, weight, bias, activation;
  std::int64_t sample = 0;
};

Error one_place() {
  Error error;
  error.code = "E0812";
  error.message = "'backplane trace' needs one place to look at";
  error.remarks = {
      "--weight fc1[3,5] (neuron 3, input 5), --bias fc1[3] or --activation fc1[3]"};
  return error;
}

Result<TracePlace> place_of(const Arguments& given) {
  using What = TracePlace::What;
  if (!given.weight.empty()) return parse_trace_place(What::weight, given.weight);
  if (!given.bias.empty()) return parse_trace_place(What::bias, given.bias);
  return parse_trace_place(What::activation, given.activation);
}

int run(Session& session, const Arguments& given) {
  auto& console = session.console;
  if (given.weight.empty() + given.bias.empty() + given.activation.empty() != 2) {
    console.fail(one_place());
    return kWrongUsage;
  }
  const auto place = place_of(given);
  if (!place) {
    console.fail(place.error());
    return kWrongUsage;
  }
  auto runtime = session.runtime();
  if (!runtime) return console.fail(runtime.error());
  TraceOptions options;
  static_cast<ConfigOptions&>(options) = session.shared.config_options();
  options.sample = given.sample;
  options.place = *place;
  const auto report = trace(*runtime, given.file, options);
  if (!report) return console.fail(report.error(), count_of(report.error()) + ".");
  if (console.json())
    console.write(trace_json(*report, options));
  else
    print_trace(console, *report, options);
  return report->agrees ? kGood : kBad;
}

}  // namespace

void add_trace(CommandLine& line) {
  const auto given = std::make_shared<Arguments>();
  auto verb = line.add("trace", "Follow the chain rule from one place to the cost",
                       Needs::config,
                       [given](Session& session) { return run(session, *given); });
  verb.positional("FILE", given->file, "The configuration, YAML");
  verb.number("--sample", given->sample, 0, INT64_MAX,
              "Which training sample, from 0 [0]");
  verb.option("--weight", given->weight, "PLACE", "fc1[3,5]: of neuron 3 for input 5");
  verb.option("--bias", given->bias, "PLACE", "fc1[3]: of neuron 3");
  verb.option("--activation", given->activation, "PLACE", "fc1[3]: of neuron 3");
}

}  // namespace backplane::app

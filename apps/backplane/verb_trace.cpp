// backplane trace FILE: how one place of a network moves the cost, factor by factor.
#include "backplane/trace.hpp"

#include "trace_print.hpp"
#include "verbs.hpp"

namespace backplane::app {

namespace {

struct Arguments {
  std::string file, weight, bias, activation, at;
  std::int64_t sample = 0, samples = 1;
};

Error one_place() {
  Error error;
  error.code = "E0812";
  error.message = "'backplane trace' needs one place to look at";
  error.remarks = {
      "--weight fc1[3,5] (neuron 3, input 5), --bias fc1[3] or --activation fc1[3]",
      "--at takes any number of the network, as lstm0.weight_ih_l0[3,5]"};
  return error;
}

Result<TracePlace> place_of(const Arguments& given) {
  using What = TracePlace::What;
  if (!given.weight.empty()) return parse_trace_place(What::weight, given.weight);
  if (!given.bias.empty()) return parse_trace_place(What::bias, given.bias);
  if (!given.at.empty()) return parse_trace_place(What::any, given.at);
  return parse_trace_place(What::activation, given.activation);
}

int run(Session& session, const Arguments& given) {
  auto& console = session.console;
  const int missing = given.weight.empty() + given.bias.empty() +
                      given.activation.empty() + given.at.empty();
  if (missing != 3) {
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
  options.samples = given.samples;
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
  verb.number("--samples", given->samples, 1, 1'000'000,
              "So many from there on, in one batch [1]");
  verb.option("--weight", given->weight, "PLACE",
              "fc1[3,5]: of neuron 3 for input 5; conv1[3,0,1,1]: of filter 3");
  verb.option("--bias", given->bias, "PLACE", "fc1[3]: of neuron 3");
  verb.option("--activation", given->activation, "PLACE",
              "fc1[3]: of neuron 3; conv1[3,5,5]: of an image");
  verb.option("--at", given->at, "PLACE",
              "Any of these, or lstm0.weight_ih_l0[3,5]: a parameter by its name");
}

}  // namespace backplane::app

// backplane time FILE: where a training step spends its time, layer by layer.
#include <cmath>

#include "backplane/timing.hpp"
#include "json.hpp"
#include "table.hpp"
#include "verbs.hpp"

namespace backplane::app {

namespace {

struct Arguments {
  std::string file, trace;
  std::int64_t seconds = 2;
};

double per(double amount, double seconds) {
  return seconds > 0 ? amount / seconds * 1e-9 : 0;
}

std::string milliseconds(double seconds) {
  return seconds > 0 ? fmt::format("{:.3f}", 1e3 * seconds) : "-";
}

// GFLOP/s of a pass, and its part of the peak.
std::string rate(const LayerTime& layer, double seconds, double peak) {
  if (layer.multiply_adds == 0 || seconds <= 0) return "-";
  const double gflops = per(2 * static_cast<double>(layer.multiply_adds), seconds);
  return fmt::format("{:.1f} ({:.2f})", gflops, gflops / peak);
}

Json layer_json(const LayerTime& layer) {
  const double flops = 2 * static_cast<double>(layer.multiply_adds);
  return {{"name", layer.name},
          {"part", layer.part},
          {"forward_seconds", layer.forward},
          {"backward_data_seconds", layer.backward_data},
          {"backward_params_seconds", layer.backward_params},
          {"forward_gflops", per(flops, layer.forward)},
          {"backward_data_gflops", per(flops, layer.backward_data)},
          {"backward_params_gflops", per(flops, layer.backward_params)},
          {"bytes", layer.bytes}};
}

Json report_json(const TimeReport& report) {
  Json json{{"ok", true},
            {"name", report.name},
            {"batch", report.batch},
            {"threads", report.threads},
            {"steps", report.steps},
            {"step_seconds", report.step},
            {"gather_seconds", report.gather},
            {"loss_seconds", report.loss},
            {"update_seconds", report.update},
            {"waiting_seconds", report.waiting},
            {"gemm_peak_gflops", report.gemm_peak},
            {"stream_peak_gbs", report.stream_peak}};
  json["layers"] = Json::array();
  for (const LayerTime& layer : report.layers)
    json["layers"].push_back(layer_json(layer));
  return json;
}

void print_layers(Console& console, const TimeReport& report) {
  double all = report.gather + report.loss + report.update + report.waiting;
  for (const LayerTime& layer : report.layers) all += layer.total();
  const auto share = [&](double seconds) {
    return fmt::format("{:.1f} %", all > 0 ? 100 * seconds / all : 0);
  };
  Table table({{"layer"},
               {"part"},
               {"forward", Align::right},
               {"to inputs", Align::right},
               {"to parameters", Align::right},
               {"share", Align::right},
               {"GFLOP/s: forward", Align::right},
               {"to inputs", Align::right},
               {"to parameters", Align::right},
               {"GB/s forward", Align::right}});
  for (const LayerTime& layer : report.layers)
    table.add({layer.name, layer.part, milliseconds(layer.forward),
               milliseconds(layer.backward_data), milliseconds(layer.backward_params),
               share(layer.total()), rate(layer, layer.forward, report.gemm_peak),
               rate(layer, layer.backward_data, report.gemm_peak),
               rate(layer, layer.backward_params, report.gemm_peak),
               layer.forward > 0
                   ? fmt::format("{:.1f}",
                                 per(static_cast<double>(layer.bytes), layer.forward))
                   : "-"});
  const std::pair<const char*, double> others[] = {{"batch", report.gather},
                                                   {"loss", report.loss},
                                                   {"optimizer", report.update},
                                                   {"waiting", report.waiting}};
  for (const auto& [name, seconds] : others)
    table.add({name, "", milliseconds(seconds), "-", "-", share(seconds), "-", "-", "-",
               "-"});
  table.print(console);
}

int time(Session& session, const Arguments& given) {
  auto& console = session.console;
  auto runtime = session.runtime();
  if (!runtime) return console.fail(runtime.error());
  TimeOptions options;
  static_cast<ConfigOptions&>(options) = session.shared.config_options();
  options.seconds = static_cast<double>(given.seconds);
  options.trace = given.trace;
  const auto report = time_training(*runtime, given.file, options);
  if (!report) return console.fail(report.error(), count_of(report.error()) + ".");
  if (console.json()) {
    console.write(dump(report_json(*report)));
    return kGood;
  }
  print_layers(console, *report);
  console.print(
      "\n{}: a step of {} samples takes {:.2f} ms, the median of {}: {} samples/s on "
      "{} "
      "{}\n",
      console.paint(Ink::bold, report->name), report->batch, 1e3 * report->step,
      report->steps,
      grouped(std::llround(static_cast<double>(report->batch) / report->step)),
      report->threads, report->threads == 1 ? "thread" : "threads");
  console.print(
      "times are milliseconds of one core; in brackets the part of sgemm's {:.1f} "
      "GFLOP/s; memory gives {:.1f} GB/s\n",
      report->gemm_peak, report->stream_peak);
  if (!given.trace.empty() && console.talks())
    console.print("one step is in {}: open it in chrome://tracing or ui.perfetto.dev\n",
                  given.trace);
  return kGood;
}

}  // namespace

void add_time(CommandLine& line) {
  const auto given = std::make_shared<Arguments>();
  auto verb =
      line.add("time", "Show where a training step spends its time", Needs::config,
               [given](Session& session) { return time(session, *given); });
  verb.positional("FILE", given->file, "The configuration, YAML");
  verb.number("--seconds", given->seconds, 0, 3600, "How long steps are timed [2]");
  verb.option("--trace", given->trace, "FILE", "Write one step as a Chrome trace");
}

}  // namespace backplane::app

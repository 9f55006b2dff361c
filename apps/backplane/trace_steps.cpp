// Step by step from a number to the cost, each with the largest terms of its sum.
#include "trace_steps.hpp"

#include <algorithm>
#include <cmath>

#include "table.hpp"

namespace backplane::app {

namespace {

double apart(double a, double b) {
  const double scale = std::max(std::abs(a), std::abs(b));
  return scale > 0 ? std::abs(a - b) / scale : 0;
}

/// "conv1 and add1".
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

/// Links that leave the sample of their step say where they go.
std::string name_of(const TraceLink& link, const TraceStep& step, std::int64_t first) {
  if (link.sample == step.sample) return link.to;
  return fmt::format("{} of sample {}", link.to, first + link.sample);
}

void print_links(Console& console, const TraceStep& step, std::int64_t first) {
  const bool corners = std::ranges::any_of(step.links, &TraceLink::corner);
  Table table({{"o"},
               {"do/dv", Align::right},
               {"dC/do", Align::right},
               {"product", Align::right},
               {""}});
  for (const auto& link : step.links)
    table.add({name_of(link, step, first), term(link.slope), term(link.sensitivity),
               term(link.product), link.corner ? "at a corner" : ""});
  const auto shown = static_cast<std::int64_t>(step.links.size());
  if (step.count > shown)
    table.add(
        {fmt::format("{} more", grouped(step.count - shown)), "", "", term(step.rest), ""});
  table.add({"sum", "", "", term(step.sum), ""});
  table.print(console, 4);
  if (corners)
    console.print("  {}\n", console.paint(Ink::dim,
                                          "at a corner there is no slope: that is the "
                                          "one which the layer takes"));
}

void print_step(Console& console, const TraceStep& step, std::int64_t first) {
  console.print("\n{}  {}\n", console.paint(Ink::bold, step.place), step.part);
  console.print("  v      = {}\n", factor(step.value));
  console.print("  dC/dv  = {}      backpropagation {}{}\n", factor(step.sum),
                factor(step.backprop),
                step.agrees ? "" : console.paint(Ink::red, "  DIFFERS"));
  if (step.count == 0) {
    console.print(
        "  {}\n",
        console.paint(Ink::dim, step.readers.empty()
                                    ? "nothing is computed from it"
                                    : fmt::format("nothing in {} moves with it",
                                                  listed(step.readers))));
    return;
  }
  if (step.readers.size() == 1 && step.links.front().to == "C") {
    console.print("  {}\n", console.paint(Ink::dim, "= the slope of the cost itself"));
    return;
  }
  const char* many = step.count == 1 ? "number" : "numbers";
  console.print(
      "  {}\n",
      console.paint(Ink::dim,
                    fmt::format("= Σ over {} {} o of {} of  do/dv · dC/do",
                                grouped(step.count), many, listed(step.readers))));
  print_links(console, step, first);
}

Json step_json(const TraceStep& step) {
  Json entry{{"place", step.place},   {"part", step.part},
             {"sample", step.sample}, {"value", step.value},
             {"sum", step.sum},       {"backpropagation", step.backprop},
             {"agrees", step.agrees}, {"readers", step.readers},
             {"count", step.count},   {"rest", step.rest}};
  entry["links"] = Json::array();
  for (const auto& link : step.links)
    entry["links"].push_back({{"to", link.to},
                              {"sample", link.sample},
                              {"slope", link.slope},
                              {"sensitivity", link.sensitivity},
                              {"product", link.product},
                              {"corner", link.corner}});
  return entry;
}

}  // namespace

std::string factor(double value) {
  return fmt::format("{: .9e}", value);
}
std::string term(double value) {
  return fmt::format("{: .5e}", value);
}

void print_verdict(Console& console, const char* ours, const char* slope,
                   const TraceReport& report) {
  Table table({{""}, {slope, Align::right}, {"apart", Align::right}});
  table.add({ours, fmt::format("{: .15e}", report.product), ""});
  table.add({"backpropagation", fmt::format("{: .15e}", report.backprop),
             fmt::format("{:.1e}", apart(report.product, report.backprop))});
  table.add({"finite difference", fmt::format("{: .15e}", report.difference),
             report.corner
                 ? "at a corner"
                 : fmt::format("{:.1e}", apart(report.product, report.difference))});
  table.print(console, 2);
  if (report.corner)
    console.print(
        "\n  {}\n",
        console.paint(Ink::dim,
                      "the cost bends beside this place, so that a difference "
                      "proves nothing here"));
  console.print("\n  {}\n", report.agrees
                                ? console.paint(Ink::green, "they agree")
                                : console.paint(Ink::red, "they do NOT agree"));
}

void print_steps(Console& console, const TraceReport& report, std::int64_t first) {
  for (const auto& note : report.notes) console.print("  {}\n", note);
  for (const auto& step : report.steps) print_step(console, step, first);
  console.print("\n{}\n", console.paint(Ink::bold, "the whole"));
  console.print("  the slopes of these steps, multiplied: {}\n\n", factor(report.path));
  print_verdict(console, "sum of products", "dC/dv", report);
}

void add_steps_json(Json& json, const TraceReport& report) {
  json.erase("input");
  json["notes"] = report.notes;
  json["path"] = report.path;
  json["corner"] = report.corner;
  json["steps"] = Json::array();
  for (const auto& step : report.steps) json["steps"].push_back(step_json(step));
}

}  // namespace backplane::app

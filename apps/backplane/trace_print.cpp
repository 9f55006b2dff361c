// A chain laid out: formula, layers with the largest terms of each sum, and the
// product.
#include "trace_print.hpp"

#include <cmath>

#include "table.hpp"
#include "trace_steps.hpp"

namespace backplane::app {

namespace {

using What = TracePlace::What;

const char* word_of(What what) {
  switch (what) {
    case What::weight:
      return "weight";
    case What::bias:
      return "bias";
    case What::activation:
      return "activation";
    case What::any:
      break;
  }
  return "place";
}

/// "fc1[3,5]".
std::string name_of(const TracePlace& place) {
  return fmt::format("{}[{}]", place.name, fmt::join(place.index, ","));
}

/// dC/da as its sum over the next layer's neurons.
void print_terms(Console& console, const TraceLayer& layer, const TraceLayer& next) {
  const auto j = layer.neuron;
  console.print("  {}\n",
                console.paint(Ink::dim, fmt::format("= Σ over the neurons i of {} of  "
                                                    "w(i,{}) · f'(z_i) · dC/da_i",
                                                    next.name, j)));
  Table table({{"i", Align::right},
               {fmt::format("w(i,{})", j), Align::right},
               {"f'(z_i)", Align::right},
               {"dC/da_i", Align::right},
               {"product", Align::right}});
  for (const auto& t : layer.terms)
    table.add({std::to_string(t.neuron), term(t.weight), term(t.slope),
               term(t.sensitivity), term(t.product)});
  if (layer.rest_count > 0)
    table.add({fmt::format("{} more", layer.rest_count), "", "", "", term(layer.rest)});
  table.add({"sum", "", "", "", term(layer.sensitivity)});
  table.print(console, 4);
}

void print_layer(Console& console, const TraceReport& report, std::size_t at) {
  const auto& layer = report.layers[at];
  console.print("\n{}  neuron {}, {}\n", console.paint(Ink::bold, layer.name),
                layer.neuron, layer.activation);
  console.print("  z      = {}\n  a      = {}\n  f'(z)  = {}\n", factor(layer.z),
                factor(layer.a), factor(layer.slope));
  console.print("  dC/da  = {}      backpropagation {}\n", factor(layer.sensitivity),
                factor(layer.backprop));
  if (layer.terms.empty())
    console.print("  {}\n", console.paint(Ink::dim, "= the slope of the cost itself"));
  else
    print_terms(console, layer, report.layers[at + 1]);
}

void print_product(Console& console, const TraceReport& report,
                   const TracePlace& place) {
  const auto& here = report.layers.front();
  const auto j = here.neuron;
  console.print("\n{}\n", console.paint(Ink::bold, "the product"));
  if (report.what == What::weight)
    console.print("  dz/dw  = {}      a_{} of the layer before\n", factor(report.input),
                  place.index.back());
  if (report.what == What::bias) console.print("  dz/db  = {}\n", factor(1.0));
  if (report.what != What::activation)
    console.print("  da/dz  = {}      f'(z_{})\n", factor(here.slope), j);
  console.print("  dC/da  = {}\n", factor(here.sensitivity));
  const char* left = report.what == What::weight ? "dC/dw"
                     : report.what == What::bias ? "dC/db"
                                                 : "dC/da";
  console.print("  {}  = {}\n\n", console.paint(Ink::bold, left),
                console.paint(Ink::bold, factor(report.product)));
  print_verdict(console, "factors", left, report);
}

}  // namespace

void print_trace(Console& console, const TraceReport& report,
                 const TraceOptions& options) {
  console.print("{} {}, sample {}: cost C = {:.9g}\n\n", word_of(report.what),
                console.paint(Ink::bold, name_of(options.place)), options.sample,
                report.cost);
  for (const auto& line : report.formula) console.print("  {}\n", line);
  if (!report.steps.empty()) return print_steps(console, report, options.sample);
  for (std::size_t i = 0; i < report.layers.size(); ++i)
    print_layer(console, report, i);
  print_product(console, report, options.place);
}

std::string trace_json(const TraceReport& report, const TraceOptions& options) {
  Json json{{"ok", report.agrees},
            {"place", name_of(options.place)},
            {"kind", word_of(report.what)},
            {"sample", options.sample},
            {"cost", report.cost},
            {"formula", report.formula},
            {"input", report.input},
            {"product", report.product},
            {"backpropagation", report.backprop},
            {"difference", report.difference}};
  if (!report.steps.empty()) {
    add_steps_json(json, report);
    return dump(json);
  }
  json["layers"] = Json::array();
  for (const auto& layer : report.layers) {
    Json entry{{"name", layer.name},
               {"activation", layer.activation},
               {"neuron", layer.neuron},
               {"z", layer.z},
               {"a", layer.a},
               {"slope", layer.slope},
               {"sensitivity", layer.sensitivity},
               {"backpropagation", layer.backprop},
               {"rest_count", layer.rest_count},
               {"rest", layer.rest}};
    entry["terms"] = Json::array();
    for (const auto& t : layer.terms)
      entry["terms"].push_back({{"neuron", t.neuron},
                                {"weight", t.weight},
                                {"slope", t.slope},
                                {"sensitivity", t.sensitivity},
                                {"product", t.product}});
    json["layers"].push_back(std::move(entry));
  }
  return dump(json);
}

}  // namespace backplane::app

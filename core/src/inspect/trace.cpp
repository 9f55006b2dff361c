// The chain from one place to the cost, with the largest terms of every sum.
#include "backplane/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "inspect/chain.hpp"
#include "suggest.hpp"

namespace backplane {
namespace {

using inspect::Chain;
using inspect::Probe;
using inspect::Stage;

constexpr std::size_t kTerms = 5;

Error bad_place(std::string fact) {
  return {"E0801",
          std::move(fact),
          {},
          {},
          {},
          {"a weight is named layer[neuron,input], as fc1[3,5]; a bias or an "
           "activation layer[neuron]"},
          {}};
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size() || n < 0)
    return std::nullopt;
  return n;
}

// Every neuron i of the next layer carries a part of dC/da_j: w_ij f'(z_i) dC/da_i.
void add_terms(const Chain& chain, std::size_t s, std::int64_t neuron,
               TraceLayer& layer) {
  const Stage& next = chain.stages()[s + 1];
  std::vector<TraceTerm> all;
  for (std::size_t i = 0; i < next.z.size(); ++i) {
    TraceTerm term;
    term.neuron = static_cast<std::int64_t>(i);
    term.weight = chain.w(s + 1, term.neuron, neuron);
    term.slope = next.slope[i];
    term.sensitivity = next.sensitivity[i];
    term.product = term.weight * term.slope * term.sensitivity;
    all.push_back(term);
  }
  std::ranges::stable_sort(all, [](const TraceTerm& a, const TraceTerm& b) {
    return std::abs(a.product) > std::abs(b.product);
  });
  for (std::size_t i = kTerms; i < all.size(); ++i) layer.rest += all[i].product;
  layer.rest_count =
      static_cast<std::int64_t>(all.size() - std::min(all.size(), kTerms));
  all.resize(std::min(all.size(), kTerms));
  layer.terms = std::move(all);
}

// From the place to the end, at each layer through the neuron with the largest term.
void follow(Probe& probe, const Chain& chain, std::size_t first, std::int64_t neuron,
            TraceReport& report) {
  const auto& stages = chain.stages();
  for (std::size_t s = first; s < stages.size(); ++s) {
    const Stage& stage = stages[s];
    const auto j = static_cast<std::size_t>(neuron);
    TraceLayer layer;
    layer.name = stage.name;
    layer.activation = stage.activation;
    layer.neuron = neuron;
    layer.z = stage.z[j];
    layer.a = stage.a[j];
    layer.slope = stage.slope[j];
    layer.sensitivity = stage.sensitivity[j];
    const Tensor held = probe.session().gradient(1, stage.a_value);
    layer.backprop = static_cast<const double*>(held.data)[j];
    if (s + 1 < stages.size()) {
      add_terms(chain, s, neuron, layer);
      neuron = layer.terms.front().neuron;
    }
    report.layers.push_back(std::move(layer));
  }
}

Result<double> difference_at(Probe& probe, Chain& chain, std::size_t s,
                             const TracePlace& place) {
  const Stage& stage = chain.stages()[s];
  if (place.what != TracePlace::What::activation) {
    const plan::TensorPlan& param =
        place.what == TracePlace::What::weight ? *stage.weight : *stage.bias;
    const std::int64_t entry = place.what == TracePlace::What::weight
                                   ? place.neuron * param.shape.dim[1] + place.input
                                   : place.neuron;
    auto slope = probe.slope(probe.values(param)[static_cast<std::size_t>(entry)]);
    if (!slope.ok()) return slope.error();
    return slope->value;
  }
  const auto at = [&](double t) {
    std::vector<double> a = stage.a;
    a[static_cast<std::size_t>(place.neuron)] += t;
    return chain.cost_from(s, std::move(a));
  };
  const double h = 1e-5;
  auto above = at(h), below = at(-h);
  if (!above.ok()) return above;
  if (!below.ok()) return below;
  return (*above - *below) / (2 * h);
}

// The product of the place's own factors, and what backpropagation holds for it.
void multiply(Probe& probe, const Chain& chain, std::size_t s, const TracePlace& place,
              TraceReport& report) {
  const Stage& stage = chain.stages()[s];
  const TraceLayer& here = report.layers.front();
  using What = TracePlace::What;
  if (place.what == What::activation) {
    report.product = here.sensitivity;
    report.backprop = here.backprop;
    report.formula = {"dC/da_j = sum over i of w_ij(next) * f'(z_i) * dC/da_i(next)"};
    return;
  }
  report.product = here.slope * here.sensitivity;
  if (place.what == What::bias) {
    report.backprop =
        probe.gradients(*stage.bias)[static_cast<std::size_t>(place.neuron)];
    report.formula = {
        "dC/db_j = dz_j/db_j * da_j/dz_j * dC/da_j = 1 * f'(z_j) * dC/da_j"};
    return;
  }
  const Tensor& input = probe.session().value(1, stage.input);
  report.input = static_cast<const double*>(input.data)[place.input];
  report.product *= report.input;
  report.backprop = probe.gradients(*stage.weight)[static_cast<std::size_t>(
      place.neuron * stage.weight->shape.dim[1] + place.input)];
  report.formula = {
      "dC/dw_jk = dz_j/dw_jk * da_j/dz_j * dC/da_j = a_k(before) * f'(z_j) * dC/da_j"};
}

Result<std::size_t> find_stage(const Chain& chain, const TracePlace& place) {
  std::vector<std::string> names;
  for (std::size_t s = 0; s < chain.stages().size(); ++s) {
    const Stage& stage = chain.stages()[s];
    names.push_back(stage.name);
    if (stage.name != place.layer) continue;
    const auto outputs = stage.weight->shape.dim[0],
               inputs = stage.weight->shape.dim[1];
    if (place.neuron >= outputs)
      return bad_place("'" + place.layer + "' has neurons 0 to " +
                       std::to_string(outputs - 1) + ", not " +
                       std::to_string(place.neuron));
    if (place.what == TracePlace::What::weight && place.input >= inputs)
      return bad_place("'" + place.layer + "' has inputs 0 to " +
                       std::to_string(inputs - 1) + ", not " +
                       std::to_string(place.input));
    if (place.what == TracePlace::What::bias && stage.bias == nullptr)
      return bad_place("'" + place.layer + "' has no bias");
    return s;
  }
  Error error = bad_place("no dense layer is named '" + place.layer + "'");
  const auto question = did_you_mean(place.layer, names);
  error.remarks = {fmt::format("dense layers are: {}", fmt::join(names, ", "))};
  if (!question.empty()) error.remarks.insert(error.remarks.begin(), question);
  return error;
}

bool close(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * std::max({std::abs(a), std::abs(b), 1e-300}) ||
         std::abs(a - b) <= tolerance * 1e-3;
}

}  // namespace

Result<TracePlace> parse_trace_place(TracePlace::What what, const std::string& text) {
  const bool weight = what == TracePlace::What::weight;
  const auto open = text.find('[');
  if (open == std::string::npos || open == 0 || text.back() != ']')
    return bad_place("'" + text + "' names no place");
  const std::string inside = text.substr(open + 1, text.size() - open - 2);
  const auto comma = inside.find(',');
  TracePlace place;
  place.what = what;
  place.layer = text.substr(0, open);
  const auto neuron = number(std::string_view(inside).substr(0, comma));
  if (!neuron || weight != (comma != std::string::npos))
    return bad_place("'" + text + "' names no place of that kind");
  place.neuron = *neuron;
  if (!weight) return place;
  const auto input = number(std::string_view(inside).substr(comma + 1));
  if (!input) return bad_place("'" + text + "' names no place of that kind");
  place.input = *input;
  return place;
}

Result<TraceReport> trace(Runtime& runtime, const std::string& path,
                          const TraceOptions& options) {
  auto probe = Probe::create(runtime, path, options, options.sample, 1);
  if (!probe.ok()) return probe.error();
  auto cost = (*probe)->backpropagate();
  if (!cost.ok()) return cost.error();
  auto chain = Chain::create(**probe);
  if (!chain.ok()) return chain.error();
  auto stage = find_stage(*chain, options.place);
  if (!stage.ok()) return stage.error();
  TraceReport report;
  report.cost = *cost;
  follow(**probe, *chain, *stage, options.place.neuron, report);
  multiply(**probe, *chain, *stage, options.place, report);
  auto difference = difference_at(**probe, *chain, *stage, options.place);
  if (!difference.ok()) return difference.error();
  report.difference = *difference;
  report.agrees = close(report.product, report.backprop, 1e-12) &&
                  close(report.product, report.difference, 1e-6);
  return report;
}

}  // namespace backplane

// The chain from one place to the cost, with the largest terms of every sum: in the
// letters of the dense layer where they serve, or else as a walk.
#include "backplane/trace.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "inspect/chain.hpp"
#include "inspect/walk.hpp"

namespace backplane {
namespace {

using inspect::Chain;
using inspect::ChainPlace;
using inspect::Probe;
using inspect::Spot;
using inspect::Stage;
using What = TracePlace::What;

constexpr std::size_t kTerms = 5;

Error bad_place(std::string fact) {
  return {"E0801",
          std::move(fact),
          {},
          {},
          {},
          {"a weight is named layer[neuron,input], as fc1[3,5]; a bias or an "
           "activation layer[neuron]",
           "tensors of more axes take as many indices, as conv1[0,0,1,2]"},
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

Result<double> difference_at(Probe& probe, Chain& chain, const ChainPlace& place) {
  const Stage& stage = chain.stages()[place.stage];
  if (place.what != What::activation) {
    const bool weight = place.what == What::weight;
    const plan::TensorPlan& param = weight ? *stage.weight : *stage.bias;
    const std::int64_t entry =
        weight ? place.neuron * param.shape.dim[1] + place.input : place.neuron;
    auto slope = probe.slope(probe.values(param)[static_cast<std::size_t>(entry)]);
    if (!slope.ok()) return slope.error();
    return slope->value;
  }
  const auto at = [&](double t) {
    std::vector<double> a = stage.a;
    a[static_cast<std::size_t>(place.neuron)] += t;
    return chain.cost_from(place.stage, std::move(a));
  };
  const double h = 1e-5;
  auto above = at(h), below = at(-h);
  if (!above.ok()) return above;
  if (!below.ok()) return below;
  return (*above - *below) / (2 * h);
}

// The product of the place's own factors, and what backpropagation holds for it.
void multiply(Probe& probe, const Chain& chain, const ChainPlace& place,
              TraceReport& report) {
  const Stage& stage = chain.stages()[place.stage];
  const TraceLayer& here = report.layers.front();
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

bool close(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * std::max({std::abs(a), std::abs(b), 1e-300}) ||
         std::abs(a - b) <= tolerance * 1e-3;
}

Outcome tell_chain(Probe& probe, Chain& chain, const ChainPlace& place,
                   TraceReport& report) {
  report.what = place.what;
  follow(probe, chain, place.stage, place.neuron, report);
  multiply(probe, chain, place, report);
  auto difference = difference_at(probe, chain, place);
  if (!difference.ok()) return difference.error();
  report.difference = *difference;
  report.agrees = close(report.product, report.backprop, 1e-12) &&
                  close(report.product, report.difference, 1e-6);
  return Done{};
}

Outcome tell_walk(Probe& probe, What what, const Spot& spot, TraceReport& report) {
  auto notes = inspect::notes_on(probe);
  if (!notes.ok()) return notes.error();
  report.notes = std::move(*notes);
  report.what = what;
  report.formula = {"dC/dv = sum over the numbers o computed from v of do/dv * dC/do"};
  return inspect::Walk(probe).follow(spot, report);
}

// Where one sample is no batch, more of them are.
Error with_hint(Error error, const TraceOptions& options) {
  if (error.code == "E0310" && options.samples == 1)
    error.remarks.emplace_back("help: --samples 8 looks at the mean of eight samples");
  return error;
}

}  // namespace

Result<TracePlace> parse_trace_place(What what, const std::string& text) {
  const auto open = text.rfind('[');
  if (open == std::string::npos || open == 0 || text.back() != ']')
    return bad_place("'" + text + "' names no place");
  TracePlace place;
  place.what = what;
  place.name = text.substr(0, open);
  std::string_view inside(text);
  inside = inside.substr(open + 1, text.size() - open - 2);
  for (std::size_t comma = 0; comma != std::string_view::npos;) {
    comma = inside.find(',');
    const auto index = number(inside.substr(0, comma));
    if (!index)
      return bad_place("'" + text + "' names no place: an index is no number");
    place.index.push_back(*index);
    inside.remove_prefix(std::min(inside.size(), comma + 1));
  }
  return place;
}

Result<TraceReport> trace(Runtime& runtime, const std::string& path,
                          const TraceOptions& options) {
  auto probe = Probe::create(runtime, path, options, options.sample, options.samples);
  if (!probe.ok()) return with_hint(probe.error(), options);
  const auto spot = inspect::find_spot((*probe)->plan(), options.place);
  if (!spot.ok()) return spot.error();
  auto cost = (*probe)->backpropagate();
  if (!cost.ok()) return cost.error();
  auto chain = Chain::create(**probe);
  if (!chain.ok()) return chain.error();
  TraceReport report;
  report.cost = *cost;
  const auto place = chain->has_value() ? (*chain)->find(*spot) : std::nullopt;
  const auto done = place ? tell_chain(**probe, **chain, *place, report)
                          : tell_walk(**probe, options.place.what, *spot, report);
  if (!done.ok()) return done.error();
  return report;
}

}  // namespace backplane

// Each step looks at one number, sums over all that is computed from it, and goes on
// through the largest term.
#include "inspect/walk.hpp"

#include <algorithm>
#include <cmath>

namespace backplane::inspect {
namespace {

constexpr std::size_t kLinks = 5;

bool close(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b)) ||
         std::abs(a - b) <= tolerance * 1e-3;
}

}  // namespace

double& Walk::number(const Spot& spot) {
  const auto t = static_cast<std::size_t>(spot.tensor);
  const auto all =
      spot.param ? probe_->values(plan().params[t]) : probe_->numbers(spot.tensor);
  return all[static_cast<std::size_t>(spot.entry)];
}

double Walk::gradient(const Spot& spot) const {
  const auto t = static_cast<std::size_t>(spot.tensor);
  const auto all =
      spot.param ? probe_->gradients(plan().params[t]) : probe_->gradient(spot.tensor);
  return all.empty() ? 0 : all[static_cast<std::size_t>(spot.entry)];
}

std::vector<int> Walk::readers(const Spot& spot) const {
  std::vector<int> found;
  for (int n = 0; n < static_cast<int>(plan().nodes.size()); ++n) {
    const plan::NodePlan& node = plan().nodes[static_cast<std::size_t>(n)];
    const std::vector<int>& used = spot.param ? node.params : node.in;
    if (std::ranges::find(used, spot.tensor) != used.end()) found.push_back(n);
  }
  return found;
}

// Moves the number, runs the reader and puts all it gives side by side.
Outcome Walk::add_reader(const Spot& spot, int n, std::vector<Term>& terms) {
  const std::vector<int>& out = plan().nodes[static_cast<std::size_t>(n)].out;
  std::size_t count = 0;
  for (const int v : out) count += probe_->numbers(v).size();
  double& x = number(spot);
  const double kept = x;
  const auto put = [&](double t, std::span<double> numbers) -> Outcome {
    x = kept + t;
    if (auto done = probe_->forward_node(n); !done.ok()) return done;
    auto at = numbers.begin();
    for (const int v : out) at = std::ranges::copy(probe_->numbers(v), at).out;
    return Done{};
  };
  auto slopes = differences(count, std::max(1.0, std::abs(kept)), put);
  if (!slopes.ok()) return slopes.error();
  std::size_t at = 0;
  for (const int v : out) {
    const auto size = static_cast<std::int64_t>(probe_->numbers(v).size());
    for (std::int64_t entry = 0; entry < size; ++entry, ++at) {
      const Difference& slope = (*slopes)[at];
      if (slope.value == 0 && !slope.corner) continue;
      Term term;
      term.to = Spot{false, v, entry};
      term.slope = slope.value;
      term.corner = slope.corner;
      term.sensitivity = gradient(*term.to);
      term.doubt = slope.corner ? 0 : slope.error * std::abs(term.sensitivity);
      terms.push_back(term);
    }
  }
  // Only now: the reader's own backward writes over what lies between the layers.
  for (Term& term : terms) {
    if (!term.corner || !term.to) continue;
    const int maker = plan().values[static_cast<std::size_t>(term.to->tensor)].producer;
    if (maker != n) continue;
    auto slope = own_slope(spot, n, *term.to);
    if (!slope.ok()) return slope.error();
    term.slope = *slope;
  }
  return Done{};
}

// do/dv as the layer has it: its backward where dC/do is 1 for this o alone.
Result<double> Walk::own_slope(const Spot& spot, int n, const Spot& to) {
  const plan::NodePlan& node = plan().nodes[static_cast<std::size_t>(n)];
  run::Session& session = probe_->session();
  for (const int v : node.out) {
    const Tensor held = session.gradient(probe_->rows(), v);
    auto* const dout = static_cast<double*>(held.data);
    if (dout == nullptr) continue;
    std::fill_n(dout, elements(held.shape), 0.0);
    if (v == to.tensor) dout[to.entry] = 1;
  }
  if (auto done = probe_->backward_node(n); !done.ok()) return done.error();
  const auto t = static_cast<std::size_t>(spot.tensor);
  if (spot.param)
    return reinterpret_cast<const double*>(
        session.param_grads())[plan().params[t].offset + spot.entry];
  double slope = 0;
  const std::vector<int>& readers = plan().values[t].readers;
  for (std::size_t use = 0; use < readers.size(); ++use) {
    const Tensor held = session.gradient(probe_->rows(), spot.tensor, use);
    if (readers[use] == n && held.data != nullptr)
      slope += static_cast<const double*>(held.data)[spot.entry];
  }
  return slope;
}

Outcome Walk::add_cost(const Spot& spot, std::vector<Term>& terms) {
  double& x = number(spot);
  const double kept = x;
  const auto put = [&](double t, std::span<double> cost) -> Outcome {
    x = kept + t;
    auto value = probe_->judge(false);
    if (!value.ok()) return value.error();
    cost.front() = *value;
    return Done{};
  };
  auto slopes = differences(1, std::max(1.0, std::abs(kept)), put);
  if (!slopes.ok()) return slopes.error();
  Term term;
  term.slope = slopes->front().value;
  term.corner = slopes->front().corner;
  term.sensitivity = 1;
  term.doubt = term.corner ? 0 : slopes->front().error;
  if (term.corner) {
    auto slope = own_cost_slope(spot);
    if (!slope.ok()) return slope.error();
    term.slope = *slope;
  }
  terms.push_back(term);
  return Done{};
}

Result<double> Walk::own_cost_slope(const Spot& spot) {
  if (auto cost = probe_->judge(true); !cost.ok()) return cost;
  const std::size_t readers =
      plan().values[static_cast<std::size_t>(spot.tensor)].readers.size();
  double slope = 0;
  for (std::size_t loss = 0; loss < plan().judged(spot.tensor); ++loss) {
    const Tensor held =
        probe_->session().gradient(probe_->rows(), spot.tensor, readers + loss);
    slope += static_cast<const double*>(held.data)[spot.entry];
  }
  return slope;
}

Result<std::vector<Walk::Term>> Walk::terms(const Spot& spot) {
  std::vector<Term> all;
  for (const int n : readers(spot))
    if (auto done = add_reader(spot, n, all); !done.ok()) return done.error();
  if (!spot.param && plan().judged(spot.tensor) > 0)
    if (auto done = add_cost(spot, all); !done.ok()) return done.error();
  for (Term& term : all) term.product = term.slope * term.sensitivity;
  std::ranges::stable_sort(all, [](const Term& a, const Term& b) {
    return std::abs(a.product) > std::abs(b.product);
  });
  return all;
}

TraceStep Walk::describe(const Spot& spot) const {
  TraceStep step;
  step.place = spot_name(plan(), spot);
  step.sample = sample_of(plan(), spot);
  const auto t = static_cast<std::size_t>(spot.tensor);
  const int node = spot.param ? plan().params[t].node : plan().values[t].producer;
  step.part = plan().nodes[static_cast<std::size_t>(node)].part;
  for (const int n : readers(spot))
    step.readers.push_back(plan().nodes[static_cast<std::size_t>(n)].name);
  if (!spot.param && plan().judged(spot.tensor) > 0) step.readers.emplace_back("cost");
  step.backprop = gradient(spot);
  return step;
}

// Rounding and differences leave an error in proportion to the terms, not to their sum,
// which may vanish: an attention's bias of the keys moves nothing.
void Walk::sum_up(const std::vector<Term>& terms, TraceStep& step) const {
  double size = 0, doubt = 0;
  step.count = static_cast<std::int64_t>(terms.size());
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Term& term = terms[i];
    step.sum += term.product;
    size += std::abs(term.product);
    doubt += term.doubt;
    if (i >= kLinks) {
      step.rest += term.product;
      continue;
    }
    step.links.push_back({term.to ? spot_name(plan(), *term.to) : "C",
                          term.to ? sample_of(plan(), *term.to) : step.sample,
                          term.slope, term.sensitivity, term.product, term.corner});
  }
  const double apart = std::abs(step.sum - step.backprop);
  step.agrees = apart <= 1e-6 * std::max(std::abs(step.sum), std::abs(step.backprop)) ||
                apart <= std::max(1e-9 * size, 4 * doubt);
}

Outcome Walk::follow(const Spot& start, TraceReport& report) {
  report.path = 1;
  report.agrees = true;
  std::optional<Spot> here = start;
  while (here) {
    TraceStep step = describe(*here);
    step.value = number(*here);
    auto all = terms(*here);
    if (!all.ok()) return all.error();
    sum_up(*all, step);
    report.agrees = report.agrees && step.agrees;
    report.steps.push_back(std::move(step));
    // Where nothing goes on, the rest of the network cannot be reached.
    const bool goes_on = !all->empty() && all->front().product != 0;
    report.path *= goes_on ? all->front().slope : 0;
    here = goes_on ? all->front().to : std::nullopt;
  }
  report.product = report.steps.front().sum;
  report.backprop = report.steps.front().backprop;
  auto difference = cost_difference(start);
  if (!difference.ok()) return difference.error();
  report.difference = difference->value;
  report.corner = difference->corner;
  report.agrees = report.agrees &&
                  (report.corner || close(report.product, report.difference, 1e-6));
  return Done{};
}

// The cost with what lies in the spot's value: only what follows from it runs.
Result<double> Walk::cost_after(const Spot& spot) {
  std::vector<bool> moved(plan().values.size(), false);
  moved[static_cast<std::size_t>(spot.tensor)] = true;
  for (int n = 0; n < static_cast<int>(plan().nodes.size()); ++n) {
    const plan::NodePlan& node = plan().nodes[static_cast<std::size_t>(n)];
    const bool follows = std::ranges::any_of(
        node.in, [&](int v) { return moved[static_cast<std::size_t>(v)]; });
    if (!follows) continue;
    if (auto done = probe_->forward_node(n); !done.ok()) return done.error();
    for (const int v : node.out) moved[static_cast<std::size_t>(v)] = true;
  }
  return probe_->judge(false);
}

Result<Difference> Walk::cost_difference(const Spot& spot) {
  double& x = number(spot);
  const double kept = x;
  const auto put = [&](double t, std::span<double> cost) -> Outcome {
    x = kept + t;
    auto value = spot.param ? probe_->loss() : cost_after(spot);
    if (!value.ok()) return value.error();
    cost.front() = *value;
    return Done{};
  };
  auto found = differences(1, std::max(1.0, std::abs(kept)), put);
  if (!found.ok()) return found.error();
  return found->front();
}

}  // namespace backplane::inspect

// Backpropagation against (L(w + h) - L(w - h)) / 2h, tensor by tensor, in double.
#include "backplane/gradcheck.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "inspect/probe.hpp"
#include "math/rng.hpp"

namespace backplane {
namespace {

using inspect::Probe;

constexpr int kMost = 200, kFewest = 3;  // entries a tensor, where nobody says how many
constexpr double kWork = 4e10;           // multiply-adds for all of them

// So that large networks take a minute or two: an entry needs four forward passes or
// more.
int entries_of(const Probe& probe, const GradcheckOptions& options) {
  if (options.entries > 0) return options.entries;
  double pass = 0;
  for (const plan::NodePlan& node : probe.plan().nodes)
    pass += static_cast<double>(node.multiply_adds);
  const double tensors = static_cast<double>(probe.plan().params.size());
  const double entry = 4 * pass * static_cast<double>(probe.rows()) * tensors;
  if (entry * kMost <= kWork) return kMost;
  return std::max(kFewest, static_cast<int>(kWork / entry));
}

// The entries to look at: the largest gradients, then seeded ones, each once. More than
// are needed: entries at kinks are redrawn.
std::vector<std::int64_t> choose(std::span<const double> grads, int entries,
                                 std::uint64_t seed) {
  std::vector<std::int64_t> order(grads.size());
  std::iota(order.begin(), order.end(), 0);
  const auto n = static_cast<std::int64_t>(grads.size());
  if (n <= entries) return order;
  std::ranges::stable_sort(order, [&](std::int64_t a, std::int64_t b) {
    return std::abs(grads[static_cast<std::size_t>(a)]) >
           std::abs(grads[static_cast<std::size_t>(b)]);
  });
  const int largest = std::min(20, (entries + 9) / 10);
  std::vector<std::uint32_t> shuffled(static_cast<std::size_t>(n - largest));
  permutation(seed, 0, shuffled);
  std::vector<std::int64_t> chosen(order.begin(), order.begin() + largest);
  for (const std::uint32_t i : shuffled)
    chosen.push_back(order[static_cast<std::size_t>(largest) + i]);
  return chosen;
}

// Entries of a fixed row take part in the network and yet get no gradient.
bool is_fixed(const plan::TensorPlan& param, std::int64_t entry) {
  if ((param.flags & BACKPLANE_TF_FIXED_ROW) == 0) return false;
  const std::int64_t row = param.count() / param.shape.dim[0];
  return entry / row == std::int64_t{param.fixed_row};
}

// Where corners lie near on all sides, smaller steps may pass between them: the first
// slope that agrees, or else `slope`. Rounding, which grows, can only part the two.
template <class SlopeAt>
Result<double> between_corners(const SlopeAt& slope_at, double gradient, double slope,
                               double allowed) {
  for (const double h : {1e-7, 1e-8}) {
    auto finer = slope_at(h);
    if (!finer.ok() || std::abs(*finer - gradient) <= allowed) return finer;
  }
  return slope;
}

Outcome check_tensor(Probe& probe, const plan::TensorPlan& param,
                     const GradcheckOptions& options, int entries,
                     GradcheckTensor& tensor) {
  const std::span<double> w = probe.values(param);
  const std::span<const double> g = probe.gradients(param);
  tensor.name = param.name;
  tensor.count = param.count();
  for (const double v : g) tensor.largest = std::max(tensor.largest, std::abs(v));
  tensor.zero = tensor.largest == 0;
  const double allowed = options.tolerance * tensor.largest;
  const auto order = choose(g, entries, mix(options.seed, param.name));
  for (const std::int64_t entry : order) {
    if (tensor.checked >= entries) break;
    if (is_fixed(param, entry)) continue;
    const auto i = static_cast<std::size_t>(entry);
    auto slope = probe.slope(w[i]);
    if (!slope.ok()) return slope.error();
    double difference = std::abs(slope->value - g[i]);
    if (slope->kink && difference > allowed) {
      const auto finer = between_corners([&](double h) { return probe.slope(w[i], h); },
                                         g[i], slope->value, allowed);
      if (!finer.ok()) return finer.error();
      slope->value = *finer;
      difference = std::abs(*finer - g[i]);
    }
    // A corner beside the entry excuses a difference; without one it is no matter.
    if (slope->kink && difference > allowed) {
      ++tensor.kinks;
      continue;
    }
    ++tensor.checked;
    if (difference <= tensor.difference && tensor.checked > 1) continue;
    tensor.difference = difference;
    tensor.worst = entry;
    tensor.analytic = g[i];
    tensor.numeric = slope->value;
  }
  // Kinks may be no more than one, and one in twenty of what was drawn.
  const bool few_kinks = (tensor.kinks - 1) * 20 <= tensor.checked + tensor.kinks;
  tensor.passed =
      !tensor.zero && few_kinks && tensor.checked > 0 && tensor.difference <= allowed;
  return Done{};
}

// One direction over all parameters: every entry takes part, with a random sign.
Outcome check_direction(Probe& probe, const GradcheckOptions& options,
                        GradcheckReport& report) {
  std::vector<double> direction;
  double analytic = 0, size = 0;
  for (const plan::TensorPlan& param : probe.plan().params) {
    const auto g = probe.gradients(param);
    std::vector<double> part(g.size());
    rng_service()->normal_f64(mix(options.seed, "direction " + param.name), 0, 0,
                              part.size(), part.data());
    if (!param.trainable()) std::ranges::fill(part, 0.0);  // no gradient was computed
    for (std::size_t i = 0; i < g.size(); ++i) {
      if (is_fixed(param, static_cast<std::int64_t>(i))) part[i] = 0;
      analytic += g[i] * part[i];
      size += part[i] * part[i];
    }
    direction.insert(direction.end(), part.begin(), part.end());
  }
  const double norm = std::sqrt(std::max(size, 1e-300));
  for (double& d : direction) d /= norm;
  auto slope = probe.slope_along(direction);
  if (!slope.ok()) return slope.error();
  report.directional_analytic = analytic / norm;
  double largest = 0;
  for (const GradcheckTensor& t : report.tensors)
    largest = std::max(largest, t.largest);
  const double scale = std::max(largest, std::abs(report.directional_analytic));
  const double allowed = options.tolerance * scale;
  report.directional_numeric = slope->value;
  if (slope->kink && std::abs(report.directional_analytic - slope->value) > allowed) {
    const auto finer =
        between_corners([&](double h) { return probe.slope_along(direction, h); },
                        report.directional_analytic, slope->value, allowed);
    if (!finer.ok()) return finer.error();
    report.directional_numeric = *finer;
  }
  report.directional_passed =
      scale > 0 &&
      std::abs(report.directional_analytic - report.directional_numeric) <= allowed;
  return Done{};
}

}  // namespace

Result<GradcheckReport> gradcheck(Runtime& runtime, const std::string& path,
                                  const GradcheckOptions& options) {
  auto probe = Probe::create(runtime, path, options, 0, options.samples);
  if (!probe.ok()) return probe.error();
  auto loss = (*probe)->backpropagate();
  if (!loss.ok()) return loss.error();
  GradcheckReport report;
  report.loss = *loss;
  report.passed = true;
  const int entries = entries_of(**probe, options);
  for (const plan::TensorPlan& param : (*probe)->plan().params) {
    if (!param.trainable()) continue;
    GradcheckTensor& tensor = report.tensors.emplace_back();
    if (auto done = check_tensor(**probe, param, options, entries, tensor); !done.ok())
      return done.error();
    report.passed = report.passed && tensor.passed;
  }
  if (auto done = check_direction(**probe, options, report); !done.ok())
    return done.error();
  report.passed = report.passed && report.directional_passed;
  return report;
}

}  // namespace backplane

// The sum over everything that a number moves is what backpropagation holds for it, and
// what a difference of the whole cost says: for parameters and for what flows.
#include "inspect/walk.hpp"

#include "support/graph_nets.hpp"
#include "support/trace_nets.hpp"

namespace {

using namespace backplane;
using inspect::Probe;
using inspect::Spot;
using inspect::Walk;
using test::Folder;
using test::take;

std::unique_ptr<Probe> probed(const std::string& path, std::int64_t samples = 1) {
  auto probe = take(Probe::create(test::runtime(), path, {}, 0, samples));
  take(probe->backpropagate());
  return probe;
}

// About `most` entries of every parameter and of every value, the first and the last.
std::vector<Spot> spots_of(const plan::NetworkPlan& plan, std::int64_t most) {
  std::vector<Spot> all;
  const auto spread = [&](bool param, int tensor, std::int64_t count) {
    for (std::int64_t k = 0; k < std::min(most, count); ++k)
      all.push_back(
          {param, tensor,
           k * (count - 1) / std::max<std::int64_t>(1, std::min(most, count) - 1)});
  };
  for (int p = 0; p < static_cast<int>(plan.params.size()); ++p)
    spread(true, p, plan.params[static_cast<std::size_t>(p)].count());
  for (int v = 0; v < static_cast<int>(plan.values.size()); ++v) {
    const plan::ValuePlan& value = plan.values[static_cast<std::size_t>(v)];
    if (value.producer < 0) continue;
    spread(false, v, elements(value.shape) / value.shape.dim[0]);
  }
  return all;
}

void check_near(double a, double b, double tolerance) {
  CAPTURE(a, b);
  CHECK(std::abs(a - b) <=
        tolerance * std::max(std::abs(a), std::abs(b)) + 1e-3 * tolerance);
}

// Returns how many of the spots the cost depends on.
int check_spots(Probe& probe, const std::vector<Spot>& spots) {
  int moving = 0, corners = 0;
  for (const Spot& spot : spots) {
    TraceReport report;
    take(Walk(probe).follow(spot, report));
    CAPTURE(report.steps.front().place, report.product, report.backprop,
            report.difference);
    for (const TraceStep& step : report.steps) {
      CAPTURE(step.place, step.sum, step.backprop);
      CHECK(step.agrees);
      check_near(step.sum, step.backprop, 1e-6);
    }
    if (!report.corner) check_near(report.product, report.difference, 1e-6);
    CHECK(report.agrees);
    corners += report.corner ? 1 : 0;
    moving += report.product != 0 ? 1 : 0;
    // The path ends at the cost unless it ends where nothing moves.
    const TraceStep& last = report.steps.back();
    if (report.product != 0 && report.path != 0) CHECK(last.links.front().to == "C");
  }
  CHECK(corners * 10 <= static_cast<int>(spots.size()));
  return moving;
}

}  // namespace

TEST_CASE(
    "sums of products are backpropagation's in a CNN, a ResNet, an LSTM and a "
    "transformer",
    "[inspect][trace][gradient]") {
  for (const test::TraceNet& net : test::trace_nets()) {
    CAPTURE(net.name);
    const Folder folder;
    const auto probe = probed(test::write_net(folder, net));
    const auto spots = spots_of(probe->plan(), 4);
    CHECK(check_spots(*probe, spots) > static_cast<int>(spots.size()) / 3);
  }
}

TEST_CASE("and in networks with several readers, views and shared weights",
          "[inspect][trace][graph][gradient]") {
  for (const test::GraphNet& net : test::kGraphNets) {
    CAPTURE(net.name);
    const Folder folder;
    std::vector<double> x, t;
    for (int i = 0; i < 18; ++i) x.push_back(std::sin(1.0 + 1.7 * i) + 0.3);
    for (int i = 0; i < 6; ++i) t.push_back(std::cos(0.5 + 2.3 * i));
    test::write_npy(folder / "x.npy", {3, 6}, x);
    test::write_npy(folder / "t.npy", {3, 2}, t);
    std::ofstream(folder / "net.yaml")
        << "seed: 3\nprecision: float64\n"
        << "data: {npy: {inputs: x.npy, targets: t.npy}, batch: 3}\n"
        << "model:" << net.model << "loss: mse\noptimizer: {sgd: {lr: 0.1}}\n";
    const auto probe = probed(folder / "net.yaml");
    const auto spots = spots_of(probe->plan(), 6);
    CHECK(check_spots(*probe, spots) > static_cast<int>(spots.size()) / 3);
  }
}

TEST_CASE("several samples are one batch, and batchnorm ties them together",
          "[inspect][trace][gradient]") {
  const Folder folder;
  std::vector<double> x, t;
  for (int i = 0; i < 24; ++i) x.push_back(std::sin(1.0 + 1.7 * i));
  for (int i = 0; i < 4; ++i) t.push_back(std::cos(0.5 + 2.3 * i));
  test::write_npy(folder / "x.npy", {4, 6}, x);
  test::write_npy(folder / "t.npy", {4, 1}, t);
  std::ofstream(folder / "net.yaml")
      << "seed: 3\nprecision: float64\n"
      << "data: {npy: {inputs: x.npy, targets: t.npy}, batch: 4}\n"
      << "model:\n  - {dense: 3, name: fc}\n  - {batchnorm: , name: bn}\n"
      << "  - tanh\n  - dense: 1\nloss: mse\noptimizer: {sgd: {lr: 0.1}}\n";
  const auto probe = probed(folder / "net.yaml", 4);
  check_spots(*probe, spots_of(probe->plan(), 6));
  TraceReport report;
  const auto spot =
      take(inspect::find_spot(probe->plan(), {TracePlace::What::any, "fc", {1}}));
  take(Walk(*probe).follow(spot, report));
  CHECK(report.steps[0].count == 4);  // the same channel of every sample
  bool other = false;
  for (const TraceLink& link : report.steps[0].links) other |= link.sample != 0;
  CHECK(other);
}

TEST_CASE("a step by hand: two readers, and the larger term is followed",
          "[inspect][trace]") {
  // C = (y - t)^2, y = p + q, p = 3 a, q = tanh(a), a = 2 x = 1, t = 0.
  const Folder folder;
  const auto path = test::write_config(folder, {0.5}, {0.0}, R"(
  - {dense: {units: 1, bias: false}, name: a}
  - {dense: {units: 1, bias: false}, name: p, from: a}
  - {tanh: , name: q, from: a}
  - {add: , name: y, from: [p, q]}
)");
  auto probe = take(Probe::create(test::runtime(), path, {}, 0, 1));
  probe->values(*probe->plan().find_param("a.weight"))[0] = 2;
  probe->values(*probe->plan().find_param("p.weight"))[0] = 3;
  take(probe->backpropagate());
  TraceReport report;
  const auto spot =
      take(inspect::find_spot(probe->plan(), {TracePlace::What::activation, "a", {0}}));
  take(Walk(*probe).follow(spot, report));
  const double y = 3 + std::tanh(1.0), dC = 2 * y;
  const double dq = 1 - std::tanh(1.0) * std::tanh(1.0);
  REQUIRE(report.steps.size() == 3);
  const TraceStep& a = report.steps[0];
  CHECK(a.place == "a[0]");
  CHECK(a.part == "dense");
  CHECK(a.value == Approx(1));
  CHECK(a.readers == std::vector<std::string>{"p", "q"});
  REQUIRE(a.links.size() == 2);
  CHECK(a.links[0].to == "p[0]");
  CHECK(a.links[0].slope == Approx(3).epsilon(1e-9));
  CHECK(a.links[0].product == Approx(3 * dC).epsilon(1e-9));
  CHECK(a.links[1].to == "q[0]");
  CHECK(a.links[1].slope == Approx(dq).epsilon(1e-9));
  CHECK(a.sum == Approx((3 + dq) * dC).epsilon(1e-9));
  CHECK(report.steps[1].place == "p[0]");
  CHECK(report.steps[2].place == "y[0]");
  CHECK(report.steps[2].links[0].to == "C");
  CHECK(report.path == Approx(3 * dC).epsilon(1e-9));
  CHECK(report.product == Approx((3 + dq) * dC).epsilon(1e-9));
  CHECK(report.agrees);
}

TEST_CASE("at a corner the layer's own slope is taken, and said", "[inspect][trace]") {
  // z = 0 x: relu'(0) is 0 by our convention, where a difference would say 1/2.
  const Folder folder;
  const auto path = test::write_config(folder, {0.5}, {1.0}, R"(
  - {dense: {units: 1, bias: false}, name: a}
  - {relu: , name: r}
  - {add: , name: y, from: [r, a]}
)");
  auto probe = take(Probe::create(test::runtime(), path, {}, 0, 1));
  probe->values(*probe->plan().find_param("a.weight"))[0] = 0;
  take(probe->backpropagate());
  TraceReport report;
  const auto spot =
      take(inspect::find_spot(probe->plan(), {TracePlace::What::any, "a", {0}}));
  take(Walk(*probe).follow(spot, report));
  const TraceStep& a = report.steps[0];
  REQUIRE(a.links.size() == 2);
  CHECK(a.links[0].to == "y[0]");
  CHECK(a.links[0].product == Approx(-2));
  CHECK(a.links[1].to == "r[0]");
  CHECK(a.links[1].corner);
  CHECK(a.links[1].slope == 0);
  CHECK(a.sum == Approx(a.backprop).epsilon(1e-9));
  CHECK(report.corner);  // C bends there as well: no difference can be held against it
  CHECK(report.agrees);
}

TEST_CASE("what a step shows is what would be found were backpropagation wrong",
          "[inspect][trace][error]") {
  // Weights that move after the gradients were taken: what is held is out of date.
  const Folder folder;
  const auto probe = probed(test::write_net(folder, test::trace_net("a transformer")));
  const auto* narrow = probe->plan().find_param("residual1.narrow.weight");
  REQUIRE(narrow != nullptr);
  for (double& w : probe->values(*narrow)) w *= 1.5;
  take(probe->loss());
  TraceReport report;
  const auto spot = take(inspect::find_spot(
      probe->plan(), {TracePlace::What::any, "residual1.wide", {2, 3}}));
  take(Walk(*probe).follow(spot, report));
  CHECK_FALSE(report.steps.front().agrees);
  CHECK_FALSE(report.agrees);
}

TEST_CASE("notes tell of random masks and of statistics", "[inspect][trace]") {
  const auto notes = [](const char* name) {
    const Folder folder;
    const auto probe = probed(test::write_net(folder, test::trace_net(name)));
    return take(inspect::notes_on(*probe));
  };
  CHECK(notes("a CNN") ==
        std::vector<std::string>{
            "as in training, with the masks of step 0: drop",
            "as in training, with the statistics of this sample alone: bn1"});
  CHECK(notes("a transformer") ==
        std::vector<std::string>{"as in training, with the masks of step 0: dropout0, "
                                 "residual0.attention"});
  CHECK(notes("a ResNet").size() == 1);
}

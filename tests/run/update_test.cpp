// The update around the optimizer's own step: groups, decay, penalties, clipping,
// averages, each by hand on a few weights.
#include "run/update.hpp"

#include <cmath>

#include "math/pool.hpp"
#include "support/chain.hpp"
#include "train/experiment.hpp"

namespace {

using namespace backplane;
using test::take;

/// A network of fc1 [2,2] and fc2 [1,2] whose weights and gradients are set by hand.
class Net {
 public:
  explicit Net(const std::string& optimizer, const std::string& train = "{}")
      : experiment_(take(train::assemble(
            test::runtime(),
            take(config::parse_config(
                "precision: float64\ndata: {toy: xor}\nmodel:\n"
                "  - {dense: 2, name: fc1}\n  - {dense: 1, name: fc2}\nloss: mse\n"
                "optimizer: " +
                    optimizer + "\ntrain: " + train + "\n",
                "job.yaml")),
            {}))),
        network_(experiment_.plan, 1),
        pool_(2),
        updater_(network_, experiment_.update, pool_.workers()),
        grads_(static_cast<std::size_t>(experiment_.plan.param_room)) {}

  /// Weights or gradients of one parameter.
  std::span<double> w(const std::string& name) {
    return at(name, reinterpret_cast<double*>(network_.params()));
  }
  std::span<double> g(const std::string& name) { return at(name, grads_.data()); }
  void fill(double weight, double gradient) {
    for (const auto& param : experiment_.plan.params) {
      std::ranges::fill(w(param.name), weight);
      std::ranges::fill(g(param.name), gradient);
    }
  }
  void step(double lr = 0.5) {
    REQUIRE(
        updater_.step(pool_, reinterpret_cast<std::byte*>(grads_.data()), lr, ++steps_)
            .ok());
  }
  run::Updater& updater() { return updater_; }

 private:
  std::span<double> at(const std::string& name, double* arena) {
    const plan::TensorPlan& param = *experiment_.plan.find_param(name);
    return {arena + param.offset, static_cast<std::size_t>(param.count())};
  }

  train::Experiment experiment_;
  run::Network network_;
  Pool pool_;
  run::Updater updater_;
  std::vector<double> grads_;
  std::uint64_t steps_ = 0;
};

}  // namespace

TEST_CASE("groups have their rates and decay", "[run][update]") {
  Net net(
      "{sgd: {lr: 0.5, weight_decay: 0.25}, no_decay: [fc2], groups: ["
      "{match: fc1.bias, lr: 1, weight_decay: 0.5}, {match: bias, lr_factor: 0}]}");
  net.fill(2, 1);
  net.step();
  CHECK(net.w("fc1.weight")[3] == 2 - 0.5 * (1 + 0.25 * 2));
  CHECK(net.w("fc1.bias")[0] == 2 - 1 * (1 + 0.5 * 2));
  CHECK(net.w("fc2.weight")[1] == 2 - 0.5);
  CHECK(net.w("fc2.bias")[0] == 2);
  // The schedule's rate scales them all.
  net.fill(2, 1);
  net.step(0.25);
  CHECK(net.w("fc1.weight")[0] == 2 - 0.25 * (1 + 0.25 * 2));
  CHECK(net.w("fc1.bias")[1] == 2 - 0.5 * (1 + 0.5 * 2));
}

TEST_CASE("what is frozen stays and has no memory", "[run][update]") {
  Net net("{sgd: {lr: 0.5, momentum: 0.5}, l1: 1, freeze: [fc1]}",
          "{average: {ema: 0.5}}");
  net.fill(2, 1);
  net.step();
  CHECK(net.w("fc1.weight")[0] == 2);
  CHECK(net.w("fc2.weight")[0] == 1);  // g = 1 + 1
  std::string kept;
  for (const auto& one : net.updater().memory())
    kept += one.slot + "/" + one.param->name + " ";
  CHECK(kept ==
        "momentum_buffer/fc2.weight momentum_buffer/fc2.bias /fc2.weight /fc2.bias ");
}

TEST_CASE("l1 pulls towards 0, for every optimizer and after clipping",
          "[run][update]") {
  Net net(
      "{sgd: 0.5, l1: 0.25, no_decay: [bias], groups: "
      "[{match: fc2.weight, l1: 1}]}",
      "{clip_norm: 3}");
  net.fill(0, 1);  // 9 gradients of 1: their norm is 3
  const double scale = 3 / (3 + 1e-6);
  auto w = net.w("fc1.weight");
  w[0] = 2, w[1] = -2;
  net.w("fc2.weight")[0] = 3;
  net.step();
  CHECK(net.updater().norm() == 3);
  CHECK(w[0] == 2 - 0.5 * (scale + 0.25));
  CHECK(w[1] == -2 - 0.5 * (scale - 0.25));
  CHECK(w[2] == -0.5 * scale);
  CHECK(net.w("fc2.weight")[0] == 3 - 0.5 * (scale + 1));
  CHECK(net.w("fc1.bias")[0] == -0.5 * scale);
}

TEST_CASE("the host's decay goes through the gradient or past it", "[run][update]") {
  const auto moved = [](const std::string& optimizer) {
    Net net(optimizer);
    net.fill(2, 1);
    net.step();
    return net.w("fc1.weight")[0];
  };
  CHECK(moved("{sgd: {lr: 0.5, weight_decay: 0.25}, decay: l2}") == 2 - 0.5 * 1.5);
  CHECK(moved("{sgd: {lr: 0.5, weight_decay: 0.25}, decay: decoupled}") ==
        2 * (1 - 0.125) - 0.5);
  // lion's sign knows no size: an L2 decay can turn it, no more.
  CHECK(moved("{lion: {lr: 0.5, weight_decay: 0.25}, decay: l2}") == 2 - 0.5);
  CHECK(moved("{lion: {lr: 0.5, weight_decay: 0.25}}") == 2 * (1 - 0.125) - 0.5);
}

TEST_CASE("averaged weights follow the trained ones", "[run][update][average]") {
  Net net("{sgd: 1}", "{average: {ema: 0.75}}");
  const auto w = net.w("fc1.weight");
  net.fill(8, 4);
  net.step(1);  // 8 -> 4
  net.step(1);  // 4 -> 0
  CHECK(w[0] == 0);
  net.updater().swap_average();
  // a = 8; 8 + (4 - 8) / 4 = 7; 7 + (0 - 7) / 4 = 5.25
  CHECK(w[0] == 5.25);
  net.updater().swap_average();
  CHECK(w[0] == 0);
}

TEST_CASE("an average with warmup forgets fast at first", "[run][update][average]") {
  Net net("{sgd: 1}", "{average: {ema: {decay: 0.25, warmup: true}}}");
  net.fill(11, 11);
  net.step(1);  // 11 -> 0, d = 2 / 11
  net.updater().swap_average();
  CHECK(net.w("fc1.weight")[0] == Approx(2.0));
  net.updater().swap_average();
  net.step(1);  // 0 -> -11, d = 3 / 12, and never above 0.25 from here on
  net.step(1);
  net.updater().swap_average();
  const double second = 2 + 0.75 * (-11 - 2);
  CHECK(net.w("fc1.weight")[0] == Approx(second + 0.75 * (-22 - second)));
}

TEST_CASE("without an average nothing is swapped", "[run][update][average]") {
  Net net("{sgd: 1}");
  net.fill(8, 4);
  net.step(1);
  net.updater().swap_average();
  CHECK(net.w("fc1.weight")[0] == 4);
  CHECK(net.updater().memory().empty());
}

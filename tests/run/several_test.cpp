// Several inputs, outputs and losses: one cost, one backward pass.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "backplane/gradcheck.hpp"
#include "backplane/learner.hpp"
#include "backplane/timing.hpp"
#include "support/several_nets.hpp"

namespace {

using namespace backplane;
using namespace backplane::test::several;
using test::Folder;
using test::take;

void check_gradients(const std::string& path) {
  const auto report = take(gradcheck(test::runtime(), path));
  for (const GradcheckTensor& tensor : report.tensors) {
    CAPTURE(tensor.name, tensor.largest, tensor.difference);
    CHECK(tensor.largest > 0);
    CHECK(tensor.passed);
  }
  CHECK(report.directional_passed);
}

}  // namespace

TEST_CASE("the cost is the weighted sum of the losses", "[run][several]") {
  const Folder folder;
  const auto experiment = assembled(write(folder));
  const auto trainer = trainer_of(experiment);
  const auto all = take(trainer->evaluate(trainer->dataset().train));
  REQUIRE(all.losses.size() == 2);
  CHECK(all.loss == 0.75 * all.losses[0] + 0.5 * all.losses[1]);
  CHECK(all.losses[0] > 0);
  CHECK(all.losses[1] > 0);
  CHECK(all.losses[0] != all.losses[1]);
}

TEST_CASE("gradients flow from every loss to every input's layers",
          "[run][several][gradient]") {
  SECTION("two outputs") {
    const Folder folder;
    check_gradients(write(folder));
  }
  SECTION("two losses of one output, and that output read on") {
    const Folder folder;
    check_gradients(write(folder,
                          "\n  - {mse: , of: mid, target: years, name: a}\n"
                          "  - {huber: , of: mid, target: years, name: b, weight: 2}\n"
                          "  - {cross_entropy: , of: kinds, target: kind}\n",
                          "\n  - concat\n  - {dense: 1, name: mid}\n  - tanh\n"
                          "  - {dense: 3, name: kinds}\n"));
  }
  SECTION("a softmax that one loss absorbs and another reads") {
    const Folder folder;
    check_gradients(write(folder,
                          "\n  - {cross_entropy: , of: soft, target: kind}\n"
                          "  - {mse: , of: soft, target: kind, name: brier}\n"
                          "  - {mse: , of: ages, target: years, name: age}\n",
                          "\n  - concat\n  - {dense: 3, name: scores}\n"
                          "  - {softmax: , name: soft}\n"
                          "  - {dense: 1, name: ages, from: scores}\n"));
  }
}

TEST_CASE("an absorbed softmax inside the network leaves the plan",
          "[run][several][plan]") {
  const Folder folder;
  const auto experiment = assembled(
      write(folder,
            "\n  - {cross_entropy: , of: soft, target: kind}\n"
            "  - {mse: , of: ages, target: years}\n",
            "\n  - concat\n  - {dense: 3, name: scores}\n  - {softmax: , name: soft}\n"
            "  - {dense: 1, name: ages, from: scores}\n"));
  const plan::NetworkPlan& plan = experiment.plan;
  for (const plan::NodePlan& node : plan.nodes) CHECK(node.part != "softmax");
  CHECK(plan.heads[0].link_id == "softmax");
  const auto& scores = plan.values[static_cast<std::size_t>(plan.heads[0].output)];
  CHECK(scores.name == "scores");
  CHECK(scores.readers.size() == 1);
  CHECK(plan.params.back().name == "ages.bias");
  CHECK(plan.nodes[static_cast<std::size_t>(plan.params.back().node)].name == "ages");
}

TEST_CASE("one loss beside a weight of 1 has the bits of a loss alone",
          "[run][several]") {
  const Folder folder;
  const std::string model = "\n  - concat\n  - dense: 3\n";
  const std::string data =
      "data: {npy: {inputs: {a: x.npy, b: m.npy}, targets: k.npy}, batch: 5}\n";
  write_data(folder);
  std::vector<std::string> weights;
  for (const char* loss : {"cross_entropy", "[{cross_entropy: , weight: 1}]"}) {
    const std::string path = folder / "net.yaml";
    std::ofstream(path) << "name: n\nseed: 3\n"
                        << data << "model:" << model << "loss: " << loss
                        << "\noptimizer: adam\n";
    const auto experiment = assembled(path);
    const auto trainer = trainer_of(experiment);
    for (int i = 0; i < 4; ++i) take(trainer->step());
    const auto& network = trainer->network();
    weights.emplace_back(reinterpret_cast<const char*>(network.params()),
                         static_cast<std::size_t>(network.plan().param_room) * 4);
  }
  CHECK(weights[0] == weights[1]);
}

TEST_CASE("several losses train to the same bits on any number of threads",
          "[run][several][determinism]") {
  const Folder folder;
  const std::string path =
      write(folder, kLosses, kModel,
            "metrics: [{accuracy: , of: kind}, {mae: , of: years}]\n"
            "train: {epochs: 3}\ncheckpoint: {best: train.loss}\n");
  const std::string one = trained(path, folder / "one", 1);
  CHECK(trained(path, folder / "three", 3) == one);
  const std::string log = text_of(folder / "one/metrics.jsonl");
  CHECK(std::ranges::count(log, '\n') == 3);
}

TEST_CASE("validation measures every loss, and any of them selects",
          "[run][several][metric]") {
  const Folder folder;
  const std::string path = write(folder, kLosses, kModel,
                                 "metrics: [{mae: , of: years}]\ntrain: {epochs: 2}\n"
                                 "checkpoint: {best: val.years_loss}\n");
  std::string text = text_of(path);
  text.insert(text.find("  batch: 5"), "  validation: 4\n");
  std::ofstream(path) << text;
  trained(path, folder / "run", 1);
  const std::string log = text_of(folder / "run/metrics.jsonl");
  for (const char* name : {"val_kind_loss", "val_years_loss", "val_years_mae"})
    CHECK(log.find(name) != std::string::npos);
}

TEST_CASE("mixing with several losses is refused", "[run][several][augment][error]") {
  const Folder folder;
  write_data(folder);
  const std::string path = folder / "net.yaml";
  std::vector<double> images(kRows * 16, 0.5);
  test::write_npy(folder / "i.npy", {kRows, 1, 4, 4}, images);
  std::ofstream(path)
      << "data:\n  npy: {inputs: i.npy, targets: k.npy}\n  batch: 4\n"
      << "  augment: [mixup]\nmodel: [flatten, dense: 3]\n"
      << "loss: [{mse: , name: a}, {mse: , name: b}]\noptimizer: adam\n";
  const auto made =
      train::assemble(test::runtime(), take(config::read_config(path)), {});
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().code == "E0550");
}

TEST_CASE("the loss of an epoch does not depend on the order of losses",
          "[run][several]") {
  const Folder folder;
  write_data(folder);
  std::vector<double> kind;
  for (int i = 0; i < kRows; ++i) kind.push_back(i < 9 ? -100 : i % 3);
  io::Array labels{{io::Element::i32, {kRows}}, {}};
  labels.bytes.resize(kRows * sizeof(std::int32_t));
  for (int i = 0; i < kRows; ++i) {
    const auto label = static_cast<std::int32_t>(kind[static_cast<std::size_t>(i)]);
    std::memcpy(labels.bytes.data() + static_cast<std::size_t>(i) * sizeof label,
                &label, sizeof label);
  }
  REQUIRE(io::write_atomic(folder / "k.npy", io::encode_npy(labels)).ok());
  const std::string kinds = "  - {cross_entropy: , of: kinds, target: kind}\n";
  const std::string ages = "  - {mse: , of: ages, target: years}\n";
  std::vector<double> means;
  for (const std::string& losses : {"\n" + kinds + ages, "\n" + ages + kinds}) {
    const std::string path = folder / "net.yaml";
    std::ofstream(path)
        << "name: net\nseed: 3\nprecision: float64\n"
        << "data:\n  npy: {inputs: {image: x.npy, meta: m.npy}, targets: {kind: "
        << "k.npy, years: y.npy}}\n  batch: 5\nmodel:" << kModel << "loss: " << losses
        << "optimizer: {sgd: {lr: 0}}\n";
    const auto experiment = assembled(path);
    const auto trainer = trainer_of(experiment);
    for (int i = 0; i < 3; ++i) take(trainer->step());
    means.push_back(trainer->epoch_loss());
    CHECK(
        means.back() ==
        Approx(take(trainer->evaluate(trainer->dataset().train)).loss).epsilon(1e-12));
  }
  CHECK(means[0] == Approx(means[1]).epsilon(1e-12));
}

TEST_CASE("a learner gives several losses one target", "[run][several][learner]") {
  const std::string head =
      "data: {host: {inputs: [2], classes: 3}, batch: 2}\nmodel: [dense: 3]\n"
      "optimizer: {sgd: {lr: 0.1}}\nloss: ";
  const std::vector<float> x{0.5F, -1, 0.25F, 2};
  const std::vector<std::int32_t> labels{2, 0};
  Learner both = take(Learner::create(
      test::runtime(), head + "[{cross_entropy: }, {multi_margin: , weight: 2}]\n"));
  Learner one = take(Learner::create(test::runtime(), head + "cross_entropy\n"));
  Learner other = take(Learner::create(test::runtime(), head + "multi_margin\n"));
  CHECK(take(both.step(x, labels)) ==
        Approx(take(one.step(x, labels)) + 2 * take(other.step(x, labels))));
  const auto mixed =
      Learner::create(test::runtime(), head + "[{cross_entropy: }, {mse: }]\n");
  REQUIRE_FALSE(mixed.ok());
  CHECK(mixed.error().code == "E0652");
}

TEST_CASE("time counts a step of several batches as one", "[run][several][time]") {
  const Folder folder;
  TimeOptions options;
  options.seconds = 0.01;
  options.sets = {"train.accumulate=2"};
  const auto report = take(time_training(test::runtime(), write(folder), options));
  CHECK(report.batch == 10);
  CHECK(report.steps >= 5);
}

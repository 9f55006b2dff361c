// States go from batch to batch: the same text in windows as in one piece, and the same
// bits after an interruption.
#include <atomic>

#include "backplane/gradcheck.hpp"
#include "backplane/train.hpp"
#include "plugin/runtime_access.hpp"
#include "support/carry.hpp"
#include "support/chain.hpp"
#include "train/trainer.hpp"

namespace {

using namespace backplane;
using test::Folder;
using test::take;

Runtime carrying(int threads = 1) {
  RuntimeOptions options;
  options.threads = threads;
  options.plugins.linked = {&test::carry_plugin};
  return take(Runtime::create(options));
}

// 67 bytes: 66 predictions.
constexpr const char* kText =
    "She sells sea shells by the sea shore; the shells she sells, surely";

struct Setting {
  int context = 6, batch = 1;
  bool stateful = true, shuffle = false;
  std::string more{}, layer = "test.carry";
};

std::string write(const Folder& folder, const Setting& s) {
  std::ofstream(folder / "text.txt") << kText;
  const std::string path = folder / "net.yaml";
  std::ofstream(path) << "precision: float64\nseed: 3\ndata:\n  text: text.txt\n"
                      << "  context: " << s.context << "\n  batch: " << s.batch
                      << "\n  stateful: " << (s.stateful ? "true" : "false")
                      << "\n  shuffle: " << (s.shuffle ? "true" : "false")
                      << "\nmodel:\n  - embedding: 5\n    init: {weight: normal}\n  - "
                      << s.layer << "\n  - dense: vocab\nloss: cross_entropy\n"
                      << "optimizer: {sgd: {lr: 0.5, momentum: 0.9}}\n"
                      << s.more;
  return path;
}

// The losses of steps, and the state that the last one leaves.
struct Course {
  std::vector<double> losses;
  std::vector<double> state;
};
Course steps(Runtime& runtime, const std::string& path, int count, double lr = 0.5) {
  auto config = take(config::read_config(
      path, {{"optimizer.lr=" + std::to_string(lr), "train.steps=100"}, true}));
  const auto experiment = take(train::assemble(runtime, std::move(config), {}));
  auto data = take(data::load(experiment.job.data, 3, {-1}));
  auto trainer = take(train::Trainer::create(experiment, std::move(data),
                                             RuntimeAccess::pool(runtime)));
  Course course;
  for (int i = 0; i < count; ++i) course.losses.push_back(take(trainer->step()).loss);
  for (const auto& state : trainer->session().states()) {
    const auto* values = static_cast<const double*>(state.tensor.data);
    course.state.insert(course.state.end(), values,
                        values + elements(state.tensor.shape));
  }
  return course;
}

double evaluation(Runtime& runtime, const std::string& path) {
  auto config = take(config::read_config(path, {{}, true}));
  const auto experiment = take(train::assemble(runtime, std::move(config), {}));
  auto data = take(data::load(experiment.job.data, 3, {-1}));
  auto trainer = take(train::Trainer::create(experiment, std::move(data),
                                             RuntimeAccess::pool(runtime)));
  const double loss = take(trainer->evaluate(trainer->dataset().train)).loss;
  CHECK(take(trainer->evaluate(trainer->dataset().train)).loss == loss);
  return loss;
}

}  // namespace

TEST_CASE("windows with carried states are the text in one piece", "[run][states]") {
  const Folder folder;
  Runtime runtime = carrying();
  const double whole = evaluation(runtime, write(folder, {66, 1, false}));
  CHECK(evaluation(runtime, write(folder, {6, 1, true})) ==
        Approx(whole).epsilon(1e-13));
  CHECK(std::abs(evaluation(runtime, write(folder, {6, 1, false})) - whole) > 1e-6);
  // Two and four streams side by side: two and four pieces.
  const double halves = evaluation(runtime, write(folder, {33, 2, false}));
  CHECK(evaluation(runtime, write(folder, {3, 2, true})) ==
        Approx(halves).epsilon(1e-13));
}

TEST_CASE("states are zero when an epoch begins", "[run][states]") {
  const Folder folder;
  Runtime runtime = carrying();
  // Eleven windows in three rows: the last batch has two of them.
  const Course course = steps(runtime, write(folder, {6, 3, true}), 8, 1e-12);
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(course.losses[i] == Approx(course.losses[i + 4]).epsilon(1e-9));
  CHECK(course.losses[0] != course.losses[1]);
  const Course one = steps(runtime, write(folder, {6, 3, true}), 1, 1e-12);
  CHECK(one.losses[0] == course.losses[0]);
  CHECK(
      std::any_of(one.state.begin(), one.state.end(), [](double h) { return h != 0; }));
}

TEST_CASE("without stateful there are no states", "[run][states]") {
  const Folder folder;
  Runtime runtime = carrying();
  CHECK(steps(runtime, write(folder, {6, 2, false}), 2).state.empty());
}

TEST_CASE("accumulated batches carry states on as well", "[run][states]") {
  const Folder folder;
  Runtime runtime = carrying();
  const Course one = steps(runtime, write(folder, {6, 1, true}), 4, 1e-12);
  Setting twice{6, 1, true};
  twice.more = "train: {accumulate: 2}\n";
  const Course two = steps(runtime, write(folder, twice), 2, 1e-12);
  CHECK(two.losses[0] == Approx((one.losses[0] + one.losses[1]) / 2).epsilon(1e-9));
  CHECK(two.losses[1] == Approx((one.losses[2] + one.losses[3]) / 2).epsilon(1e-9));
  for (std::size_t i = 0; i < one.state.size(); ++i)
    CHECK(two.state[i] == Approx(one.state[i]).epsilon(1e-9));
}

TEST_CASE("gradcheck repeats a pass from the same states", "[run][states][gradient]") {
  const Folder folder;
  Runtime runtime = carrying();
  const auto report = take(gradcheck(runtime, write(folder, {6, 3, true})));
  CHECK(report.passed);
  CHECK(report.tensors.size() == 4);
}

TEST_CASE("a run with states goes on to the same bits in the middle of an epoch",
          "[run][states][determinism]") {
  const Folder folder;
  Setting setting{4, 3, true, true};
  setting.more = "train: {epochs: 3}\ncheckpoint: {every: 1 steps}\n";
  const std::string config = write(folder, setting);
  Runtime one = carrying(1), two = carrying(2);
  TrainOptions options;
  options.out = folder / "whole";
  take(train_file(one, config, options));

  std::atomic<bool> stop{false};
  options.out = folder / "cut";
  options.stop = &stop;
  options.on_step = [&](const StepReport& step) { stop = step.step == 7; };
  CHECK(take(train_file(two, config, options)).interrupted);
  const auto read = [&](const std::string& name) {
    std::ifstream in(folder / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  CHECK(read("cut/checkpoints/step-00000007.safetensors").find("state/test_carry0.h") !=
        std::string::npos);
  take(resume_run(two, folder / "cut"));
  CHECK(read("cut/model.safetensors") == read("whole/model.safetensors"));
  CHECK(read("whole/model.safetensors").find("state/") == std::string::npos);
}

TEST_CASE("a state that is not a row a sample is refused", "[run][states][error]") {
  const Folder folder;
  Runtime runtime = carrying();
  Setting setting;
  setting.layer = "test.bad_state";
  setting.batch = 2;
  const auto summary = summarize(runtime, write(folder, setting));
  REQUIRE_FALSE(summary.ok());
  CHECK(summary.error().code == "E0301");
  CHECK(summary.error().message.find("a state whose first size is not the batch") !=
        std::string::npos);
  setting.stateful = false;
  CHECK(summarize(runtime, write(folder, setting)).ok());
}

TEST_CASE("recurrent layers go on where the batch before stopped", "[run][states]") {
  const std::string layer =
      GENERATE("lstm: 7", "lstm: {units: 5, layers: 2}", "gru: 6",
               "gru: {units: 4, layers: 2, bias: false}", "rnn: 6",
               "rnn: {units: 5, nonlinearity: relu, layers: 3}");
  CAPTURE(layer);
  const Folder folder;
  Runtime runtime = carrying();
  const auto setting = [&](int context, int batch, bool stateful) {
    Setting made{context, batch, stateful};
    made.layer = layer;
    return made;
  };
  const double whole = evaluation(runtime, write(folder, setting(66, 1, false)));
  CHECK(evaluation(runtime, write(folder, setting(6, 1, true))) ==
        Approx(whole).epsilon(1e-13));
  CHECK(std::abs(evaluation(runtime, write(folder, setting(6, 1, false))) - whole) >
        1e-9);
  const double halves = evaluation(runtime, write(folder, setting(33, 2, false)));
  CHECK(evaluation(runtime, write(folder, setting(11, 2, true))) ==
        Approx(halves).epsilon(1e-13));
}

TEST_CASE("a recurrent layer's gradients hold from a state that is not zero",
          "[run][states][gradient]") {
  const std::string layer = GENERATE("lstm: {units: 4, layers: 2}", "gru: 4", "rnn: 4");
  CAPTURE(layer);
  const Folder folder;
  Runtime runtime = carrying();
  Setting setting{6, 3, true};
  setting.layer = layer;
  auto probe = take(inspect::Probe::create(runtime, write(folder, setting), {}, 0, 3));
  // A pass leaves states; from here on every pass begins with them.
  take(probe->loss());
  probe->session().next_batch();
  take(probe->backpropagate());
  for (const plan::TensorPlan& param : probe->plan().params) {
    const auto values = probe->values(param);
    double scale = 0, worst = 0;
    for (std::size_t i = 0; i < values.size(); i += values.size() / 30 + 1) {
      const double slope = take(probe->slope(values[i])).value;
      worst = std::max(worst, std::abs(slope - probe->gradients(param)[i]));
      scale = std::max(scale, std::abs(slope));
    }
    CAPTURE(param.name);
    CHECK(worst <= 1e-7 * std::max(scale, 1e-3));
  }
}

TEST_CASE("two directions cannot go on from batch to batch", "[run][states][error]") {
  const Folder folder;
  Runtime runtime = carrying();
  Setting setting;
  setting.layer = "lstm: {units: 4, bidirectional: true}";
  const auto summary = summarize(runtime, write(folder, setting));
  REQUIRE_FALSE(summary.ok());
  CHECK(summary.error().code == "E0301");
  CHECK(summary.error().message.find("in two directions") != std::string::npos);
  setting.stateful = false;
  CHECK(summarize(runtime, write(folder, setting)).ok());
}

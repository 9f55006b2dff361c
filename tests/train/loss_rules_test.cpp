// What a loss asks of the network and of the data, from the configuration's text to the
// message, the step and the metric.
#include <sstream>

#include "backplane/learner.hpp"
#include "backplane/model.hpp"
#include "backplane/train.hpp"
#include "support/chain.hpp"

namespace {

using namespace backplane;
using test::Folder;
using test::runtime;

void write_labels(const std::string& path, const std::vector<std::int64_t>& labels) {
  io::Array array;
  array.element = io::Element::i64;
  array.shape = {static_cast<std::int64_t>(labels.size())};
  const auto* bytes = reinterpret_cast<const std::byte*>(labels.data());
  array.bytes.assign(bytes, bytes + labels.size() * sizeof(std::int64_t));
  REQUIRE(io::write_atomic(path, io::encode_npy(array)).ok());
}

/// One epoch of one batch on x.npy and t.npy of the folder.
struct Job {
  std::string model, loss, more, lr = "0.1";
  std::string text(int batch) const {
    std::ostringstream out;
    out << "precision: float64\nseed: 3\n"
        << "data: {npy: {inputs: x.npy, targets: t.npy, test_inputs: x.npy, "
        << "test_targets: t.npy}, batch: " << batch << ", shuffle: false}\n"
        << "model: " << model << "\nloss: " << loss << "\n"
        << "optimizer: {sgd: {lr: " << lr << "}}\ntrain: {epochs: 1}\n"
        << more;
    return out.str();
  }
};

Result<TrainReport> trained(const Folder& folder, const Job& job, int batch,
                            std::vector<double>* losses = nullptr) {
  std::ofstream(folder / "net.yaml") << job.text(batch);
  TrainOptions options;
  options.out = folder / "run";
  options.overwrite = true;
  if (losses != nullptr)
    options.on_step = [losses](const StepReport& step) {
      losses->push_back(step.loss);
    };
  return train_file(runtime(), folder / "net.yaml", options);
}

std::string refusal(const Folder& folder, const Job& job, int batch = 2) {
  const auto report = trained(folder, job, batch);
  return report.ok() ? "" : render(report.error());
}

double measured(const TrainReport& report, const std::string& name) {
  for (const MetricReport& metric : report.test)
    if (metric.name == name) return metric.value.value_or(NAN);
  return NAN;
}

}  // namespace

TEST_CASE("nll needs log-probabilities before it", "[train][loss][error]") {
  const Folder folder;
  test::write_npy(folder / "x.npy", {2, 1}, {1, 2});
  write_labels(folder / "t.npy", {0, 1});
  const std::string raw = refusal(folder, {"[dense: 2]", "nll", ""});
  CHECK_THAT(raw, Catch::Contains("error[E0319]: 'nll' needs log_softmax, log or "
                                  "identity before it, but the network ends with no "
                                  "activation") &&
                      Catch::Contains("net.yaml:5:7") &&
                      Catch::Contains("end the model with 'log_softmax'"));
  CHECK_THAT(refusal(folder, {"[dense: 2, softmax]", "nll", ""}),
             Catch::Contains("but the network ends with 'softmax'"));
  for (const char* last : {"log_softmax", "identity"})
    CHECK(refusal(folder, {std::string("[dense: 2, ") + last + "]", "nll", ""}) == "");
  CHECK_THAT(refusal(folder, {"[dense: 2, sigmoid]", "hinge", ""}),
             Catch::Contains("E0306"));
}

TEST_CASE("gaussian_nll and quantile count their outputs", "[train][loss][error]") {
  const Folder folder;
  test::write_npy(folder / "x.npy", {2, 1}, {1, 2});
  test::write_npy(folder / "t.npy", {2, 2}, {1, 2, 3, 4});
  CHECK(refusal(folder, {"[dense: 4]", "gaussian_nll", ""}) == "");
  CHECK_THAT(
      refusal(folder, {"[dense: 3]", "gaussian_nll", ""}),
      Catch::Contains("E0309") &&
          Catch::Contains("takes two outputs for each target, a mean and how much it "
                          "varies, but there are 3 outputs"));
  CHECK_THAT(refusal(folder, {"[dense: 2]", "gaussian_nll", ""}),
             Catch::Contains("E0308") &&
                 Catch::Contains("the network gives 2 values a sample, for which "
                                 "'gaussian_nll' takes 1 targets, but the targets "
                                 "have 2"));
  const std::string two = "{quantile: [0.1, 0.9]}";
  CHECK(refusal(folder, {"[dense: 4]", two, ""}) == "");
  CHECK_THAT(refusal(folder, {"[dense: 3]", two, ""}), Catch::Contains("net.yaml:5:"));
}

TEST_CASE("targets outside of a loss's range are found before the first step",
          "[train][loss][error]") {
  const Folder folder;
  test::write_npy(folder / "x.npy", {2, 1}, {1, 2});
  test::write_npy(folder / "t.npy", {2, 2}, {0, 1, 0.5, 1.5});
  const std::string said = refusal(folder, {"[dense: 2]", "binary_cross_entropy", ""});
  CHECK_THAT(said, Catch::Contains("E0539") &&
                       Catch::Contains("'binary_cross_entropy' takes targets of 0 to "
                                       "1, but sample 1 of the training data has 1.5 "
                                       "in column 1"));
  CHECK(refusal(folder, {"[dense: 2]", "poisson", ""}) == "");
  test::write_npy(folder / "t.npy", {2, 2}, {0, 1, NAN, 0});
  CHECK_THAT(refusal(folder, {"[dense: 2]", "poisson", ""}),
             Catch::Contains("takes targets of 0 or more"));
}

TEST_CASE("a loss that is not finite says which output it does not take",
          "[train][loss][error]") {
  const Folder folder;
  test::write_npy(folder / "x.npy", {1, 1}, {1});
  test::write_npy(folder / "t.npy", {1, 1}, {2});
  const std::string said = refusal(
      folder,
      {"[{dense: {units: 1, init: {weight: {constant: {value: -3}}, bias: zeros}}}]",
       "{poisson: {log_input: false}}", ""},
      1);
  CHECK_THAT(said, Catch::Contains("E0710") &&
                       Catch::Contains("it takes outputs of 0 or more, and output 0 is "
                                       "-3"));
}

TEST_CASE("rows of the label to ignore count for nothing", "[train][loss]") {
  const auto [loss, pad] = GENERATE(table<std::string, std::int64_t>(
      {{"cross_entropy", -100},
       {"{cross_entropy: {ignore_index: 255, weight: [0.5, 2]}}", 255},
       {"{focal: {ignore_index: 9}}", 9}}));
  const Job job{"[dense: classes]", loss, "metrics: [accuracy]\n"};
  std::vector<double> padded, plain;
  const Folder a, b;
  test::write_npy(a / "x.npy", {5, 2}, {1, 2, 9, 9, -1, 0.5, 7, -7, 0.25, 3});
  write_labels(a / "t.npy", {0, pad, 1, pad, 1});
  const auto with = test::take(trained(a, job, 5, &padded));
  test::write_npy(b / "x.npy", {3, 2}, {1, 2, -1, 0.5, 0.25, 3});
  write_labels(b / "t.npy", {0, 1, 1});
  const auto without = test::take(trained(b, job, 3, &plain));
  REQUIRE(padded.size() == 1);
  CHECK(padded[0] == Approx(plain[0]).epsilon(1e-13));
  CHECK(*with.test_loss == Approx(*without.test_loss).epsilon(1e-12));
  CHECK(measured(with, "accuracy") == measured(without, "accuracy"));
}

TEST_CASE("a batch of nothing but padding has a loss of 0", "[train][loss]") {
  const Folder folder;
  test::write_npy(folder / "x.npy", {4, 1}, {1, 2, 3, 4});
  write_labels(folder / "t.npy", {-100, -100, 0, 1});
  std::vector<double> losses;
  test::take(trained(folder, {"[dense: 2]", "cross_entropy", ""}, 2, &losses));
  CHECK(losses[0] == 0);
  CHECK(losses[1] > 0);
}

TEST_CASE("metrics judge the means of gaussian_nll", "[train][loss]") {
  const Folder folder;
  test::write_npy(folder / "x.npy", {2, 1}, {1, 2});
  test::write_npy(folder / "t.npy", {2, 1}, {5, 7});
  const std::string still = "{dense: {units: 2, init: {weight: zeros, bias: zeros}}}";
  const Job job{"[" + still + "]", "gaussian_nll", "metrics: [mae, r2]\n", "1e-300"};
  const auto report = test::take(trained(folder, job, 2));
  CHECK(measured(report, "mae") == Approx(6));
  CHECK(measured(report, "r2") == Approx(1 - (25 + 49) / 2.0));
}

TEST_CASE("a single score says yes above 0", "[train][loss]") {
  const Folder folder;
  test::write_npy(folder / "x.npy", {2, 1}, {-1, 0.25});
  write_labels(folder / "t.npy", {0, 1});
  const Job job{
      "[{dense: {units: 1, bias: false, init: {weight: {constant: {value: "
      "1}}}}}]",
      "hinge", "metrics: [accuracy]\n"};
  const auto report = test::take(trained(folder, job, 2));
  CHECK(measured(report, "accuracy") == 1);
  const auto said = test::take(
      predict_file(runtime(), folder / "run/model.safetensors", folder / "x.npy"));
  CHECK(said.classes == std::vector<std::int64_t>{0, 1});
  CHECK(said.values[1] < 0.5);  // above 0, below what a probability would need
}

TEST_CASE("a learner takes what the loss takes", "[train][loss][error]") {
  const std::string head = "data: {host: {inputs: [1], ";
  const std::string tail = "\noptimizer: {sgd: {lr: 0.1}}\n";
  auto labels = test::take(Learner::create(
      runtime(), head + "classes: 2}}\nmodel: [dense: 2]\nloss: cross_entropy" + tail));
  const std::vector<float> x{1, 2};
  CHECK(labels.step(x, std::vector<std::int32_t>{1, -100}).ok());
  CHECK(labels.step(x, std::vector<std::int32_t>{1, -1}).error().code == "E0652");
  auto rows = test::take(Learner::create(
      runtime(),
      head + "outputs: 1}}\nmodel: [dense: 1]\nloss: binary_cross_entropy" + tail));
  CHECK(rows.step(x, std::vector<float>{0, 1}).ok());
  const auto outside = rows.step(x, std::vector<float>{0, 2});
  CHECK(outside.error().code == "E0652");
  CHECK_THAT(outside.error().message,
             Catch::Contains("the loss takes targets of 0 to 1, got 2"));
}

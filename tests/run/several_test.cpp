// Several inputs, outputs and losses: one cost, one backward pass, one prediction.
#include <algorithm>
#include <cmath>

#include "backplane/gradcheck.hpp"
#include "backplane/model.hpp"
#include "plugin/runtime_access.hpp"
#include "support/chain.hpp"
#include "train/gather.hpp"
#include "train/trainer.hpp"

namespace {

using namespace backplane;
using test::Folder;
using test::take;

constexpr int kRows = 12;

// x [12, 4] and m [12, 2]; kind of three, years [12, 1].
void write_data(const Folder& folder) {
  std::vector<double> x, m, k, y;
  for (int i = 0; i < 4 * kRows; ++i) x.push_back(std::sin(1.0 + 1.7 * i));
  for (int i = 0; i < 2 * kRows; ++i) m.push_back(std::cos(0.5 + 2.3 * i));
  for (int i = 0; i < 3 * kRows; ++i) k.push_back(i % 3 == i / 3 % 3 ? 1 : 0);
  for (int i = 0; i < kRows; ++i) y.push_back(std::sin(0.9 * i));
  test::write_npy(folder / "x.npy", {kRows, 4}, x);
  test::write_npy(folder / "m.npy", {kRows, 2}, m);
  test::write_npy(folder / "k.npy", {kRows, 3}, k);
  test::write_npy(folder / "y.npy", {kRows, 1}, y);
}

const std::string kModel = R"(
  - {dense: 5, name: left, from: image}
  - {dense: 5, name: right, from: meta}
  - {concat: , from: [left, right], name: both}
  - tanh
  - {dense: 3, name: kinds}
  - {dense: 1, name: ages, from: tanh0}
)";
const std::string kLosses = R"(
  - {cross_entropy: , of: kinds, target: kind, weight: 0.75}
  - {mse: , of: ages, target: years, weight: 0.5}
)";

std::string write(const Folder& folder, const std::string& loss = kLosses,
                  const std::string& model = kModel, const std::string& more = "") {
  write_data(folder);
  const std::string path = folder / "net.yaml";
  std::ofstream(path)
      << "name: net\nseed: 3\nprecision: float64\n"
      << "data:\n  npy: {inputs: {image: x.npy, meta: m.npy}, targets: {kind: k.npy, "
      << "years: y.npy}}\n  batch: 5\n  transform: {meta: [scale: 0.5]}\n"
      << "model:" << model << "loss: " << loss << "\n"
      << "optimizer: {sgd: {lr: 0.1, momentum: 0.5}}\n"
      << more;
  return path;
}

train::Experiment assembled(const std::string& path) {
  return take(train::assemble(test::runtime(), take(config::read_config(path)), {}));
}

std::unique_ptr<train::Trainer> trainer_of(const train::Experiment& experiment) {
  auto data = take(data::load(experiment.job.data, experiment.job.seed,
                              experiment.plan.label_bounds()));
  return take(train::Trainer::create(experiment, std::move(data),
                                     RuntimeAccess::pool(test::runtime())));
}

void check_gradients(const std::string& path) {
  const auto report = take(gradcheck(test::runtime(), path));
  for (const GradcheckTensor& tensor : report.tensors) {
    CAPTURE(tensor.name, tensor.largest, tensor.difference);
    CHECK(tensor.largest > 0);
    CHECK(tensor.passed);
  }
  CHECK(report.directional_passed);
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string trained(const std::string& path, const std::string& out, int threads) {
  RuntimeOptions options;
  options.threads = threads;
  Runtime runtime = take(Runtime::create(options));
  TrainOptions how;
  how.out = out;
  take(train_file(runtime, path, how));
  return text_of(out + "/model.safetensors");
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

TEST_CASE("a model of several inputs and outputs predicts", "[run][several][predict]") {
  const Folder folder;
  const std::string path = write(folder);
  trained(path, folder / "run", 1);
  const std::string file = folder / "run/model.safetensors";
  const Model model = take(Model::load(test::runtime(), file));
  REQUIRE(model.inputs().size() == 2);
  CHECK(model.inputs()[1].name == "meta");
  CHECK(model.inputs()[1].features == 2);
  REQUIRE(model.outputs().size() == 2);
  CHECK(model.outputs()[0].name == "kind");
  CHECK(model.outputs()[1].columns == 1);

  const auto both =
      take(predict_files(test::runtime(), file,
                         {{"meta", folder / "m.npy"}, {"image", folder / "x.npy"}}));
  REQUIRE(both.size() == 2);
  CHECK(both[0].rows == kRows);
  for (int r = 0; r < kRows; ++r) {
    const auto at = static_cast<std::size_t>(3 * r);
    const double sum =
        both[0].values[at] + both[0].values[at + 1] + both[0].values[at + 2];
    CHECK(sum == Approx(1).epsilon(1e-12));  // cross_entropy's softmax is applied
  }
  const std::string csv = to_csv(both);
  CHECK(csv.substr(0, csv.find_first_of("\r\n")) ==
        "row,kind.y0,kind.y1,kind.y2,years.y0");

  // The first row by hand through the Predictor, in the values of the files.
  std::vector<float> x, m;
  for (int i = 0; i < 4; ++i) x.push_back(static_cast<float>(std::sin(1.0 + 1.7 * i)));
  for (int i = 0; i < 2; ++i) m.push_back(static_cast<float>(std::cos(0.5 + 2.3 * i)));
  std::vector<float> kind(3), years(1);
  Predictor predictor = take(model.predictor(4));
  const std::span<const float> in[] = {x, m};
  const std::span<float> out[] = {kind, years};
  REQUIRE(predictor.run(in, out).ok());
  for (std::size_t c = 0; c < 3; ++c)
    CHECK(kind[c] == Approx(both[0].values[c]).epsilon(1e-5));
  CHECK(years[0] == Approx(both[1].values[0]).epsilon(1e-5));
  CHECK(predictor.run(x, kind).error().code == "E0651");
}

TEST_CASE("files for other inputs than the model takes are refused",
          "[run][several][predict][error]") {
  const Folder folder;
  trained(write(folder), folder / "run", 1);
  const std::string file = folder / "run/model.safetensors";
  const std::string x = folder / "x.npy", m = folder / "m.npy";
  const auto why = [&](const std::vector<InputFile>& files) {
    const auto done = predict_files(test::runtime(), file, files);
    return done.ok() ? "" : done.error().code + " " + done.error().message;
  };
  CHECK(why({{"", x}}) == "E0655 '" + x + "' is for no input: it has no name");
  CHECK(why({{"image", x}}) == "E0655 no file is for the input 'meta'");
  CHECK(why({{"image", x}, {"mta", m}}) == "E0655 the model has no input 'mta'");
  CHECK(why({{"image", x}, {"image", m}}) ==
        "E0655 two files are for the input 'image'");
}

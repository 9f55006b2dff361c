// Networks that are no chains: backpropagation against differences, fused against
// plain, one thread against many, a batch against its halves.
#include <cstring>

#include "backplane/gradcheck.hpp"
#include "backplane/train.hpp"
#include "io/safetensors.hpp"
#include "plugin/runtime_access.hpp"
#include "support/chain.hpp"
#include "support/graph_nets.hpp"
#include "train/gather.hpp"

namespace {

using namespace backplane;
using test::Folder;
using test::GraphNet;
using test::take;

std::string write(const Folder& folder, const GraphNet& net,
                  const std::string& more = "") {
  std::vector<double> x, t;
  for (int i = 0; i < 48; ++i) x.push_back(std::sin(1.0 + 1.7 * i) + 0.3);
  for (int i = 0; i < 16; ++i) t.push_back(std::cos(0.5 + 2.3 * i));
  test::write_npy(folder / "x.npy", {8, 6}, x);
  test::write_npy(folder / "t.npy", {8, 2}, t);
  const std::string path = folder / "net.yaml";
  std::ofstream(path) << "name: net\nseed: 3\nprecision: float64\n"
                      << "data: {npy: {inputs: x.npy, targets: t.npy}, batch: 8}\n"
                      << "model:" << net.model << "loss: mse\n"
                      << "optimizer: {sgd: {lr: 0.1, momentum: 0.5}}\n"
                      << more;
  return path;
}

/// One pass there and back, in a session of either layout.
struct Pass {
  double loss = 0;
  std::vector<double> grads;
};

Pass pass(const train::Experiment& experiment, bool plain) {
  auto& pool = RuntimeAccess::pool(test::runtime());
  auto dataset = take(data::load(experiment.job.data, experiment.job.seed,
                                 experiment.plan.label_bounds()));
  run::Network network(experiment.plan, experiment.job.seed);
  network.initialise();
  plan::MemoryOptions options;
  options.rows = {8};
  options.plain = plain;
  auto session = take(run::Session::create(network, pool, options));
  const std::vector<std::uint32_t> rows{0, 1, 2, 3, 4, 5, 6, 7};
  train::gather_batch(*session, pool, dataset, dataset.train, rows, true);
  run::Pass how;
  how.rows = 8;
  how.training = true;
  how.grad_scale = 0.125;
  Pass done;
  for (int twice = 0; twice < 2; ++twice) {  // what a pass leaves hurts no other
    take(session->forward(how));
    done.loss = take(session->loss(how));
    take(session->backward(how));
  }
  const auto* grads = reinterpret_cast<const double*>(session->param_grads());
  done.grads.assign(grads, grads + experiment.plan.param_room);
  return done;
}

train::Experiment assembled(const std::string& path) {
  return take(train::assemble(test::runtime(), take(config::read_config(path)), {}));
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string trained(const std::string& path, const std::string& out, int threads) {
  RuntimeOptions options;
  options.threads = threads;
  Runtime runtime = take(Runtime::create(options));
  TrainOptions how;
  how.out = out;
  how.overwrite = true;
  take(train_file(runtime, path, how));
  return text_of(out + "/model.safetensors");
}

}  // namespace

TEST_CASE("gradients are right in networks that are no chains",
          "[run][graph][gradient]") {
  for (const GraphNet& net : test::kGraphNets) {
    CAPTURE(net.name);
    const Folder folder;
    const auto report = take(gradcheck(test::runtime(), write(folder, net)));
    for (const GradcheckTensor& tensor : report.tensors) {
      CAPTURE(tensor.name, tensor.largest, tensor.difference, tensor.kinks);
      CHECK(tensor.passed);
    }
    CHECK(report.directional_passed);
  }
}

TEST_CASE("what is fused and in place has the bits of what is not", "[run][graph]") {
  for (const GraphNet& net : test::kGraphNets) {
    CAPTURE(net.name);
    const Folder folder;
    const auto experiment = assembled(write(folder, net));
    const Pass plain = pass(experiment, true), fused = pass(experiment, false);
    CHECK(plain.loss == fused.loss);
    CHECK(plain.grads == fused.grads);
  }
}

TEST_CASE("networks that are no chains have the same bits for any thread count",
          "[run][graph][determinism]") {
  for (const GraphNet& net : test::kGraphNets) {
    CAPTURE(net.name);
    const Folder folder;
    const std::string path = write(folder, net, "train: {epochs: 3}\n");
    const std::string one = trained(path, folder / "one", 1);
    CHECK(trained(path, folder / "three", 3) == one);
  }
}

TEST_CASE("a batch in two halves moves the weights as the whole does",
          "[run][graph][share]") {
  for (const GraphNet& net : test::kGraphNets) {
    if (std::string(net.model).find("dropout") != std::string::npos) continue;
    CAPTURE(net.name);
    const Folder folder;
    const std::string order = ", shuffle: false";
    const std::string whole = write(folder, net, "train: {epochs: 4}\n");
    trained(whole, folder / "whole", 1);
    const std::string halves =
        write(folder, net, "train: {epochs: 4, accumulate: 2}\n");
    std::string text = text_of(halves);
    text.replace(text.find("batch: 8"), 8, "batch: 4");
    std::ofstream(halves) << text;
    trained(halves, folder / "halves", 1);
    const auto a = take(io::read_safetensors(folder / "whole/model.safetensors"));
    const auto b = take(io::read_safetensors(folder / "halves/model.safetensors"));
    REQUIRE(a.tensors.size() == b.tensors.size());
    for (std::size_t t = 0; t < a.tensors.size(); ++t) {
      CAPTURE(a.tensors[t].name);
      for (std::size_t i = 0; i < a.tensors[t].size; i += sizeof(double)) {
        double x = 0, y = 0;
        std::memcpy(&x, a.tensors[t].data + i, sizeof x);
        std::memcpy(&y, b.tensors[t].data + i, sizeof y);
        CHECK(y == Approx(x).epsilon(1e-10).margin(1e-12));
      }
    }
  }
}

// What is frozen costs no gradient: which passes run, node by node, and that training
// leaves it as it was.
#include <set>

#include "backplane/train.hpp"
#include "io/safetensors.hpp"
#include "run/instance.hpp"
#include "run/session.hpp"
#include "support/chain.hpp"
#include "train/experiment.hpp"

namespace {

using namespace backplane;
using test::Folder;
using test::take;

std::string job(const std::string& freeze, const std::string& more = {}) {
  return "seed: 4\ndata: {toy: {kind: spirals, samples: 96, classes: 3}, batch: 32}\n"
         "model:\n"
         "  - {dense: 6, name: a}\n"
         "  - tanh\n"
         "  - {dense: 5, name: b}\n"
         "  - relu\n"
         "  - {dense: 3, name: c}\n"
         "loss: cross_entropy\n"
         "optimizer: {adam: {lr: 0.1}, freeze: " +
         freeze + "}\n" + more;
}

/// A letter a layer: D where its BACK_DATA runs, P where its BACK_PARAMS does; an
/// activation is lower case where its derivative is taken, in its own pass or not.
std::string passes(const std::string& freeze) {
  auto experiment = take(train::assemble(
      test::runtime(), take(config::parse_config(job(freeze), "job.yaml")), {}));
  const run::Network network(experiment.plan, 4);
  plan::MemoryOptions options;
  options.rows = {32};
  const plan::MemoryPlan memory = take(plan::plan_memory(network.plan(), options));
  std::vector<std::byte> arena(memory.total + 64);
  const auto instance =
      run::make_instance(network, {memory, arena.data()}, memory.batches.front());
  std::set<int> moved;
  for (const auto& turn : memory.layout.turns.turns)
    moved.insert(turn.begin(), turn.end());
  std::string text;
  for (int n = 0; const run::NodeInstance& node : instance->nodes) {
    if (!text.empty()) text += ' ';
    if (node.back_data) text += 'D';
    if (moved.contains(n++)) text += 'P';
    if (node.args.plan == nullptr) text += node.din.front().data != nullptr ? "d" : "";
    if (text.empty() || text.back() == ' ') text += '-';
  }
  return text;
}

std::map<std::string, std::string> tensors(const std::string& path) {
  const auto file = take(io::read_safetensors(path));
  std::map<std::string, std::string> all;
  for (const auto& tensor : file.tensors)
    all[tensor.name] = {reinterpret_cast<const char*>(tensor.data), tensor.size};
  return all;
}

}  // namespace

TEST_CASE("a frozen layer makes no gradients, nor does what stands before it alone",
          "[run][freeze]") {
  CHECK(passes("[]") == "P d DP d DP");
  CHECK(passes("[a]") == "- - P d DP");
  CHECK(passes("[a, b]") == "- - - - P");
  CHECK(passes("[b]") == "P d D d DP");
  CHECK(passes("[c]") == "P d DP d D");
  CHECK(passes("[b, c]") == "P d D d D");
  CHECK(passes("[a.weight]") == "P d DP d DP");  // its bias is trained
}

TEST_CASE("training leaves what is frozen as it was", "[run][freeze]") {
  const Folder folder;
  const auto run = [&](const std::string& name, const std::string& freeze) {
    std::ofstream(folder / (name + ".yaml"))
        << job(freeze,
               "train: {epochs: 2, clip_norm: 0.01, average: {ema: 0.5}}\n"
               "checkpoint: {every: 1 step, keep: 100}\n");
    TrainOptions options;
    options.out = folder / name;
    take(train_file(test::runtime(), folder / (name + ".yaml"), options));
    return options.out;
  };
  const std::string whole = run("whole", "[]"), part = run("part", "[a, b.bias]");
  const auto before = tensors(whole + "/checkpoints/step-00000001.safetensors");
  const auto first = tensors(part + "/checkpoints/step-00000001.safetensors");
  const auto last = tensors(part + "/model.safetensors");
  for (const char* frozen : {"a.weight", "a.bias", "b.bias"}) {
    CAPTURE(frozen);
    CHECK(last.at(frozen) == first.at(frozen));
    CHECK(first.count(std::string("optimizer/exp_avg/") + frozen) == 0);
    CHECK(first.count(std::string("average/") + frozen) == 0);
  }
  for (const char* trained : {"b.weight", "c.weight", "c.bias"}) {
    CAPTURE(trained);
    CHECK(last.at(trained) != first.at(trained));
    CHECK(first.count(std::string("optimizer/exp_avg/") + trained) == 1);
  }
  // Clipping counts only what is trained: c's first gradient is clipped to another
  // norm.
  const char* mean = "optimizer/exp_avg/c.weight";
  CHECK(first.at(mean) != before.at(mean));
}

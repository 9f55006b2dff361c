// Which parameters a pattern means, and what the optimizer's section makes of them.
#include "plan/groups.hpp"

#include "support/chain.hpp"
#include "train/experiment.hpp"

namespace {

using namespace backplane;
using test::take;

constexpr const char* kHead =
    "data: {toy: {kind: spirals, samples: 60, classes: 3}, batch: 8}\n"
    "model:\n"
    "  - {dense: 4, name: stem}\n"
    "  - tanh\n"
    "  - {dense: 5, name: fc1}\n"
    "  - {dense: 3, name: fc2}\n"
    "loss: cross_entropy\n";

Result<train::Experiment> assembled(const std::string& optimizer,
                                    const std::string& more = {}) {
  auto config = config::parse_config(kHead + ("optimizer: " + optimizer + "\n") + more,
                                     "job.yaml");
  return train::assemble(test::runtime(), take(std::move(config)), {});
}

Error refused(const std::string& optimizer) {
  auto experiment = assembled(optimizer);
  REQUIRE_FALSE(experiment.ok());
  INFO(render(experiment.error()));
  CHECK(experiment.error().also.empty());
  return experiment.error();
}

/// The names of the parameters for which f holds, in the order of the plan.
template <class F>
std::string names(const plan::NetworkPlan& plan, const F& f) {
  std::string all;
  for (const auto& param : plan.params)
    if (f(param)) all += (all.empty() ? "" : " ") + param.name;
  return all;
}

}  // namespace

TEST_CASE("a word or a pattern picks parameters", "[plan][groups]") {
  const plan::NetworkPlan plan = take(assembled("{sgd: 0.1}")).plan;
  const auto picked = [&](const std::string& word) {
    return names(plan,
                 [&](const plan::TensorPlan& p) { return plan::picks(word, plan, p); });
  };
  CHECK(picked("dense") ==
        "stem.weight stem.bias fc1.weight fc1.bias fc2.weight fc2.bias");
  CHECK(picked("bias") == "stem.bias fc1.bias fc2.bias");
  CHECK(picked("fc1") == "fc1.weight fc1.bias");
  CHECK(picked("fc1.bias") == "fc1.bias");
  CHECK(picked("fc.*") == "fc1.weight fc1.bias fc2.weight fc2.bias");
  CHECK(picked(R"(fc[2]\.w.*)") == "fc2.weight");
  CHECK(picked("fc") == "");  // no part of a name, nor the start of a word
  CHECK(picked("tanh") == "");
  CHECK(picked("(") == "");
}

TEST_CASE("what weight decay spares and what is frozen", "[plan][groups]") {
  const auto experiment = take(
      assembled("{sgd: 0.1, no_decay: [bias, 'stem.*'], freeze: [stem, fc2.bias]}"));
  const plan::NetworkPlan& plan = experiment.plan;
  CHECK(names(plan, [](const auto& p) { return p.decays; }) == "fc1.weight fc2.weight");
  CHECK(names(plan, [](const auto& p) { return p.trainable(); }) ==
        "fc1.weight fc1.bias fc2.weight");
  CHECK(names(plan, [](const auto& p) { return p.frozen; }) ==
        "stem.weight stem.bias fc2.bias");
  CHECK(plan.trainable() == 4 * 5 + 5 + 5 * 3);
  CHECK(plan.frozen() == 2 * 4 + 4 + 3);
}

TEST_CASE("the first group that matches has a parameter", "[plan][groups]") {
  const auto experiment = take(assembled(
      "{sgd: {lr: 0.5, momentum: 0.9, weight_decay: 0.01}, l1: 0.25, groups: ["
      "{match: fc1.bias, lr: 2},"
      "{match: [bias, stem], lr_factor: 3, weight_decay: 0, l1: 0, momentum: 0},"
      "{match: fc2.*, freeze: true}]}"));
  const plan::NetworkPlan& plan = experiment.plan;
  const auto in = [&](int group) {
    return names(plan, [&](const auto& p) { return p.group == group; });
  };
  CHECK(in(0) == "fc1.weight");
  CHECK(in(1) == "fc1.bias");
  CHECK(in(2) == "stem.weight stem.bias fc2.bias");
  CHECK(in(3) == "fc2.weight");
  CHECK(names(plan, [](const auto& p) { return p.frozen; }) == "fc2.weight");

  const auto& treatments = experiment.update.treatments;
  REQUIRE(treatments.size() == 4);
  CHECK(experiment.lr == 0.5);
  CHECK(treatments[0].lr_factor == 1);
  CHECK(treatments[1].lr_factor == 4);  // 2 over the optimizer's 0.5
  CHECK(treatments[2].lr_factor == 3);
  CHECK(treatments[1].weight_decay == 0.01);
  CHECK(treatments[2].weight_decay == 0);
  CHECK(treatments[1].l1 == 0.25);
  CHECK(treatments[2].l1 == 0);
  CHECK(treatments[1].optimizer->slots().size() == 1);
  CHECK(treatments[2].optimizer->slots().empty());
}

TEST_CASE("decay is the optimizer's, or the host's in one of two ways",
          "[plan][groups]") {
  const auto first = [](const std::string& decay) {
    return take(
               assembled("{adamw: {lr: 0.1, weight_decay: 0.5}, decay: " + decay + "}"))
        .update.treatments[0];
  };
  CHECK(first("own").weight_decay == 0.5);
  CHECK(first("l2").weight_decay == 0);
  CHECK(first("l2").l2 == 0.5);
  CHECK(first("l2").shrink == 0);
  CHECK(first("decoupled").weight_decay == 0);
  CHECK(first("decoupled").l2 == 0);
  CHECK(first("decoupled").shrink == 0.5);
}

TEST_CASE("an item freezes its parameters and has its rate", "[plan][groups]") {
  config::ItemJob item;
  plan::TensorPlan param;
  param.flags = BACKPLANE_TF_TRAINABLE | BACKPLANE_TF_NO_DECAY;
  plan::apply_item(item, param);
  CHECK(param.trainable());
  CHECK(param.lr_factor == 1);
  item.freeze = true;
  item.lr_factor = 0.25;
  plan::apply_item(item, param);
  CHECK_FALSE(param.trainable());
  CHECK(param.frozen);
  CHECK(param.flags == BACKPLANE_TF_NO_DECAY);
  CHECK(param.lr_factor == 0.25);
}

TEST_CASE("a pattern that matches nothing is a mistake", "[plan][groups][error]") {
  const Error misspelt = refused("{sgd: 0.1, no_decay: [weight, bais]}");
  CHECK(misspelt.code == "E0340");
  CHECK(misspelt.message == "'bais' in 'no_decay' matches no parameter of the network");
  CHECK(misspelt.label == "did you mean 'bias'?");
  CHECK(misspelt.place.line == 8);
  CHECK(misspelt.place.column == 42);
  CHECK(misspelt.remarks ==
        std::vector<std::string>{
            "its parameters are: stem.weight, stem.bias, fc1.weight, fc1.bias, "
            "fc2.weight, fc2.bias"});
  CHECK(refused("{sgd: 0.1, freeze: stme}").label == "did you mean 'stem'?");
  CHECK(refused("{sgd: 0.1, groups: [{match: 'fc9.*', lr: 1}]}").message ==
        "'fc9.*' in 'match' matches no parameter of the network");
}

TEST_CASE("groups that mean nothing are mistakes", "[plan][groups][error]") {
  const Error shadowed =
      refused("{sgd: 0.1, groups: [{match: fc1, lr: 1}, {match: fc1.bias, lr: 2}]}");
  CHECK(shadowed.code == "E0341");
  CHECK(shadowed.place.column == 53);
  REQUIRE(shadowed.notes.size() == 1);
  CHECK(shadowed.notes[0].place.column == 32);
  const Error frozen = refused("{sgd: 0.1, freeze: ['.*']}");
  CHECK(frozen.code == "E0342");
  CHECK(frozen.place.column == 32);
  CHECK(refused("{sgd: 0.1, groups: [{match: dense, freeze: true}]}").code == "E0342");
  const Error nothing = refused("{sgd: 0, groups: [{match: fc1, lr: 0.1}]}");
  CHECK(nothing.code == "E0343");
  CHECK(nothing.place.column == 47);
  CHECK(assembled("{sgd: 0, groups: [{match: fc1, lr: 0}]}").ok());
}

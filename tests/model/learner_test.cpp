// What a Learner refuses before its first step.
#include "backplane/learner.hpp"

#include "support/chain.hpp"

TEST_CASE("learner: a plateau has no epochs to look at", "[model][learner][error]") {
  const std::string config = R"(
data: {host: {inputs: [2], classes: 2}}
model: [dense: 2]
loss: cross_entropy
optimizer: {sgd: {lr: 0.1}}
schedule: [warmup: 3 steps, plateau: {metric: train.loss}]
)";
  auto made = backplane::Learner::create(backplane::test::runtime(), config);
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().code == "E0653");
  CHECK(made.error().place.line == 6);
  const std::string plain = config.substr(0, config.find("schedule"));
  CHECK(backplane::Learner::create(backplane::test::runtime(), plain).ok());
}

// A Learner on token ids, with a label for each time step.
#include "backplane/learner.hpp"

#include <numeric>

#include "support/chain.hpp"

namespace {

using namespace backplane;
using test::take;

constexpr const char* kTags = R"(
data: {host: {inputs: [4], vocab: 5, classes: 3, steps: 4}, batch: 2}
model: [embedding: 8, dense: classes]
loss: cross_entropy
optimizer: {adamw: {lr: 0.1}}
)";

}  // namespace

TEST_CASE("a Learner takes token ids and a label a step", "[model][learner]") {
  Learner learner = take(Learner::create(test::runtime(), kTags));
  const std::vector<float> ids{0, 1, 2, 3, 4, 3, 2, 1};
  const std::vector<std::int32_t> tags{0, 1, 2, 0, 1, 0, 2, 1};
  double first = 0, last = 0;
  for (int i = 0; i < 60; ++i) {
    last = take(learner.step(ids, std::span(tags)));
    if (i == 0) first = last;
  }
  CHECK(first > 0.5);
  CHECK(last < 0.05);
}

TEST_CASE("a Learner refuses ids and labels that do not fit",
          "[model][learner][error]") {
  Learner learner = take(Learner::create(test::runtime(), kTags));
  const std::vector<std::int32_t> tags{0, 1, 2, 0};
  const auto code = [&](std::vector<float> ids, std::span<const std::int32_t> labels) {
    const auto done = learner.step(ids, labels);
    return done.ok() ? "" : done.error().code;
  };
  CHECK(code({0, 1, 2, 3}, tags).empty());
  CHECK(code({0, 1, 2, 5}, tags) == "E0652");
  CHECK(code({0, 1, 2, -1}, tags) == "E0652");
  CHECK(code({0, 1, 2, 0.5F}, tags) == "E0652");
  CHECK(code({0, 1, 2}, tags) == "E0652");
  CHECK(code({0, 1, 2, 3}, std::span(tags).first(3)) == "E0652");
}

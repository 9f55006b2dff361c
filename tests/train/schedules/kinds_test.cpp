// The schedules that are more than a formula of t, by hand.
#include <catch2/catch.hpp>
#include <cmath>

#include "train/pieces.hpp"
#include "train/schedule.hpp"

namespace {

using namespace backplane;
using train::Schedule;

Schedule made(const std::string& yaml, train::Clock clock = {10, 100}) {
  auto schedule = Schedule::make(tests::pieces(yaml), 0.1, clock);
  if (!schedule.ok()) FAIL(render(schedule.error()));
  return *schedule;
}

Error refused(const std::string& yaml) {
  const auto schedule = Schedule::make(tests::pieces(yaml), 0.1, {10, 100});
  REQUIRE_FALSE(schedule.ok());
  return schedule.error();
}

}  // namespace

TEST_CASE("poly: a power of what is left", "[train][schedule][poly]") {
  const Schedule schedule = made("{poly: {power: 2, to: 0.02}}");
  CHECK(schedule.lr(0) == Approx(0.1).epsilon(1e-15));
  CHECK(schedule.lr(50) == Approx(0.02 + 0.08 / 4).epsilon(1e-14));
  CHECK(schedule.lr(100) == 0.02);
  CHECK(made("{poly: 1}").lr(75) == Approx(0.025).epsilon(1e-14));
}

TEST_CASE("inverse_sqrt: after a warmup, that of the first transformers",
          "[train][schedule][inverse_sqrt]") {
  const Schedule schedule = made("[warmup: 16 steps, inverse_sqrt]");
  CHECK(schedule.lr(16) == 0.1);
  CHECK(schedule.lr(64) == Approx(0.05).epsilon(1e-15));
  CHECK(made("{inverse_sqrt: 1 epoch}").lr(30) == Approx(0.05).epsilon(1e-15));
  const Error error = refused("inverse_sqrt");
  CHECK(error.code == "E0366");
  CHECK(error.place.line == 1);
}

TEST_CASE("cosine_restarts: leaves the end of a cycle, not a start",
          "[train][schedule][cosine_restarts]") {
  const Schedule schedule =
      made("[{cosine_restarts: {first: 10 steps, to: 0.01}, for: 30 steps}, constant]");
  CHECK(schedule.lr(10) == 0.1);
  CHECK(schedule.lr(15) == Approx(0.055).epsilon(1e-14));
  CHECK(schedule.lr(20) == 0.1);
  CHECK(schedule.lr(30) == Approx(0.01).epsilon(1e-14));
  const Schedule growing = made("{cosine_restarts: {first: 10 steps, mult: 3}}");
  CHECK(growing.lr(10) == 0.1);
  CHECK(growing.lr(25) == Approx(0.05).epsilon(1e-14));
  CHECK(growing.lr(40) == 0.1);
}

TEST_CASE("one_cycle: the optimizer's rate is the peak",
          "[train][schedule][one_cycle]") {
  const Schedule schedule = made(
      "{one_cycle: {pct_start: 0.31, div_factor: 4, final_div_factor: 10, anneal: "
      "linear}}");
  CHECK(schedule.lr(0) == Approx(0.025).epsilon(1e-14));
  CHECK(schedule.lr(15) == Approx(0.0625).epsilon(1e-14));
  CHECK(schedule.lr(30) == Approx(0.1).epsilon(1e-14));
  CHECK(schedule.lr(99) == Approx(0.0025).epsilon(1e-14));
  CHECK(schedule.lr(100) == schedule.lr(99));
}

TEST_CASE("wsd: up, there, and down", "[train][schedule][wsd]") {
  const Schedule schedule = made("{wsd: {warmup: 1 epoch, decay: 20%, to: 0.01}}");
  CHECK(schedule.lr(0) == 0);
  CHECK(schedule.lr(5) == Approx(0.05).epsilon(1e-15));
  CHECK(schedule.lr(10) == 0.1);
  CHECK(schedule.lr(80) == 0.1);
  CHECK(schedule.lr(90) == Approx(0.055).epsilon(1e-14));
  CHECK(schedule.lr(100) == 0.01);
  CHECK(made("{wsd: {shape: sqrt}}").lr(85) == Approx(0.05).epsilon(1e-14));
  CHECK(made("[warmup: 10 steps, wsd: {warmup: none, decay: none}]").lr(99) == 0.1);
  const Error error = refused("{wsd: {warmup: 60 steps, decay: 41 steps}}");
  CHECK(error.code == "E0367");
  CHECK_THAT(error.message, Catch::Contains("for 60 steps and falls for 41"));
  CHECK(refused("{wsd: {warmup: soon}}").code == "E0360");
  CHECK(refused("{wsd: {decay: 0.001 epochs}}").code == "E0361");
}

TEST_CASE("plateau: falls when patience is over, and pieces after it start there",
          "[train][schedule][plateau]") {
  const Schedule schedule = made(
      "[warmup: 10 steps, {plateau: {patience: 1, factor: 0.5}, for: 60 steps}, "
      "cosine]");
  std::optional<train::Plateau> plateau;
  CHECK(schedule.watched(9) == nullptr);
  CHECK(schedule.watched(70) == nullptr);
  REQUIRE(schedule.watched(10) != nullptr);
  CHECK(schedule.watched(69)->metric == "val.loss");
  CHECK(schedule.lr(40) == 0.1);

  for (const std::uint64_t t : {19u, 29u}) {
    schedule.observe(t, 1.0, false, plateau);
    CHECK(schedule.lr(t + 1, plateau) == 0.1);
  }
  schedule.observe(39, 1.0, false, plateau);
  CHECK(schedule.lr(40, plateau) == 0.05);
  CHECK(schedule.lr(5, plateau) == Approx(0.05));  // the warmup stays what it was
  CHECK(schedule.lr(70, plateau) == Approx(0.05).epsilon(1e-15));
  CHECK(schedule.lr(85, plateau) == Approx(0.025).epsilon(1e-14));
}

TEST_CASE("plateau: what never could be measured never improves",
          "[train][schedule][plateau]") {
  train::PlateauRule rule;
  rule.patience = 0;
  train::Plateau plateau = train::Plateau::begun(1, true);
  plateau.observe(rule, std::nan(""), true);
  CHECK(plateau.lr == 0.1);
  CHECK(plateau.best == -INFINITY);
  plateau.observe(rule, 0.0, true);
  CHECK(plateau.lr == 0.1);
  CHECK(plateau.best == 0);
}

TEST_CASE("plateau: a run has one", "[train][schedule][plateau][error]") {
  const Error error = refused("[{plateau: 3, for: 50 steps}, plateau]");
  CHECK(error.code == "E0365");
  CHECK(error.notes.size() == 1);
}

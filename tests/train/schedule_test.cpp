// Schedules against closed forms.
#include "train/schedule.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "train/bound.hpp"
#include "train/duration.hpp"

namespace {

using namespace backplane;
using config::Duration;
using config::SchedulePiece;
using train::Schedule;

constexpr train::Clock kClock{10, 100};  // ten epochs of ten steps

SchedulePiece piece(
    std::string_view id,
    std::initializer_list<std::pair<std::string_view, Value>> values = {},
    std::optional<Duration> length = {}) {
  return {tests::bound(schedule_table(), id, values), length};
}

Duration epochs(double n) {
  return {n, Duration::Unit::epochs, {}};
}
Duration steps(double n) {
  return {n, Duration::Unit::steps, {}};
}

Schedule made(const std::vector<SchedulePiece>& pieces, double lr = 0.1) {
  return Schedule::make(pieces, lr, kClock).value();
}

Error refused(const std::vector<SchedulePiece>& pieces) {
  const auto result = Schedule::make(pieces, 0.1, kClock);
  REQUIRE_FALSE(result.ok());
  return result.error();
}

}  // namespace

TEST_CASE("schedule: without pieces the learning rate stays", "[train][schedule]") {
  const Schedule schedule = made({});
  CHECK(schedule.lr(0) == 0.1);
  CHECK(schedule.lr(1'000'000) == 0.1);
  CHECK(made({piece("constant")}).lr(99) == 0.1);
}

TEST_CASE("schedule: step drops every so many epochs", "[train][schedule]") {
  const Schedule schedule = made({piece(
      "step", {{"every", Value::string("3 epochs")}, {"gamma", Value::real(0.5)}})});
  for (std::uint64_t t = 0; t < 100; ++t)
    CHECK(schedule.lr(t) ==
          0.1 * std::pow(0.5, std::floor(static_cast<double>(t) / 30)));
}

TEST_CASE("schedule: exponential falls once an epoch unless told",
          "[train][schedule]") {
  const Schedule by_epoch = made({piece("exponential", {{"gamma", Value::real(0.9)}})});
  const Schedule by_step =
      made({piece("exponential",
                  {{"gamma", Value::real(0.9)}, {"every", Value::string("1 step")}})});
  CHECK(by_epoch.lr(9) == 0.1);
  for (std::uint64_t t = 0; t < 100; ++t) {
    CHECK(by_epoch.lr(t) == Approx(0.1 * std::pow(0.9, t / 10)).epsilon(1e-14));
    CHECK(by_step.lr(t) == Approx(0.1 * std::pow(0.9, t)).epsilon(1e-14));
  }
}

TEST_CASE("schedule: cosine glides to its end in the rest", "[train][schedule]") {
  const Schedule schedule = made({piece("cosine", {{"to", Value::real(0.01)}})});
  CHECK(schedule.lr(0) == Approx(0.1).epsilon(1e-15));
  CHECK(schedule.lr(50) == Approx(0.055).epsilon(1e-14));
  for (std::uint64_t t = 0; t < 100; ++t)
    CHECK(
        schedule.lr(t) ==
        Approx(0.01 +
               0.09 * (1 + std::cos(std::numbers::pi * static_cast<double>(t) / 100)) /
                   2)
            .epsilon(1e-14));
  CHECK(schedule.lr(100) == 0.01);
  CHECK(schedule.lr(5000) == 0.01);
}

TEST_CASE("schedule: warmup climbs a step at a time, then hands over the base",
          "[train][schedule]") {
  const Schedule schedule =
      made({piece("warmup",
                  {{"length", Value::string("2 epochs")}, {"from", Value::real(0.25)}}),
            piece("cosine")});
  for (std::uint64_t t = 0; t < 20; ++t)
    CHECK(schedule.lr(t) ==
          Approx(0.1 * (0.25 + 0.75 * static_cast<double>(t) / 20)).epsilon(1e-14));
  CHECK(schedule.lr(20) == Approx(0.1).epsilon(1e-15));
  CHECK(schedule.lr(60) == Approx(0.05).epsilon(1e-14));
}

TEST_CASE("schedule: pieces start from the level that was left", "[train][schedule]") {
  const Schedule schedule =
      made({piece("step",
                  {{"every", Value::string("10 steps")}, {"gamma", Value::real(0.1)}},
                  steps(20)),
            piece("constant", {}, epochs(1)),
            piece("cosine", {}, {{0.2, Duration::Unit::fraction, {}}})});
  CHECK(schedule.lr(19) == Approx(0.01).epsilon(1e-14));
  CHECK(schedule.lr(20) == Approx(0.001).epsilon(1e-14));
  CHECK(schedule.lr(29) == Approx(0.001).epsilon(1e-14));
  CHECK(schedule.lr(40) == Approx(0.0005).epsilon(1e-13));
  CHECK(schedule.lr(50) == 0);
  CHECK(schedule.lr(99) == 0);
}

TEST_CASE("schedule: a length given beside warmup wins over its own",
          "[train][schedule]") {
  const Schedule schedule = made({piece("warmup", {}, steps(4)), piece("constant")});
  CHECK(schedule.lr(2) == Approx(0.05));
  CHECK(schedule.lr(4) == 0.1);
}

TEST_CASE("schedule: mistakes are found at their places", "[train][schedule][error]") {
  SECTION("longer than the run") {
    const Error error = refused(
        {piece("warmup", {{"length", Value::string("11 epochs")}}), piece("cosine")});
    CHECK(error.code == "E0362");
    CHECK(error.place.column == 20);
    CHECK_THAT(error.message, Catch::Contains("lasts 110 steps, but 100"));
  }
  SECTION("nothing left for the last piece") {
    CHECK(
        refused({piece("warmup", {{"length", Value::string("100%")}}), piece("cosine")})
            .code == "E0362");
  }
  SECTION("after one that takes the rest") {
    const Error error = refused({piece("cosine"), piece("constant")});
    CHECK(error.code == "E0363");
    REQUIRE(error.notes.size() == 1);
    CHECK(error.notes[0].place.line == 7);
  }
  SECTION("lengths that are none") {
    for (const char* text : {"", "epochs", "5", "-1 epochs", "2 weeks", "nan steps",
                             "1e400 epochs", "3 steps more"}) {
      CAPTURE(text);
      CHECK(refused({piece("step", {{"every", Value::string(text)}})}).code == "E0360");
    }
    CHECK(
        refused({piece("cosine", {}, Duration{5, Duration::Unit::seconds, {}})}).code ==
        "E0360");
    CHECK(refused({piece("warmup", {{"length", Value::string("0.01 epochs")}})}).code ==
          "E0361");
  }
  SECTION("all at once") {
    const Error error = refused({piece("warmup", {{"length", Value::string("soon")}}),
                                 piece("step", {{"every", Value::string("late")}})});
    CHECK(error.also.size() == 1);
  }
}

TEST_CASE("duration: huge lengths do not overflow", "[train][schedule]") {
  const auto length = train::parse_length("1e15 epochs", {});
  REQUIRE(length.ok());
  CHECK(train::steps_of(*length, kClock).value() == 9'000'000'000'000'000u);
  CHECK(train::steps_of(train::parse_length("10%", {}).value(), kClock).value() == 10);
  CHECK(
      train::steps_of(train::parse_length("1.26 epochs", {}).value(), kClock).value() ==
      13);
}

// What holds for every schedule of the table, none named.
#include <catch2/catch.hpp>
#include <cmath>

#include "train/bound.hpp"
#include "train/schedule.hpp"

namespace {

using namespace backplane;
using config::Duration;
using config::SchedulePiece;
using train::Schedule;

constexpr train::Clock kClock{7, 140};
constexpr double kLr = 0.3;

/// The defaults, and each choice and flag of a parameter in turn.
std::vector<config::Bound> variants(const std::string& id) {
  std::vector<config::Bound> all{tests::bound(schedule_table(), id)};
  const config::Bound base = all.front();
  for (std::size_t i = 0; i < base.part->params.size(); ++i) {
    const ParamSpec& spec = base.part->params[i];
    const std::size_t count = spec.type == ParamType::choice
                                  ? spec.choices.size()
                                  : (spec.type == ParamType::boolean ? 2 : 0);
    for (std::size_t c = 0; c < count; ++c) {
      all.push_back(base);
      all.back().values[i].i = static_cast<std::int64_t>(c);
    }
  }
  return all;
}

Schedule after_warmup(const config::Bound& bound, std::optional<Duration> length,
                      double lr = kLr) {
  const Duration ten{10, Duration::Unit::steps, {}};
  auto made = Schedule::make(
      {{tests::bound(schedule_table(), "warmup"), ten}, {bound, length}}, lr, kClock);
  if (!made.ok()) FAIL(render(made.error()));
  return *made;
}

}  // namespace

TEST_CASE("every schedule: finite, not negative, and a function of the step alone",
          "[train][schedule][every]") {
  for (const Described* kind : schedule_table())
    for (const config::Bound& bound : variants(kind->id)) {
      CAPTURE(kind->id);
      const Schedule schedule = after_warmup(bound, {}),
                     again = after_warmup(bound, {});
      std::vector<double> forward;
      for (std::uint64_t t = 0; t < 300; ++t) {
        CAPTURE(t);
        forward.push_back(schedule.lr(t));
        CHECK(std::isfinite(forward.back()));
        CHECK(forward.back() >= 0);
        CHECK(forward.back() <= kLr * (1 + 1e-15));
      }
      for (std::uint64_t t = 300; t-- > 0;) CHECK(again.lr(t) == forward[t]);
    }
}

TEST_CASE("every schedule: a level of nothing stays at most its own end",
          "[train][schedule][every]") {
  for (const Described* kind : schedule_table()) {
    CAPTURE(kind->id);
    const Schedule schedule =
        after_warmup(tests::bound(schedule_table(), kind->id), {}, 0);
    for (std::uint64_t t = 0; t < 140; ++t) CHECK(schedule.lr(t) == 0);
  }
}

TEST_CASE("every schedule: shorter or longer, down to one step, and handing over",
          "[train][schedule][every]") {
  for (const Described* kind : schedule_table())
    for (const double steps : {1.0, 2.0, 3.0, 50.0, 130.0}) {
      CAPTURE(kind->id, steps);
      const Duration length{steps, Duration::Unit::steps, {}};
      const SchedulePiece piece{tests::bound(schedule_table(), kind->id), length};
      const SchedulePiece rest{tests::bound(schedule_table(), "constant"), {}};
      const Duration ten{10, Duration::Unit::steps, {}};
      const auto made =
          Schedule::make({{tests::bound(schedule_table(), "warmup"), ten}, piece, rest},
                         kLr, {7, 141});
      if (!made.ok()) {
        CHECK(made.error().code == "E0367");  // only what has no room for itself
        continue;
      }
      const auto end = static_cast<std::uint64_t>(steps) + 10;
      for (std::uint64_t t = 0; t < 141; ++t) CHECK(std::isfinite(made->lr(t)));
      CHECK(made->lr(end) == made->lr(140));
    }
}

// The training state survives exactly.
#include "train/train_state.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace {

using namespace backplane;
using train::parse_train_state;
using train::TrainState;

TrainState full() {
  TrainState state;
  state.seed = std::numeric_limits<std::uint64_t>::max();
  state.step = (1ull << 53) + 1;  // a double cannot hold it
  state.epoch = 3;
  state.batch = 17;
  state.samples = 123456789012345;
  state.losses = {{0.1 + 0.2, 1.0 / 3},
                  {-std::numeric_limits<double>::denorm_min(), 7}};
  state.best = train::Best{0.8999999999999999, 2, 938};
  state.stale = 1;
  state.plateau = train::Plateau{0.1 / 3, 0.7, 2, 5};
  state.metrics_lines = 41;
  state.finished = true;
  return state;
}

}  // namespace

TEST_CASE("train_state: every number comes back exactly", "[train][state]") {
  CHECK(parse_train_state(to_json(full()), "x").value() == full());
  CHECK(parse_train_state(to_json(TrainState{}), "x").value() == TrainState{});
}

TEST_CASE("train_state: infinities and NaN come back", "[train][state]") {
  TrainState state = full();
  state.losses[1].sum = -std::numeric_limits<double>::infinity();
  state.best->value = std::numeric_limits<double>::quiet_NaN();
  const TrainState back = parse_train_state(to_json(state), "x").value();
  CHECK(back.losses == state.losses);
  CHECK(std::isnan(back.best->value));
}

TEST_CASE("train_state: a checkpoint from before there were plateaus is read",
          "[train][state]") {
  TrainState state = full();
  state.plateau.reset();
  const std::string json = to_json(state);
  CHECK(json.find("plateau") == std::string::npos);
  CHECK(parse_train_state(json, "x").value() == state);
  state.plateau = train::Plateau::begun(0.1, true);
  CHECK(parse_train_state(to_json(state), "x").value() == state);
}

TEST_CASE("train_state: text that is none is refused", "[train][state][error]") {
  for (const char* text :
       {"", "null", "[]", "{}", "{\"step\": 1", "\"state\"", "{\"seed\": -1}"})
    CHECK(parse_train_state(text, "run/step.safetensors").error().code == "E0621");

  const std::string good = to_json(full());
  const auto broken = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return parse_train_state(text.replace(at, from.size(), to), "x");
  };
  CHECK_THAT(broken("\"epoch\":3", "\"epoch\":3.5").error().message,
             Catch::Contains("'epoch'"));
  CHECK_THAT(broken("\"finished\":true", "\"finished\":1").error().message,
             Catch::Contains("'finished'"));
  CHECK_THAT(broken("\"cooldown\":5", "\"cooldown\":-5").error().message,
             Catch::Contains("'plateau'"));
  CHECK_THAT(broken("\"epoch\":2,", "").error().message, Catch::Contains("'best'"));
  CHECK_THAT(broken("\"sum\":\"", "\"sum\":\"q").error().message,
             Catch::Contains("'losses'"));
}

// sgd: each option by hand over two steps.
#include <catch2/catch.hpp>

#include "support/optimized.hpp"

using namespace backplane::test;

namespace {

/// w after the gradients g, from 1.
double after(const Settings& settings, const Vec<double>& g, double decay = 0) {
  Settings all = settings;
  all["lr"] = 0.5;
  const Part sgd("sgd", all);
  Optimized<double> state(sgd, {1.0});
  for (const double each : g) state.update(sgd, {each}, 0.5, decay);
  return state.w[0];
}

}  // namespace

TEST_CASE("sgd steps against the gradient", "[optimizer][sgd]") {
  CHECK(after({}, {1, 0.5}) == 0.25);
  CHECK(after({}, {1}, 0.5) == 0.25);  // g + 0.5 w = 1.5
}

TEST_CASE("sgd's momentum starts as the gradient", "[optimizer][sgd]") {
  // v = 1, w = 0.5; v = 0.5 + 1 = 1.5, w = -0.25
  CHECK(after({{"momentum", 0.5}}, {1, 1}) == -0.25);
  // The first step knows no dampening: v = 1; then v = 0.5 + 0.75 = 1.25
  CHECK(after({{"momentum", 0.5}, {"dampening", 0.25}}, {1, 1}) == -0.125);
  // nesterov: g + 0.5 v = 1.5, w = 0.25; v = 1.5, 1 + 0.75 = 1.75, w = -0.625
  CHECK(after({{"momentum", 0.5}, {"nesterov", true}}, {1, 1}) == -0.625);
}

TEST_CASE("sgd uses a slot only for momentum", "[optimizer][sgd]") {
  const Part plain("sgd", {{"lr", 0.1}}),
      heavy("sgd", {{"lr", 0.1}, {"momentum", 0.9}});
  const auto& table = plain.table<backplane_optimizer>();
  CHECK(table.slots_used(plain.self()) == 0);
  CHECK(table.slots_used(heavy.self()) == 1);
  CHECK(std::string(table.slot_names[0]) == "momentum_buffer");
}

TEST_CASE("sgd's nesterov needs momentum without dampening",
          "[optimizer][sgd][error]") {
  const auto& sgd = built_in("sgd");
  const auto answer = validate(sgd, {{"lr", 0.1}, {"nesterov", true}});
  CHECK(answer.status == BACKPLANE_E_INVALID);
  CHECK(answer.parameter == "nesterov");
  CHECK(answer.message == "'nesterov' needs a momentum above 0 and no dampening");
  CHECK(validate(sgd, {{"lr", 0.1}, {"nesterov", true}, {"momentum", 0.9}}).status ==
        0);
}

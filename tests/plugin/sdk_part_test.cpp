// A part made with the SDK: its exceptions arrive as statuses; static and shared are
// one.
#include <array>
#include <catch2/catch.hpp>

#include "plugin/status.hpp"
#include "plugins.hpp"

using namespace backplane;
using test::only;
using test::variant;

extern "C" const backplane_plugin* test_guarded_backplane_plugin_entry(void);

namespace {

using Row = std::array<double, 5>;

backplane_status forward(const Activation& part, const Row& x, Row& y,
                         backplane_error& error) {
  backplane_act_args block{};
  block.struct_size = sizeof(block);
  block.dtype = BACKPLANE_DT_F64;
  block.rows = 1;
  block.cols = block.ld = 5;
  block.x = x.data();
  block.out = y.data();
  block.err = &error;
  return part.forward(block);
}

const Component& guarded(const Runtime& runtime) {
  const auto* part = runtime.registry().find(Kind::activation, "test.guarded");
  REQUIRE(part != nullptr);
  return *part;
}

}  // namespace

TEST_CASE("what a part throws arrives as a status", "[plugin][error]") {
  const auto runtime = Runtime::create(only({variant("guarded")}));
  REQUIRE(runtime.ok());
  const auto& part = guarded(*runtime);
  const auto refused = part.make_activation({Value::real(7)});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "E0414");
  CHECK(refused.error().label == "beta");
  const auto thrown = part.make_activation({Value::real(8)});
  REQUIRE_FALSE(thrown.ok());
  CHECK(thrown.error().code == "E0415");
  CHECK_THAT(thrown.error().message, Catch::Contains("activation 'test.guarded'") &&
                                         Catch::Contains("no table for 8"));

  const auto made = part.make_activation({Value::real(1)}).value();
  auto error = plugin::empty_error();
  Row y{};
  CHECK(forward(*made, {101, 0, 0, 0, 0}, y, error) == BACKPLANE_E_EXCEPTION);
  CHECK_THAT(plugin::message_of(BACKPLANE_E_EXCEPTION, error),
             Catch::Contains("x is too large"));
  CHECK(forward(*made, {1, 2, 3, 4, 5}, y, error) == BACKPLANE_OK);
  CHECK(y[0] == 0.5);
}

TEST_CASE("one source gives the same bits static and shared", "[plugin]") {
  auto options = only({});
  options.plugins.linked = {&test_guarded_backplane_plugin_entry};
  const auto linked = Runtime::create(options);
  const auto shared = Runtime::create(only({variant("guarded")}));
  REQUIRE(linked.ok());
  REQUIRE(shared.ok());
  auto error = plugin::empty_error();
  const Row x{0.1, -0.7, 3.3, 1e-300, -42};
  Row a{}, b{};
  const auto one = guarded(*linked).make_activation({Value::real(0.3)}).value();
  const auto other = guarded(*shared).make_activation({Value::real(0.3)}).value();
  CHECK(forward(*one, x, a, error) == BACKPLANE_OK);
  CHECK(forward(*other, x, b, error) == BACKPLANE_OK);
  CHECK(a == b);
}

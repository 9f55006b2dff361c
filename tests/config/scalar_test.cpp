// The declared type reads the scalar.
#include "config/scalar.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace config = backplane::config;
using config::Duration;
using config::Node;

namespace {

Node scalar(const std::string& text, bool quoted = false) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = text;
  node.quoted = quoted;
  return node;
}

}  // namespace

TEST_CASE("whole numbers", "[config][scalar]") {
  CHECK(config::read_integer(scalar("256")).value == 256);
  CHECK(config::read_integer(scalar("-3")).value == -3);
  CHECK(config::read_integer(scalar("+3")).value == 3);
  CHECK(config::read_integer(scalar("0")).value == 0);
  CHECK(config::read_integer(scalar("64Ki")).value == 65536);
  CHECK(config::read_integer(scalar("9223372036854775807")).value == INT64_MAX);
  for (const char* bad :
       {"012", "1.0", "1e3", "10%", "1/2", "", "abc", "0x10", "1 2", "-", "--1", "+-1",
        "9223372036854775808", "9000000000Gi", "Ki", "１"}) {
    CAPTURE(bad);
    const auto read = config::read_integer(scalar(bad));
    CHECK_FALSE(read.value.has_value());
    CHECK_FALSE(read.why.empty());
  }
  CHECK_FALSE(config::read_integer(scalar("3", true)).value.has_value());
}

TEST_CASE("real numbers", "[config][scalar]") {
  CHECK(config::read_real(scalar("1e-3")).value == 1e-3);
  CHECK(config::read_real(scalar("1/255")).value == 1.0 / 255);
  CHECK(config::read_real(scalar("10%")).value == 0.1);
  CHECK(config::read_real(scalar("-2.5")).value == -2.5);
  CHECK(config::read_real(scalar(".5")).value == 0.5);
  CHECK(config::read_real(scalar("2Ki")).value == 2048);
  for (const char* bad : {"", "nan", "inf", ".inf", "1e999", "1/0", "1/2/3", "%", "1,5",
                          "012", "abc", "1e", "0x1p3", "e5", "-", "1 "}) {
    CAPTURE(bad);
    CHECK_FALSE(config::read_real(scalar(bad)).value.has_value());
  }
}

TEST_CASE("booleans are true and false only", "[config][scalar]") {
  CHECK(config::read_boolean(scalar("true")).value == true);
  CHECK(config::read_boolean(scalar("false")).value == false);
  for (const char* bad : {"yes", "no", "on", "True", "1", ""})
    CHECK_FALSE(config::read_boolean(scalar(bad)).value.has_value());
}

TEST_CASE("lengths of time", "[config][scalar]") {
  const auto epochs = config::read_duration(scalar("2 epochs")).value;
  REQUIRE(epochs.has_value());
  CHECK(epochs->amount == 2);
  CHECK(epochs->unit == Duration::Unit::epochs);
  CHECK(config::read_duration(scalar("1 epoch")).value->amount == 1);
  CHECK(config::read_duration(scalar("500 steps")).value->unit ==
        Duration::Unit::steps);
  CHECK(config::read_duration(scalar("10 min")).value->amount == 600);
  CHECK(config::read_duration(scalar("10%")).value->amount == 0.1);
  for (const char* bad :
       {"2", "epochs", "2 weeks", "-1 steps", "", "200%", "2epochs", " "})
    CHECK_FALSE(config::read_duration(scalar(bad)).value.has_value());
  for (const char* text : {"2 epochs", "1 step", "600 s", "12.5%"})
    CHECK(duration_text(*config::read_duration(scalar(text)).value) == text);
}

TEST_CASE("a declared unit may be written", "[config][scalar]") {
  CHECK(config::without_unit("10 epochs", "epochs") == "10");
  CHECK(config::without_unit("1 epoch", "epochs") == "1");
  CHECK(config::without_unit("10 s", "s") == "10");
  CHECK(config::without_unit("10 s", "steps") == "10 s");
  CHECK(config::without_unit("10", "s") == "10");
  CHECK(config::without_unit("10 px", "") == "10 px");
}

TEST_CASE("numbers are written so that they read back to the same bits",
          "[config][scalar]") {
  for (const double value : {1e-3, 1.0 / 255, 0.1, 1e300, -5e-324, 64.0})
    CHECK(*config::read_real(scalar(config::number_text(value))).value == value);
}

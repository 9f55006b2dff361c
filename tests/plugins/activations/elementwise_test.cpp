// The plain functions and the piecewise ones: values and slopes by hand, and their
// ends.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"
#include "support/every_part.hpp"

using backplane::test::Part, backplane::test::Settings, backplane::test::Vec;

namespace {

struct Point {
  const char* part;
  double x, y, slope;
  Settings settings = {};
};

// Values to 16 digits; slopes by the derivative on paper.
const std::vector<Point> kPoints{
    {"abs", -2, 2, -1},
    {"abs", 0, 0, 0},
    {"neg", 3, -3, -1},
    {"reciprocal", 4, 0.25, -0.0625},
    {"exp", 1, 2.718281828459045, 2.718281828459045},
    {"log", 2, 0.6931471805599453, 0.5},
    {"sqrt", 9, 3, 1.0 / 6},
    {"erf", 0.5, 0.5204998778130465, 0.8787825789354449},
    {"sin", 1, 0.8414709848078965, 0.5403023058681398},
    {"cos", 1, 0.5403023058681398, -0.8414709848078965},
    {"tan", 1, 1.557407724654902, 3.425518820814759},
    {"asin", 0.5, 0.5235987755982989, 1.154700538379252},
    {"acos", 0.5, 1.047197551196598, -1.154700538379252},
    {"atan", 1, 0.7853981633974483, 0.5},
    {"sinh", 1, 1.175201193643801, 1.543080634815244},
    {"cosh", 1, 1.543080634815244, 1.175201193643801},
    {"asinh", 1, 0.881373587019543, 0.7071067811865475},
    {"acosh", 2, 1.316957896924817, 0.5773502691896258},
    {"atanh", 0.5, 0.5493061443340549, 4.0 / 3},
    {"floor", -1.5, -2, 0},
    {"ceil", -1.5, -1, 0},
    {"round", 2.5, 2, 0},
    {"sign", -0.3, -1, 0},
    {"relu6", 7, 6, 0},
    {"relu6", 5, 5, 1},
    {"clip", 1, 1, 1},  // the end belongs to the line
    {"clip", 2, 1.5, 0, {{"max", 1.5}}},
    {"hard_tanh", 1, 1, 0},  // and here it does not
    {"hard_tanh", -0.5, -0.5, 1},
    {"hard_sigmoid", 1.5, 0.75, 1.0 / 6},
    {"hard_sigmoid", 2, 0.9, 0.2, {{"alpha", 0.2}}},
    {"hard_swish", 1.5, 1.125, 1},
    {"hard_swish", 4, 4, 1},
    {"hard_swish", -4, 0, 0},
    {"selu", 2, 2.101401974710961, 1.050700987355480},
    {"selu", -1, -1.111330737812562, 0.646768603034814},
    {"celu", -1, -0.4323323583816937, 0.1353352832366127, {{"alpha", 0.5}}},
    {"mish", 1, 0.8650983882673103, 1.0490362200997922},
    {"softsign", -3, -0.75, 0.0625},
    {"thresholded_relu", 1, 0, 0},
    {"thresholded_relu", 1.5, 1.5, 1},
    {"log_sigmoid", 0, -0.6931471805599453, 0.5},
    {"tanhshrink", 1, 0.2384058440442351, 0.5800256583859735},
    {"softshrink", 2, 1.5, 1},
    {"softshrink", -0.4, 0, 0},
    {"hardshrink", -0.6, -0.6, 1},
    {"hardshrink", 0.5, 0, 0},
    {"shrink", -2, -1.8, 1, {{"bias", 0.2}}},
};

}  // namespace

TEST_CASE("each plain function has its value and slope", "[activation]") {
  for (const Point& at : kPoints) {
    INFO(at.part << " at " << at.x);
    const Part part(at.part, at.settings);
    CHECK(act_forward(part, Vec<double>{at.x}, 1)[0] ==
          Approx(at.y).epsilon(4e-15).margin(1e-15));
    CHECK(act_backward(part, Vec<double>{at.x}, {2}, 1)[0] ==
          Approx(2 * at.slope).epsilon(2e-14).margin(1e-15));
  }
}

TEST_CASE("outside its domain a function is no number", "[activation]") {
  const auto at = [](const char* part, double x) {
    return act_forward(Part(part), Vec<double>{x}, 1)[0];
  };
  CHECK(std::isnan(at("log", -1)));
  CHECK(std::isnan(at("sqrt", -1)));
  CHECK(std::isnan(at("acosh", 0.5)));
  CHECK(std::isnan(at("atanh", 1.5)));
  CHECK(at("log", 0) == -INFINITY);
  CHECK(at("reciprocal", 0) == INFINITY);
}

TEST_CASE("a NaN passes through every piecewise function", "[activation]") {
  for (const char* part :
       {"clip", "hard_tanh", "relu6", "hard_sigmoid", "hard_swish", "selu", "celu",
        "thresholded_relu", "softshrink", "hardshrink", "shrink", "sign", "mish"}) {
    INFO(part);
    CHECK(std::isnan(act_forward(Part(part), Vec<float>{NAN}, 1)[0]));
  }
}

TEST_CASE("softmin is the softmax of -x", "[activation][softmin]") {
  const Part softmin("softmin"), softmax("softmax");
  CHECK(act_forward(softmin, Vec<double>{1, -3, 0.5, 2}, 4) ==
        act_forward(softmax, Vec<double>{-1, 3, -0.5, -2}, 4));
  const auto dx = act_backward(softmin, Vec<double>{0, std::log(3.0)}, {1, 0}, 2);
  CHECK(dx[0] == Approx(-0.1875).epsilon(1e-14));
}

TEST_CASE("bounds in the wrong order are refused", "[activation][error]") {
  using backplane::test::built_in, backplane::test::validate;
  const auto clip = validate(built_in("clip"), {{"min", 2.0}});
  CHECK(clip.status == BACKPLANE_E_INVALID);
  CHECK(clip.parameter == "min");
  CHECK(validate(built_in("hard_tanh"), {{"max_val", -1.0}}).parameter == "min_val");
}

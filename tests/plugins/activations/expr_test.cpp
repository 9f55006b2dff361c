// expr: formulas against the built-in parts, against finite differences, and the same
// bits however they are cut, placed and dispatched.
#include <catch2/catch.hpp>
#include <cmath>

#include "math/isa.hpp"
#include "support/block.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"

namespace {

using namespace backplane::test;

Settings formula(const std::string& text) {
  return {{"formula", text}};
}

struct Same {
  const char* formula;
  const char* part;
  Settings settings = {};
};

const std::vector<Same> kSame{
    {"x * tanh(softplus(x))", "mish"},
    {"x * tanh(log(1 + exp(x)))", "mish"},
    {"0.5 * x * (1 + erf(x / sqrt(2)))", "gelu"},
    {"x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 * x^3)))",
     "gelu",
     {{"approximate", std::string("tanh")}}},
    {"x / (1 + exp(-x))", "silu"},
    {"x * sigmoid(1.702 * x)", "swish", {{"beta", 1.702}}},
    {"1 / (1 + e^-x)", "sigmoid"},
    {"-log(1 + exp(-x))", "log_sigmoid"},
    {"log(1 + exp(2 * x)) / 2", "softplus", {{"beta", 2.0}, {"threshold", 100.0}}},
    {"x / (1 + abs(x))", "softsign"},
    {"where(x > 0, x, 0.7 * (exp(x) - 1))", "elu", {{"alpha", 0.7}}},
    {"1.0507009873554805 * where(x > 0, x, 1.6732632423543772 * expm1(x))", "selu"},
    {"where(x < 0, 0.2 * x, x)", "leaky_relu", {{"negative_slope", 0.2}}},
    {"clip(x, -0.5, 1.5)", "clip", {{"min", -0.5}, {"max", 1.5}}},
    {"x - tanh(x)", "tanhshrink"},
    {"x * (abs(x) > 0.5)", "hardshrink"},
    {"1 / x", "reciprocal"},
    {"atanh(x)", "atanh"},
};

/// Between -6 and 6, and where functions end; no point is a kink.
Vec<double> points() {
  Vec<double> x = filled(500, 21, -6, 6);
  const double ends[] = {1e-30, -1e-30, 20, -20, 88, -88, 1e4, -1e4};
  std::copy(std::begin(ends), std::end(ends), x.begin());
  return x;
}

template <class T>
void check_close(const Vec<T>& found, const Vec<T>& want, double epsilon) {
  for (std::size_t i = 0; i < want.size(); ++i) {
    CAPTURE(i, found[i], want[i]);
    if (std::isnan(want[i]))
      CHECK(std::isnan(found[i]));
    else if (std::isinf(want[i]))
      CHECK(found[i] == want[i]);
    else
      CHECK(static_cast<double>(found[i]) ==
            Approx(static_cast<double>(want[i])).epsilon(epsilon).margin(epsilon));
  }
}

/// Every function and operator, with what makes programs of all kinds.
const std::vector<const char*> kMany{
    "x",
    "-x",
    "x^2",
    "2 * x + 1",
    "floor(x) + ceil(x) * round(x)",
    "sign(x) * x",
    "sin(x) * cos(2 * x)",
    "tan(x / 5)",
    "asin(x / 8) + acos(x / 9) - atan(x)",
    "sinh(x / 2) - cosh(x / 3)",
    "asinh(x) + acosh(x + 8) + atanh(x / 7)",
    "log(x + 7) * log1p(x / 7)",
    "sqrt(x + 7) / expm1(x / 9 + 1)",
    "erf(x) / (2 + x^2)",
    "x^3 - 2 * x^-2 + x^0.5",
    "pow(abs(x) + 1, 1.7)",
    "2^x + (x + 7)^x / 1e5",
    "min(x, x^2) + max(x, sin(x))",
    "clip(x, -1, x^2 + 1)",
    "where(x^2 <= 4, x * exp(-x^2), 3 - x)",
    "(x < 1) + (x >= -1) * x",
    "(x == 1) + (x != 1) * x",
    "(x - 1) * (2 - x) * (3 * x - 0.5)",
    "1 - x * x",
    "x * x - 1",
    "(1 - x) * 2",
    "sigmoid(x) + softplus(x) * x",
    "tanh(softplus(x)) * softplus(x) * sigmoid(-x)",
    "exp(-x^2) * (1 - 2 * x^2)",
    "x^16 / 1e9",
    "x ^ 1.5",
    "e * pi * x",
    "where(x, 1, 2) * x",
    "((x+1)*(x+2)+(x+3)*(x+4))*((x+5)*(x+6)+(x+7)*(x+8))/1e4"};

/// A tree of products, of which many wait for each other.
std::string product(int first, int n) {
  if (n == 1) return "(x + " + std::to_string(first) + ")";
  return "(" + product(first, n / 2) + " * " + product(first + n / 2, n / 2) + ")";
}

}  // namespace

TEST_CASE("a formula is the built-in part of that formula", "[activation][expr]") {
  const Vec<double> x = points(), dy = filled(x.size(), 22, 0.5, 2);
  for (const Same& same : kSame) {
    INFO(same.formula << " and " << same.part);
    const Part expr("expr", formula(same.formula)), part(same.part, same.settings);
    check_close(act_forward(expr, x, 100), act_forward(part, x, 100), 1e-13);
    check_close(act_backward(expr, x, dy, 100), act_backward(part, x, dy, 100), 1e-13);
    const auto x32 = rounded<float>(x), dy32 = rounded<float>(dy);
    check_close(act_forward(expr, x32, 100), act_forward(part, x32, 100), 1e-6);
    check_close(act_backward(expr, x32, dy32, 100), act_backward(part, x32, dy32, 100),
                1e-6);
  }
}

TEST_CASE("a formula's slope is that of finite differences",
          "[activation][expr][gradient]") {
  for (const char* text : kMany) {
    INFO(text);
    const Part expr("expr", formula(text));
    Vec<double> x = filled(200, 23, -6, 6);
    const Vec<double> dy = filled(200, 24, 0.5, 2);
    const auto dx = act_backward(expr, x, dy, 200);
    const auto found = compare_gradient(x, dx, [&](std::size_t i) {
      return dy[i] * act_forward(expr, Vec<double>{x[i]}, 1)[0];
    });
    CHECK(found.error < 1e-8);
    CHECK(found.compared + found.outside > 150);
    CHECK(found.compared > 90);
  }
}

TEMPLATE_TEST_CASE("a formula's bits do not depend on the length, place or CPU path",
                   "[activation][expr]", float, double) {
  const auto x = rounded<TestType>(filled(2500, 25, -6, 6));
  const auto dy = rounded<TestType>(filled(2500, 26, 0.5, 2));
  for (const char* text : kMany) {
    INFO(text);
    const Part expr("expr", formula(text));
    const Part fast("expr", formula(text), backplane::detected_isa());
    const auto y = act_forward(expr, x, 2500), dx = act_backward(expr, x, dy, 2500);
    CHECK(same_bits(act_forward(fast, x, 2500), y));
    CHECK(same_bits(act_backward(fast, x, dy, 2500), dx));
    for (const std::ptrdiff_t n : {1, 15, 16, 17, 1007, 1008, 1009, 2033}) {
      const Vec<TestType> some(x.end() - n, x.end()), some_dy(dy.end() - n, dy.end());
      CHECK(same_bits(act_forward(fast, some, n), {y.end() - n, y.end()}));
      CHECK(same_bits(act_backward(fast, some, some_dy, n), {dx.end() - n, dx.end()}));
    }
  }
}

TEST_CASE("a formula in float is that in double, rounded", "[activation][expr]") {
  const auto x32 = rounded<float>(filled(300, 27, -6, 6));
  const Vec<double> x(x32.begin(), x32.end());
  for (const char* text : kMany) {
    INFO(text);
    const Part expr("expr", formula(text));
    const auto y32 = act_forward(expr, x32, 300);
    const auto dx32 = act_backward(expr, x32, Vec<float>(300, 1), 300);
    check_close(Vec<double>(y32.begin(), y32.end()), act_forward(expr, x, 300), 5e-5);
    check_close(Vec<double>(dx32.begin(), dx32.end()),
                act_backward(expr, x, Vec<double>(300, 1), 300), 5e-5);
  }
}

TEMPLATE_TEST_CASE("a formula works in place, also where blocks are short",
                   "[activation][expr]", float, double) {
  for (const std::string& text :
       {std::string("x * tanh(x)"), "1e-30 * " + product(1, 32)}) {
    const Part expr("expr", formula(text));
    const auto& table = expr.table<backplane_activation>();
    const auto x = rounded<TestType>(filled(1900, 28, -1, 1));
    const auto dy = rounded<TestType>(filled(1900, 29));
    backplane_act_args args{};
    args.struct_size = sizeof args;
    args.dtype = kDtype<TestType>;
    args.rows = 19, args.cols = args.ld = 100;
    Vec<TestType> both = x;
    args.x = args.out = both.data();
    REQUIRE(table.forward(expr.self(), &args) == BACKPLANE_OK);
    CHECK(same_bits(both, act_forward(expr, x, 100)));
    both = dy;
    args.x = x.data(), args.dy = args.out = both.data();
    REQUIRE(table.backward(expr.self(), &args) == BACKPLANE_OK);
    CHECK(same_bits(both, act_backward(expr, x, dy, 100)));
  }
}

TEMPLATE_TEST_CASE("composites bear what would overflow as written",
                   "[activation][expr]", float, double) {
  const Vec<TestType> x{1e4, -1e4, 800, -800, 100, -100};
  for (const char* text :
       {"x * tanh(softplus(x))", "log(1 + exp(x))", "x / (1 + exp(-x))",
        "x / (exp(-1.7 * x) + 1)", "-log(1 + exp(-x))", "x * tanh(log(1 + exp(x)))"}) {
    INFO(text);
    const Part expr("expr", formula(text));
    for (const auto y : act_forward(expr, x, 6)) CHECK(std::isfinite(y));
    for (const auto dx : act_backward(expr, x, Vec<TestType>(6, 1), 6))
      CHECK(std::isfinite(dx));
  }
  const Vec<TestType> tiny{TestType(1e-6)};
  CHECK(act_forward(Part("expr", formula("log(1 + x^2)")), tiny, 1)[0] ==
        Approx(1e-12).epsilon(1e-5));
  CHECK(act_forward(Part("expr", formula("exp(x^2) - 1")), tiny, 1)[0] ==
        Approx(1e-12).epsilon(1e-5));
}

TEST_CASE("a formula passes a NaN on", "[activation][expr]") {
  for (const char* text : {"max(x, 0)", "clip(x, -1, 1)", "tanh(x)", "0 * x", "x^2"}) {
    INFO(text);
    CHECK(std::isnan(act_forward(Part("expr", formula(text)), Vec<float>{NAN}, 1)[0]));
  }
}

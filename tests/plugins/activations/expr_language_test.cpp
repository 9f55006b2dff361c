// expr: what a formula means, and what is said of one that means nothing.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/block.hpp"

namespace {

using namespace backplane::test;

struct Meaning {
  const char* formula;
  double x, y, slope;
};

const std::vector<Meaning> kMeanings{
    {"-x^2", 3, -9, -6},
    {"(-x)^2", 3, 9, 6},
    {"2^-x", 1, 0.5, -0.34657359027997264},
    {"x^2^3", 2, 256, 1024},  // 2^(2^3)
    {"x**2", 3, 9, 6},
    {"2 - x - 1", 5, -4, -1},
    {"12 / x / 2", 3, 2, -2.0 / 3},
    {"1 + 2 * x^2", 3, 19, 12},
    {"--x", 4, 4, 1},
    {"+x - -x", 4, 8, 2},
    {"2 * -x", 4, -8, -2},
    {" ( x )\t", 4, 4, 1},
    {".5 * x + 1.e1 - 2E-1", 4, 11.8, 0.5},
    {"x + 1 > 2 * x", 0.5, 1, 0},
    {"x + 1 > 2 * x", 1.5, 0, 0},
    {"(x >= 2) + (x <= 2) + 2 * (x == 2) + 4 * (x != 2)", 2, 4, 0},
    {"(x < 2) * x", 1, 1, 1},
    {"where(x > 1, x^2, 7)", 3, 9, 6},
    {"where(x > 1, x^2, 7)", 1, 7, 0},
    {"clip(x, 0, 2)", 2, 2, 1},  // the ends belong to the line, as in PyTorch
    {"clip(x, 0, 2)", 0, 0, 1},
    {"clip(x, 0, 2)", 2.5, 2, 0},
    {"clip(x, -x, x + 1)", 3, 3, 1},
    {"max(x, 0)", 0, 0, 1},
    {"min(0, x)", 0, 0, 0},
    {"abs(x)", 0, 0, 0},
    {"max(x, min(3, 2 * x))", 1, 2, 2},
    {"pow(x, 3)", 2, 8, 12},
    {"x^0", 5, 1, 0},
    {"x^-2", 2, 0.25, -0.25},
    {"x^2.5", 4, 32, 20},
    {"e^x", 1, 2.718281828459045, 2.718281828459045},
    {"pi * x", 2, 6.283185307179586, 3.141592653589793},
    {"round(2.5) * x", 1, 2, 2},
    {"x - x", 3, 0, 0},
    {"x / 3", 6, 2, 1.0 / 3},
    {"3 * x - x * 3", 5, 0, 0},
    {"where(2 > 1, x, log(x))", -1, -1, 1},
};

struct Fault {
  const char *formula, *message;
};

const std::vector<Fault> kFaults{
    {"", "the formula is empty"},
    {"  ", "the formula is empty"},
    {"1 + pi", "the formula does not use x, so it is no activation"},
    {"x * tahn(x)", "column 5: no function is called 'tahn'; did you mean 'tanh'?"},
    {"TANH(x)", "column 1: no function is called 'TANH'; did you mean 'tanh'?"},
    {"x * arctan(x)", "column 5: no function is called 'arctan'; did you mean 'atan'?"},
    {"ln(x)", "column 1: no function is called 'ln': write log(a)"},
    {"relu(x)", "column 1: no function is called 'relu': write max(a, 0)"},
    {"2 * X", "column 5: nothing is called 'X'; did you mean 'x'?"},
    {"x * beta",
     "column 5: nothing is called 'beta'; a formula has x, pi, e and abs, acos, acosh, "
     "asin, asinh, atan, atanh, ceil, clip, cos, cosh, erf, exp, expm1, floor, log, "
     "log1p, max, min, pow, round, sigmoid, sign, sin, sinh, softplus, sqrt, tan, "
     "tanh, where"},
    {"x * tanh", "column 5: 'tanh' is a function: write tanh(a)"},
    {"clip(x, 1)", "column 1: clip(a, low, high) takes 3, but gets 2"},
    {"tanh()", "column 1: tanh(a) takes 1, but gets 0"},
    {"x * max(x, 1, 2)", "column 5: max(a, b) takes 2, but gets 3"},
    {"clip(x, 2, 1)", "column 1: the low end of clip is above its high end"},
    {"2x", "column 2: expected an operator, found 'x'; products are written with '*'"},
    {"x(1 + x)",
     "column 2: expected an operator, found '('; products are written with '*'"},
    {"tanh(2 x)",
     "column 8: expected an operator, found 'x'; products are written with '*'"},
    {"1.5.2 * x",
     "column 4: expected an operator, found '.2'; products are written with '*'"},
    {"tanh(x",
     "column 7: expected ')' for the '(' of column 5, found the end of the "
     "formula"},
    {"(x, 1)", "column 3: expected ')' for the '(' of column 1, found ','"},
    {"x)", "column 2: ')' closes nothing"},
    {"x, 1", "column 2: ',' stands only between values in ( )"},
    {"x *",
     "column 4: expected a number, x, a function or '(', found the end of the "
     "formula"},
    {"x * / 2", "column 5: expected a number, x, a function or '(', found '/'"},
    {"0 < x < 1", "column 7: comparisons make no chain: write (a < b) * (b < c)"},
    {"x = 1", "column 3: '=' has no meaning in a formula: write =="},
    {"x > 0 & x < 1",
     "column 7: '&' has no meaning in a formula: write (a < b) * (b < c)"},
    {"|x|", "column 1: '|' has no meaning in a formula: write abs(a)"},
    {"2×x", "column 2: '×' has no meaning in a formula: write *"},
    {"√x + π", "column 1: '√' has no meaning in a formula: write sqrt(a)"},
    {"π²×x²", "column 1: 'π' has no meaning in a formula: write pi"},
    {"x ? 1", "column 3: '?' has no meaning in a formula"},
    {"x + \x01", "column 5: '\\x01' has no meaning in a formula"},
    {"x + \xff", "column 5: '\\xff' has no meaning in a formula"},
    {"x * 1e999", "column 5: no double is as large or as small as this number"},
};

}  // namespace

TEST_CASE("a formula means what it does in mathematics", "[activation][expr]") {
  for (const Meaning& at : kMeanings) {
    INFO(at.formula << " at " << at.x);
    const Part expr("expr", {{"formula", std::string(at.formula)}});
    CHECK(act_forward(expr, Vec<double>{at.x}, 1)[0] ==
          Approx(at.y).epsilon(1e-15).margin(1e-15));
    CHECK(act_backward(expr, Vec<double>{at.x}, {2}, 1)[0] ==
          Approx(2 * at.slope).epsilon(1e-14).margin(1e-15));
  }
}

TEST_CASE("what is wrong with a formula is told with its column",
          "[activation][expr][error]") {
  for (const Fault& fault : kFaults) {
    INFO(fault.formula);
    const Answer answer =
        validate(built_in("expr"), {{"formula", std::string(fault.formula)}});
    CHECK(answer.status == BACKPLANE_E_INVALID);
    CHECK(answer.parameter == "formula");
    CHECK(answer.message == fault.message);
  }
}

TEST_CASE("a formula has bounds", "[activation][expr][error]") {
  const auto said = [](const std::string& text) {
    return validate(built_in("expr"), {{"formula", text}}).message;
  };
  const auto times = [](std::size_t n, const std::string& text) {
    std::string all;
    for (std::size_t i = 0; i < n; ++i) all += text;
    return all;
  };
  CHECK(said("x" + std::string(999, ' ')).empty());
  CHECK(said("x" + std::string(1000, ' ')) ==
        "the formula is longer than 1000 characters");
  CHECK(said(times(63, "(") + "x" + times(63, ")")).empty());
  CHECK(said(times(64, "(") + "x" + times(64, ")")) ==
        "column 65: more than 64 levels of parentheses and powers");
  CHECK(said("x" + times(64, "^x")) ==
        "column 129: more than 64 levels of parentheses and powers");
  CHECK(said(times(999, "-") + "x").empty());
  CHECK(said("x" + times(499, "+x")).empty());
  CHECK(said("x" + times(499, "*x")).empty());
}

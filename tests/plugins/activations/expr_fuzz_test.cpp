// expr: any bytes are a formula or an error with a message, and a formula computes.
#include <catch2/catch.hpp>
#include <random>

#include "support/block.hpp"

namespace {

using namespace backplane::test;

const std::vector<std::string> kSeeds{
    "x * tanh(softplus(x))",
    "0.5 * x * (1 + erf(x / sqrt(2)))",
    "where(x > 0, x, 0.1 * (exp(x) - 1))",
    "clip(x^3 - 2 ^ -x, -1e3, pi) / (1 + exp(-x))",
    "min(x, max(2, -x)) + pow(abs(x), 1.7) * log(1 + x^2)",
    "sin(x) + cos(x) * tan(x) - asin(x) * acos(x) / atan(x)",
    "sinh(x) + cosh(x) * asinh(x) - acosh(x) + atanh(x)",
    "floor(x) + ceil(x) - round(x) * sign(x) + (x == 1) - (x != 2)",
};
const std::vector<std::string> kPieces{
    "x",   "(",      ")",     "^",     "*",  "/",      "-", "+",  ",",
    "<=",  "where(", "tanh(", "1e308", "0",  "1e-308", "e", "pi", "^-1",
    "^16", "^0.5",   "log(",  "exp(",  "x^", "==",     "9"};

class Mutations {
 public:
  explicit Mutations(std::uint32_t seed) : random_(seed) {}

  std::string next() {
    std::string text = kSeeds[below(kSeeds.size())];
    for (std::size_t n = 1 + below(3); n > 0; --n) change(text);
    return text;
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  void change(std::string& text) {
    const std::size_t at = below(text.size() + 1);
    switch (below(9)) {
      case 0:
        text.insert(at, kPieces[below(kPieces.size())]);
        break;
      case 1:
        text.insert(at, 1, static_cast<char>(1 + below(255)));
        break;
      case 2:
        text.erase(at, 1 + below(4));
        break;
      case 3: {
        const std::string piece = text.substr(at, below(20));
        text.insert(below(text.size() + 1), piece);
        break;
      }
      case 4:
        text.insert(at, kSeeds[below(kSeeds.size())]);
        break;
      case 5:
      case 6:
      case 7:
        if (const auto x = text.find('x', at); x != std::string::npos)
          text.replace(x, 1, "(" + kSeeds[below(kSeeds.size())] + ")");
        break;
      default: {
        const std::string piece = kPieces[below(kPieces.size())];
        for (std::size_t n = below(80); n > 0; --n) text.insert(at, piece);
      }
    }
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("any bytes are a formula or an error", "[activation][expr][error]") {
  Mutations mutations(7);
  const Vec<float> x{-2, -0.5F, 0, 0.5F, 1, 3, 1e30F, -1e30F};
  std::size_t formulas = 0, errors = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = mutations.next();
    const Answer answer = validate(built_in("expr"), {{"formula", text}});
    if (answer.status != BACKPLANE_OK) {
      ++errors;
      if (answer.status != BACKPLANE_E_INVALID || answer.message.empty() ||
          answer.parameter != "formula")
        FAIL_CHECK(text << ": " << answer.message);
      continue;
    }
    ++formulas;
    const Part expr("expr", {{"formula", text}});
    const auto y = act_forward(expr, x, 8), dx = act_backward(expr, x, x, 8);
    if (y.size() != 8 || dx.size() != 8) FAIL_CHECK(text);
  }
  CHECK(formulas > 1000);
  CHECK(errors > 10000);
}

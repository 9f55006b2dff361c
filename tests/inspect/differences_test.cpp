// Slopes by differences: known functions, sharp ones, corners.
#include "inspect/differences.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using backplane::Done;
using backplane::Outcome;
using backplane::inspect::Difference;
using backplane::inspect::differences;

namespace {

using Function = std::function<double(double)>;

Difference slope_of(const Function& f, double scale = 1) {
  const auto put = [&](double t, std::span<double> out) -> Outcome {
    out.front() = f(t);
    return Done{};
  };
  auto found = differences(1, scale, put);
  REQUIRE(found.ok());
  return found->front();
}

}  // namespace

TEST_CASE("slopes of smooth functions come out to ten digits", "[inspect]") {
  const auto near = [](const Difference& d, double slope) {
    CAPTURE(d.value, d.error, slope);
    CHECK(std::abs(d.value - slope) <= 1e-10 * std::max(1.0, std::abs(slope)));
    CHECK_FALSE(d.corner);
  };
  near(slope_of([](double t) { return 3 - 2 * t; }), -2);
  near(slope_of([](double t) { return std::pow(2 + t, 5); }), 80);
  near(slope_of([](double t) { return std::exp(t); }), 1);
  near(slope_of([](double t) { return std::tanh(0.3 + t); }),
       1 - std::tanh(0.3) * std::tanh(0.3));
  near(slope_of([](double t) { return 1e-9 * t; }), 1e-9);
  near(slope_of([](double t) { return (1000 + t) * (1000 + t); }, 1000), 2000);
}

TEST_CASE("a slope that turns within a hundredth is found all the same",
          "[inspect][edge]") {
  // As batchnorm on a channel that is flat but for one number: x / sqrt(x^2 + eps).
  const auto f = [](double t) { return t / std::sqrt(t * t + 1e-5); };
  const Difference d = slope_of(f);
  CHECK(std::abs(d.value - 1 / std::sqrt(1e-5)) <= 1e-6 / std::sqrt(1e-5));
  CHECK_FALSE(d.corner);
}

TEST_CASE("a corner is told, and one beside it does no harm", "[inspect][edge]") {
  const auto relu = [](double x) { return x > 0 ? x : 0; };
  CHECK(slope_of([&](double t) { return relu(t); }).corner);
  CHECK(slope_of([](double t) { return std::abs(t - 1e-9); }).corner);
  const Difference right = slope_of([&](double t) { return relu(1e-3 + t); });
  CHECK_FALSE(right.corner);
  CHECK(right.value == Approx(1).epsilon(1e-9));
  const Difference left = slope_of([&](double t) { return relu(-1e-3 + t); });
  CHECK_FALSE(left.corner);
  CHECK(left.value == Approx(0).margin(1e-12));
}

TEST_CASE("what does not move has slope 0, and each number has its own", "[inspect]") {
  const auto put = [](double t, std::span<double> out) -> Outcome {
    out[0] = 7;
    out[1] = 7 + t;
    out[2] = 0.1 - t * t;
    return Done{};
  };
  const auto found = differences(3, 1, put);
  REQUIRE(found.ok());
  CHECK((*found)[0].value == 0);
  CHECK((*found)[0].error == 0);
  CHECK((*found)[1].value == Approx(1).epsilon(1e-10));
  CHECK((*found)[2].value == Approx(0).margin(1e-12));
}

TEST_CASE("what fails on the way is the answer", "[inspect][error]") {
  const auto put = [](double t, std::span<double>) -> Outcome {
    if (t < 0) return backplane::Error{"E0701", "no", {}, {}, {}, {}, {}};
    return Done{};
  };
  const auto found = differences(1, 1, put);
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().code == "E0701");
}

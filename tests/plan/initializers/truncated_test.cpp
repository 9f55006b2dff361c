// truncated_normal and variance_scaling against closed forms and PyTorch's draws
// (scripts/make_table_fixtures.py).
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "plan/initializer.hpp"
#include "plan/initializers/normal_cdf.hpp"

namespace {

using namespace backplane;
using nlohmann::json;
using plan::find_initializer;
using plan::InitTarget;
using plan::initializers::normal_cdf;
using plan::initializers::normal_quantile;

constexpr std::int64_t kDraws = 400'000;

json fixture() {
  std::ifstream file(BACKPLANE_SOURCE_DIR "/tests/fixtures/tables/initializers.json");
  REQUIRE(file.good());
  return json::parse(file);
}

std::vector<double> sorted_draws(const char* id, const std::vector<Value>& values,
                                 const InitTarget& target) {
  std::vector<double> out(static_cast<std::size_t>(elements(target.shape)));
  find_initializer(id)->fill(values, target, out);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<double> truncated(double mean, double std, double a, double b) {
  InitTarget target;
  target.shape = make_shape(DType::f64, {kDraws});
  target.seed = 11;
  return sorted_draws(
      "truncated_normal",
      {Value::real(std), Value::real(mean), Value::real(a), Value::real(b)}, target);
}

double mean_of(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}
double deviation_of(const std::vector<double>& x) {
  const double mean = mean_of(x);
  double sum = 0;
  for (const double v : x) sum += (v - mean) * (v - mean);
  return std::sqrt(sum / static_cast<double>(x.size()));
}

double density(double x) {
  return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
}

/// Mean and deviation of N(mean, std^2) within [a, b], in closed form.
std::pair<double, double> closed_form(double mean, double std, double a, double b) {
  const double l = (a - mean) / std, h = (b - mean) / std;
  const double Z = normal_cdf(h) - normal_cdf(l);
  const double shift = (density(l) - density(h)) / Z;
  const double variance = 1 + (l * density(l) - h * density(h)) / Z - shift * shift;
  return {mean + std * shift, std * std::sqrt(variance)};
}

/// Largest distance between the draws' distribution and the truncated normal's.
double kolmogorov(const std::vector<double>& x, double mean, double std, double a,
                  double b) {
  const double low = normal_cdf((a - mean) / std), high = normal_cdf((b - mean) / std);
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double wanted = (normal_cdf((x[i] - mean) / std) - low) / (high - low);
    const double found = (static_cast<double>(i) + 0.5) / static_cast<double>(x.size());
    worst = std::max(worst, std::fabs(wanted - found));
  }
  return worst;
}

}  // namespace

TEST_CASE("normal_quantile: the inverse, to the last digits, far into the tails",
          "[plan][initializer]") {
  const json all = fixture();
  for (const json& one : all["cdf"]) {
    const double x = one["x"], p = one["p"];
    CAPTURE(x, p);
    CHECK(normal_cdf(x) == Approx(p).epsilon(3e-13).margin(0));
    if (x < 0.5) CHECK(normal_quantile(p) == Approx(x).epsilon(1e-13).margin(1e-15));
  }
  CHECK(normal_quantile(0.5) == Approx(0).margin(1e-16));
  CHECK(normal_quantile(0.975) == Approx(1.959963984540054).epsilon(1e-15));
  CHECK(normal_quantile(0) == -INFINITY);
  CHECK(normal_quantile(1) == INFINITY);
}

TEST_CASE("truncated_normal: distribution, mean and deviation in closed form",
          "[plan][initializer]") {
  const json all = fixture();
  for (const json& one : all["truncated"]) {
    const double mean = one["mean"], std = one["std"], a = one["a"], b = one["b"];
    CAPTURE(mean, std, a, b);
    const auto x = truncated(mean, std, a, b);
    const auto [m, s] = closed_form(mean, std, a, b);
    const double error = 5 * s / std::sqrt(static_cast<double>(kDraws));
    CHECK(x.front() >= a);
    CHECK(x.back() <= b);
    CHECK(std::fabs(mean_of(x) - m) < error);
    CHECK(deviation_of(x) == Approx(s).epsilon(0.01));
    CHECK(kolmogorov(x, mean, std, a, b) < 2 / std::sqrt(static_cast<double>(kDraws)));
  }
}

TEST_CASE("truncated_normal: PyTorch's moments and quantiles",
          "[plan][initializer][parity]") {
  const std::vector<double> at = {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99};
  const json all = fixture();
  for (const json& one : all["truncated"]) {
    const auto x = truncated(one["mean"], one["std"], one["a"], one["b"]);
    const json& theirs = one["of"];
    const double s = theirs["std"];
    CAPTURE(one["a"].get<double>(), s);
    CHECK(mean_of(x) == Approx(theirs["mean"].get<double>()).margin(0.01 * s));
    CHECK(deviation_of(x) == Approx(s).epsilon(0.01));
    for (std::size_t q = 0; q < at.size(); ++q) {
      const auto i = static_cast<std::size_t>(at[q] * static_cast<double>(kDraws));
      CHECK(x[i] == Approx(theirs["quantiles"][q].get<double>()).margin(0.02 * s));
    }
  }
}

TEST_CASE("truncated_normal: a range far from the mean on either side",
          "[plan][initializer]") {
  for (const double side : {-1.0, 1.0}) {
    const auto x = truncated(0, 1, side > 0 ? 20 : -21, side > 0 ? 21 : -20);
    const double near = side > 0 ? x.front() : -x.back();
    CHECK(near >= 20);
    CHECK(near < 20.001);
    // Beyond 20 it is nearly exponential, of mean 1/20.
    CHECK(side * mean_of(x) - 20 == Approx(1 / 20.0).epsilon(0.02));
  }
  const auto beyond = truncated(0, 1, 50, 60);  // nothing of it can be told from 0
  CHECK(beyond.front() >= 50);
  CHECK(beyond.back() <= 60);
  CHECK(truncated(0, 1, 0.25, 0.25).front() == 0.25);
}

TEST_CASE("variance_scaling: Keras's variance in every mode and distribution",
          "[plan][initializer]") {
  InitTarget target;
  target.shape = make_shape(DType::f64, {500, 100, 2, 4});  // fan_in 800, fan_out 4000
  target.seed = 5;
  const std::vector<double> n = {800, 4000, 2400};
  for (std::int64_t mode = 0; mode < 3; ++mode)
    for (std::int64_t shape = 0; shape < 3; ++shape) {
      CAPTURE(mode, shape);
      const auto x = sorted_draws(
          "variance_scaling",
          {Value::real(3), Value::choice(mode), Value::choice(shape)}, target);
      const double s = std::sqrt(3 / n[static_cast<std::size_t>(mode)]);
      CHECK(std::fabs(mean_of(x)) < 5 * s / std::sqrt(400'000.0));
      CHECK(deviation_of(x) == Approx(s).epsilon(0.01));
      const double bound = shape == 0 ? 2 * s / 0.87962566103423978
                                      : (shape == 1 ? 6 * s : std::sqrt(3.0) * s);
      CHECK(x.back() <= bound * (1 + 1e-15));
      CHECK(x.front() >= -bound * (1 + 1e-15));
      CHECK(x.back() > (shape == 1 ? 3.5 * s : 0.98 * bound));
    }
}

TEST_CASE(
    "variance_scaling: the cut normal's deviation is the constant it is divided by",
    "[plan][initializer]") {
  CHECK(closed_form(0, 1, -2, 2).second == Approx(0.8796256610342398).epsilon(1e-14));
  InitTarget target;
  target.shape = make_shape(DType::f64, {4, 9});
  target.gain = 0;
  const std::vector<Value> values = {Value::real(1), Value::choice(0),
                                     Value::choice(0)};
  CHECK(sorted_draws("variance_scaling", values, target).back() == 0);
}

TEST_CASE("truncated_normal: bounds upside down are refused",
          "[plan][initializer][error]") {
  const auto* entry = find_initializer("truncated_normal");
  const Outcome outcome = entry->check(std::vector<Value>{
      Value::real(1), Value::real(0), Value::real(2), Value::real(-2)});
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().code == "E0350");
  CHECK(outcome.error().label == "a");
}

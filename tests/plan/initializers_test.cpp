// Initializers: moments, bounds, and the same values every time.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "config/tables.hpp"
#include "plan/initializer.hpp"

namespace {

using namespace backplane;
using plan::find_initializer;
using plan::Initializer;
using plan::InitTarget;

std::vector<Value> defaults(const Initializer& entry) {
  std::vector<Value> values;
  for (const ParamSpec& spec : entry.params) values.push_back(spec.def);
  return values;
}

InitTarget target(std::int64_t O, std::int64_t I, std::uint64_t seed = 42) {
  InitTarget made;
  made.shape = make_shape(DType::f64, {O, I});
  made.seed = seed;
  return made;
}

std::vector<double> filled(const std::string& id, const InitTarget& to,
                           std::vector<Value> values = {}) {
  const Initializer* entry = find_initializer(id);
  REQUIRE(entry != nullptr);
  if (values.empty()) values = defaults(*entry);
  std::vector<double> out(static_cast<std::size_t>(elements(to.shape)), -99);
  entry->fill(values, to, out);
  return out;
}

struct Moments {
  double mean = 0, deviation = 0, low = 0, high = 0;
};
Moments moments(const std::vector<double>& x) {
  const auto n = static_cast<double>(x.size());
  Moments m;
  for (const double v : x) m.mean += v / n;
  for (const double v : x) m.deviation += (v - m.mean) * (v - m.mean) / n;
  m.deviation = std::sqrt(m.deviation);
  m.low = *std::min_element(x.begin(), x.end());
  m.high = *std::max_element(x.begin(), x.end());
  return m;
}

// 200,000 values: the mean is within 5 standard errors, the deviation within 1 %.
void check_uniform(const std::string& id, const InitTarget& to, double a) {
  CAPTURE(id);
  const Moments m = moments(filled(id, to));
  CHECK(m.low >= -a);
  CHECK(m.high <= a);
  CHECK(m.low < -0.999 * a);
  CHECK(m.high > 0.999 * a);
  CHECK(std::fabs(m.mean) < 5 * a / std::sqrt(3 * 200'000.0));
  CHECK(m.deviation == Approx(a / std::sqrt(3.0)).epsilon(0.01));
}

void check_normal(const std::string& id, const InitTarget& to, double s) {
  CAPTURE(id);
  const std::vector<double> x = filled(id, to);
  const Moments m = moments(x);
  CHECK(std::fabs(m.mean) < 5 * s / std::sqrt(200'000.0));
  CHECK(m.deviation == Approx(s).epsilon(0.01));
  const auto within =
      std::count_if(x.begin(), x.end(), [s](double v) { return std::fabs(v) < s; });
  CHECK(static_cast<double>(within) / 200'000 == Approx(0.6827).margin(0.006));
  CHECK(m.high > 3.5 * s);  // not cut off
}

}  // namespace

TEST_CASE("initializers: constants", "[plan][initializer]") {
  const InitTarget to = target(3, 5);
  CHECK(filled("zeros", to) == std::vector<double>(15, 0.0));
  CHECK(filled("ones", to) == std::vector<double>(15, 1.0));
  CHECK(filled("constant", to, {Value::real(-2.5)}) == std::vector<double>(15, -2.5));
}

TEST_CASE("initializers: bounds and deviations follow the fans",
          "[plan][initializer]") {
  const InitTarget to = target(400, 500);  // fan_out 400, fan_in 500
  check_uniform("glorot_uniform", to, std::sqrt(6.0 / 900));
  check_uniform("he_uniform", to, std::sqrt(6.0 / 500));
  check_uniform("lecun_uniform", to, std::sqrt(3.0 / 500));
  check_uniform("uniform", to, 0.05);
  check_normal("glorot_normal", to, std::sqrt(2.0 / 900));
  check_normal("he_normal", to, std::sqrt(2.0 / 500));
  check_normal("lecun_normal", to, std::sqrt(1.0 / 500));
  check_normal("normal", to, 0.01);
}

TEST_CASE("initializers: PyTorch's dense default is lecun_uniform with gain 1/sqrt(3)",
          "[plan][initializer]") {
  InitTarget weight = target(400, 500);
  weight.gain = 1 / std::sqrt(3.0);
  check_uniform("lecun_uniform", weight, 1 / std::sqrt(500.0));

  InitTarget bias;  // its fan_in is that of the weight
  bias.shape = make_shape(DType::f64, {200'000});
  bias.fan_in = 500;
  bias.gain = 1 / std::sqrt(3.0);
  check_uniform("lecun_uniform", bias, 1 / std::sqrt(500.0));
}

TEST_CASE("initializers: parameters scale and shift", "[plan][initializer]") {
  const InitTarget to = target(400, 500);
  const Moments shifted =
      moments(filled("normal", to, {Value::real(2), Value::real(10)}));
  CHECK(shifted.mean == Approx(10).margin(0.03));
  CHECK(shifted.deviation == Approx(2).epsilon(0.01));
  const Moments band = moments(filled("uniform", to, {Value::real(3), Value::real(5)}));
  CHECK(band.low >= 3);
  CHECK(band.high <= 5);
  CHECK(band.mean == Approx(4).margin(0.01));

  const std::vector<double> one = filled("he_normal", to);
  const std::vector<double> half = filled("he_normal", to, {Value::real(0.5)});
  CHECK(half[17] == Approx(one[17] / 2).epsilon(1e-15));
}

TEST_CASE("initializers: an element is a function of seed and place",
          "[plan][initializer]") {
  for (const char* id : {"glorot_uniform", "he_normal", "uniform", "normal"}) {
    CAPTURE(id);
    CHECK(filled(id, target(7, 300)) == filled(id, target(7, 300)));
    CHECK(filled(id, target(7, 300)) != filled(id, target(7, 300, 43)));
  }
  const auto large = filled("normal", target(10, 300)),
             small = filled("normal", target(7, 300));
  CHECK(std::equal(small.begin(), small.end(), large.begin()));
}

TEST_CASE("initializers: float values are the double ones, rounded",
          "[plan][initializer]") {
  for (const Described* described : initializer_table()) {
    CAPTURE(described->id);
    const Initializer* entry = find_initializer(described->id);
    const InitTarget to = target(5, 1001);
    const std::vector<double> exact = filled(entry->id, to);
    std::vector<float> rounded(exact.size());
    entry->fill(defaults(*entry), to, rounded);
    for (std::size_t i = 0; i < exact.size(); ++i)
      REQUIRE(rounded[i] == static_cast<float>(exact[i]));
  }
}

TEST_CASE("initializers: fans as PyTorch counts them", "[plan][initializer]") {
  InitTarget conv;
  conv.shape = make_shape(DType::f32, {16, 3, 5, 5});
  CHECK(plan::fans_of(conv).in == 75);
  CHECK(plan::fans_of(conv).out == 400);
  conv.fan_in = 9;
  CHECK(plan::fans_of(conv).in == 9);
  InitTarget bias;
  bias.shape = make_shape(DType::f32, {10});
  CHECK(plan::fans_of(bias).in == 10);
  bias.shape = make_shape(DType::f32, {0, 0});
  CHECK(plan::fans_of(bias).in == 1);
  CHECK(filled("he_normal", bias).empty());
}

TEST_CASE("initializers: a range upside down is refused",
          "[plan][initializer][error]") {
  const Initializer* uniform = find_initializer("uniform");
  const std::vector<Value> values = {Value::real(1), Value::real(-1)};
  const Outcome outcome = uniform->check(values);
  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().code == "E0350");
  CHECK(outcome.error().label == "low");
  CHECK(uniform->check(defaults(*uniform)).ok());
}

TEST_CASE("tables: every entry is found by its name, once", "[plan][initializer]") {
  for (const auto& table : {initializer_table(), schedule_table(), metric_table()}) {
    std::set<std::string> ids;
    for (const Described* entry : table) {
      CHECK(ids.insert(entry->id).second);
      CHECK_FALSE(entry->summary.empty());
      int mains = 0;
      for (const ParamSpec& spec : entry->params) {
        CHECK_FALSE(spec.doc.empty());
        mains += spec.has(BACKPLANE_PF_MAIN) ? 1 : 0;
      }
      CHECK(mains <= 1);
    }
  }
  CHECK(initializer_table().size() == 15);
  CHECK(find_initializer("none") == nullptr);
}

// What holds for every initializer of the table, none named.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "config/tables.hpp"
#include "plan/initializer.hpp"

namespace {

using namespace backplane;
using plan::Initializer;
using plan::InitTarget;
using Values = std::vector<Value>;

/// The defaults, and each choice of a parameter in turn.
std::vector<Values> variants(const Initializer& entry) {
  Values base;
  for (const ParamSpec& spec : entry.params) base.push_back(spec.def);
  std::vector<Values> all{base};
  for (std::size_t i = 0; i < base.size(); ++i)
    for (std::size_t c = 0; c < entry.params[i].choices.size(); ++c) {
      all.push_back(base);
      all.back()[i].i = static_cast<std::int64_t>(c);
    }
  return all;
}

InitTarget target(const Shape& shape, std::uint64_t seed = 42) {
  InitTarget made;
  made.shape = shape;
  made.fan_in = 30;
  made.fan_out = 20;
  made.seed = seed;
  return made;
}

std::vector<double> filled(const Initializer& entry, const Values& values,
                           const InitTarget& to) {
  std::vector<double> out(static_cast<std::size_t>(elements(to.shape)), -99);
  entry.fill(values, to, out);
  return out;
}

template <class With>
void for_every(const With& with) {
  for (const Described* described : initializer_table()) {
    CAPTURE(described->id);
    const Initializer* entry = plan::find_initializer(described->id);
    for (const Values& values : variants(*entry)) {
      REQUIRE(entry->check(values).ok());
      with(*entry, values);
    }
  }
}

const std::vector<Shape> kShapes = {
    make_shape(DType::f64, {}),        make_shape(DType::f64, {1}),
    make_shape(DType::f64, {37}),      make_shape(DType::f64, {5, 3}),
    make_shape(DType::f64, {3, 401}),  make_shape(DType::f64, {0, 4}),
    make_shape(DType::f64, {4, 3, 5}), make_shape(DType::f64, {6, 2, 3, 3})};

}  // namespace

TEST_CASE("every initializer: finite values in every shape, the same each time",
          "[plan][initializer][every]") {
  for_every([](const Initializer& entry, const Values& values) {
    for (const Shape& shape : kShapes) {
      const auto first = filled(entry, values, target(shape));
      CHECK(first == filled(entry, values, target(shape)));
      for (const double w : first) {
        CHECK(std::isfinite(w));
        CHECK(w != -99);
      }
    }
  });
}

TEST_CASE("every initializer: float values are the double ones, rounded",
          "[plan][initializer][every]") {
  for_every([](const Initializer& entry, const Values& values) {
    for (const Shape& shape : kShapes) {
      const auto exact = filled(entry, values, target(shape));
      std::vector<float> rounded(exact.size());
      entry.fill(values, target(shape), rounded);
      for (std::size_t i = 0; i < exact.size(); ++i)
        CHECK(rounded[i] == static_cast<float>(exact[i]));
    }
  });
}

TEST_CASE("every initializer by element: a larger tensor begins with the smaller",
          "[plan][initializer][every]") {
  int by_element = 0;
  for_every([&](const Initializer& entry, const Values& values) {
    if (!entry.by_element()) return;
    ++by_element;
    const auto large = filled(entry, values, target(make_shape(DType::f64, {11, 501})));
    const auto small = filled(entry, values, target(make_shape(DType::f64, {7, 501})));
    CHECK(std::equal(small.begin(), small.end(), large.begin()));
  });
  CHECK(by_element >= 14);
}

TEST_CASE("every initializer: a layer's gain is a factor on the values",
          "[plan][initializer][every]") {
  for_every([](const Initializer& entry, const Values& values) {
    CAPTURE(entry.id);
    InitTarget once = target(make_shape(DType::f64, {9, 11})), twice = once;
    twice.gain = 2 * once.gain;
    auto doubled = filled(entry, values, once);
    for (double& w : doubled) w *= 2;
    CHECK(filled(entry, values, twice) == doubled);
  });
}

TEST_CASE("every initializer: another seed gives other values, or the same to all",
          "[plan][initializer][every]") {
  for_every([](const Initializer& entry, const Values& values) {
    const Shape shape = make_shape(DType::f64, {9, 11});
    const auto first = filled(entry, values, target(shape));
    const auto other = filled(entry, values, target(shape, 43));
    const bool constant = std::all_of(first.begin(), first.end(), [&](double w) {
      return std::find(first.begin(), first.begin() + 2, w) != first.begin() + 2;
    });
    CHECK((first == other) == constant);
  });
}

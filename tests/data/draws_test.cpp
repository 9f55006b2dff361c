// Random numbers against the moments of their distributions.
#include "data/draws.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using backplane::data::Draws;

namespace {

struct Moments {
  double mean = 0, variance = 0;
};

template <class F>
Moments moments(int n, const F& draw) {
  double sum = 0, squares = 0;
  for (int i = 0; i < n; ++i) {
    const double x = draw();
    sum += x;
    squares += x * x;
  }
  const double mean = sum / n;
  return {mean, squares / n - mean * mean};
}

}  // namespace

TEST_CASE("draws: a sequence is a function of key and stream", "[data][draws]") {
  Draws a(1, 2), b(1, 2), c(1, 4), d(3, 2);
  for (int i = 0; i < 100; ++i) {
    const double x = a.uniform();
    CHECK(x >= 0);
    CHECK(x < 1);
    CHECK(b.uniform() == x);
    CHECK(c.uniform() != x);
    CHECK(d.uniform() != x);
  }
}

TEST_CASE("draws: whole numbers are as likely as each other", "[data][draws]") {
  Draws draws(5, 0);
  std::vector<int> count(7);
  for (int i = 0; i < 70'000; ++i) ++count[static_cast<std::size_t>(draws.below(7))];
  double chi2 = 0;
  for (const int c : count) chi2 += (c - 1e4) * (c - 1e4) / 1e4;
  CHECK(chi2 < 22.5);  // six degrees of freedom, p = 0.001
  for (int i = 0; i < 100; ++i) CHECK(draws.below(1) == 0);
  for (int i = 0; i < 100; ++i) {
    const auto big = draws.below(std::int64_t{1} << 32);
    CHECK((big >= 0 && big < (std::int64_t{1} << 32)));
  }
}

TEST_CASE("draws: normal numbers have their moments", "[data][draws]") {
  Draws draws(5, 8);
  const auto m = moments(100'000, [&] { return draws.normal(); });
  CHECK(std::abs(m.mean) < 5 / std::sqrt(1e5));
  CHECK(m.variance == Approx(1).margin(5 * std::sqrt(2 / 1e5)));
}

TEST_CASE("draws: Beta(a, a) has mean 1/2 and variance 1 / (4 (2 a + 1))",
          "[data][draws]") {
  const double alpha = GENERATE(0.001, 0.05, 0.2, 0.5, 1.0, 3.0, 50.0, 1000.0);
  CAPTURE(alpha);
  Draws draws(11, 6);
  double low = 1, high = 0;
  const auto m = moments(40'000, [&] {
    const double x = draws.beta(alpha);
    low = std::min(low, x);
    high = std::max(high, x);
    return x;
  });
  const double variance = 1 / (4 * (2 * alpha + 1));
  CHECK(low >= 0);
  CHECK(high <= 1);
  CHECK(m.mean == Approx(0.5).margin(5 * std::sqrt(variance / 4e4)));
  CHECK(m.variance == Approx(variance).epsilon(0.04));
}

TEST_CASE("draws: Beta(1, 1) is uniform, Beta(2, 2) is not", "[data][draws]") {
  const auto below_quarter = [](double alpha) {
    Draws draws(3, 2);
    int n = 0;
    for (int i = 0; i < 40'000; ++i) n += draws.beta(alpha) < 0.25 ? 1 : 0;
    return n / 4e4;
  };
  CHECK(below_quarter(1) == Approx(0.25).margin(0.011));
  // The integral of 6 x (1 - x) up to 1/4.
  CHECK(below_quarter(2) == Approx(0.15625).margin(0.01));
}

TEST_CASE("draws: fields have nothing to do with choices", "[data][draws]") {
  Draws used(9, 4), fresh(9, 4);
  for (int i = 0; i < 5; ++i) used.uniform();
  std::vector<float> a(64), b(64), u(64);
  used.normals(64, a.data());
  fresh.normals(64, b.data());
  CHECK(a == b);
  fresh.uniforms(64, u.data());
  CHECK(*std::min_element(u.begin(), u.end()) >= 0);
  CHECK(*std::max_element(u.begin(), u.end()) < 1);
  Draws choices(9, 4);
  CHECK(static_cast<float>(choices.uniform()) != u[0]);
}

// Sums by tree: exact where they can be, close where they cannot, equal however split.
#include "math/reduce.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using backplane::tree_sum;

TEST_CASE("reduce: whole numbers add up exactly", "[math][reduce]") {
  const std::size_t n = GENERATE(0U, 1U, 7U, 8U, 9U, 127U, 128U, 129U, 1000U, 12'345U);
  CAPTURE(n);
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<double>(i + 1);
  CHECK(tree_sum<double>(values) == static_cast<double>(n * (n + 1) / 2));
}

TEST_CASE("reduce: each term is taken once, from first on", "[math][reduce]") {
  std::vector<int> taken(700);
  const double sum = tree_sum(50, 600, [&](std::size_t i) { return ++taken[i]; });
  CHECK(sum == 600);
  for (std::size_t i = 0; i < taken.size(); ++i)
    CHECK(taken[i] == (i >= 50 && i < 650));
}

TEST_CASE("reduce: the error does not grow with the number of terms",
          "[math][reduce]") {
  const std::vector<double> values(1'000'000, 0.1);
  CHECK(std::fabs(tree_sum<double>(values) - 100'000) < 1e-9);
}

TEST_CASE("reduce: squares of floats are taken in double", "[math][reduce]") {
  const std::vector<float> values = {1e30F, 2e30F, -2e30F};
  const double expected = 9 * static_cast<double>(1e30F) * static_cast<double>(1e30F);
  CHECK(backplane::tree_sum_of_squares<float>(values) ==
        Approx(expected).epsilon(1e-6));
}

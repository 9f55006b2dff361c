// Row reductions: right for every length, exact in their order, NaN seen.
#include "backplane/sdk/lanes.hpp"

#include <catch2/catch.hpp>
#include <vector>

TEST_CASE("sums and maxima are right for every length", "[sdk][lanes]") {
  for (std::int64_t n = 0; n < 70; ++n) {
    std::vector<double> x;
    for (std::int64_t i = 0; i < n; ++i)
      x.push_back(static_cast<double>((i * 37) % 71));
    double total = 0, top = -INFINITY;
    for (const double v : x) total += v, top = std::max(top, v);
    CHECK(backplane::sdk::sum(n, [&](std::int64_t i) {
            return x[static_cast<std::size_t>(i)];
          }) == total);
    CHECK(backplane::sdk::largest(x.data(), n) == top);
  }
}

TEST_CASE("a NaN anywhere is the largest", "[sdk][lanes]") {
  for (std::size_t at = 0; at < 40; ++at) {
    std::vector<float> x(40, 1);
    x[at] = NAN;
    CHECK(std::isnan(backplane::sdk::largest(x.data(), 40)));
  }
}

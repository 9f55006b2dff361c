// Each augmentation that moves or paints pixels, on images small enough to see through.
#include "data/augment.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "augmented.hpp"
#include "data/window.hpp"

using namespace backplane;
using data::Image;
using data::ImageSize;
using test::changed;
using test::counting_up;
using test::planned;

namespace {

// y[c, r, k] = x[c, r + dy, k + dx]; outside, what `border` says of the index.
template <class F>
std::vector<double> moved(const std::vector<double>& x, const ImageSize& size,
                          std::int64_t dy, std::int64_t dx, const F& border) {
  std::vector<double> y;
  for (std::int64_t c = 0; c < size.C; ++c)
    for (std::int64_t r = 0; r < size.H; ++r)
      for (std::int64_t k = 0; k < size.W; ++k) {
        const std::int64_t i = border(r + dy, size.H), j = border(k + dx, size.W);
        const bool inside = i >= 0 && i < size.H && j >= 0 && j < size.W;
        y.push_back(inside ? x[static_cast<std::size_t>((c * size.H + i) * size.W + j)]
                           : -1);
      }
  return y;
}

const auto kOutside = [](std::int64_t i, std::int64_t) { return i; };
const auto kMirror = [](std::int64_t i, std::int64_t n) {
  return i < 0 ? -i : i >= n ? 2 * n - 2 - i : i;
};

}  // namespace

TEST_CASE("augment: an image moves within its frame", "[data][augment]") {
  const ImageSize size{2, 3, 4};
  const auto x = counting_up<double>(size, 1);
  for (std::int64_t dy = -4; dy <= 4; ++dy)
    for (std::int64_t dx = -5; dx <= 5; ++dx) {
      CAPTURE(dy, dx);
      auto y = x;
      if (std::abs(dy) <= 3 && std::abs(dx) <= 4) {
        data::move_filled(Image<double>{y.data(), size}, dy, dx, -1.0);
        CHECK(y == moved(x, size, dy, dx, kOutside));
      }
      if (std::abs(dy) >= 3 || std::abs(dx) >= 4) continue;
      std::vector<double> spare(12);
      y = x;
      data::move_mirrored(Image<double>{y.data(), size}, dy, dx, spare.data());
      CHECK(y == moved(x, size, dy, dx, kMirror));
    }
}

TEST_CASE("augment: pad_crop shows each place about as often", "[data][augment]") {
  const ImageSize size{1, 4, 5};
  const auto x = counting_up<double>(size, 1);
  const std::int64_t mode = GENERATE(0, 1);
  const auto crop = planned(
      "pad_crop", {{"pad", Value::integer(2)}, {"mode", Value::choice(mode)}}, size);
  std::map<std::vector<double>, int> count;
  for (std::uint64_t s = 0; s < 5000; ++s) ++count[changed(crop, size, x, s)];
  CHECK(count.size() == 25);
  double chi2 = 0;
  for (std::int64_t dy = -2; dy <= 2; ++dy)
    for (std::int64_t dx = -2; dx <= 2; ++dx) {
      auto y = moved(x, size, dy, dx, mode == 0 ? +kOutside : +kMirror);
      std::replace(y.begin(), y.end(), -1.0, 0.0);
      REQUIRE(count.count(y) == 1);
      chi2 += (count[y] - 200.0) * (count[y] - 200.0) / 200;
    }
  CHECK(chi2 < 51.2);  // 24 degrees of freedom, p = 0.001
}

TEST_CASE("augment: shift goes as far as it says and no farther", "[data][augment]") {
  const ImageSize size{1, 10, 20};
  const auto x = counting_up<double>(size, 1);
  const auto reach = [&](const test::Params& params) {
    const auto shift = planned("shift", params, size);
    std::set<std::int64_t> down, across;
    for (std::uint64_t s = 0; s < 500; ++s) {
      const auto y = changed(shift, size, x, s);
      const auto seen =
          std::find_if(y.begin(), y.end(), [](double v) { return v > 0; });
      const auto at = seen - y.begin();
      const auto from = static_cast<std::int64_t>(*seen) - 1;
      down.insert(from / 20 - at / 20);
      across.insert(from % 20 - at % 20);
    }
    return std::pair{down, across};
  };
  const std::set<std::int64_t> one{-1, 0, 1}, two{-2, -1, 0, 1, 2};
  CHECK(reach({}) == std::pair{one, two});  // a tenth of 10 and of 20
  CHECK(reach({{"fraction", Value::real(0.05)}}) == std::pair{one, one});
  CHECK(reach({{"pixels", Value::integer(2)}}) == std::pair{two, two});
  const auto filled =
      changed(planned("shift",
                      {{"pixels", Value::integer(9)}, {"fill", Value::real(-7)}}, size),
              size, x, 1);
  CHECK(std::count(filled.begin(), filled.end(), -7.0) > 0);
  CHECK(std::count(filled.begin(), filled.end(), 0.0) == 0);
}

TEST_CASE("augment: flip is a mirror, as often as it says", "[data][augment]") {
  const ImageSize size{2, 3, 2};
  const std::vector<float> x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const std::vector<float> across{2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11};
  const std::vector<float> down{5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8};
  const std::vector<float> both{6, 5, 4, 3, 2, 1, 12, 11, 10, 9, 8, 7};
  const auto shown = [&](std::int64_t axis, double p) {
    const auto flip =
        planned("flip", {{"axis", Value::choice(axis)}, {"p", Value::real(p)}}, size);
    std::map<std::vector<float>, int> count;
    for (std::uint64_t s = 0; s < 2000; ++s) ++count[changed(flip, size, x, s)];
    return count;
  };
  auto count = shown(0, 0.5);
  CHECK(count.size() == 2);
  CHECK(count[across] == Approx(1000).margin(100));
  count = shown(1, 0.25);
  CHECK(count.size() == 2);
  CHECK(count[down] == Approx(500).margin(90));
  count = shown(2, 0.5);
  CHECK(count.size() == 4);
  for (const auto* each : {&x, &across, &down, &both})
    CHECK(count[*each] == Approx(500).margin(90));
  CHECK(shown(2, 1)[both] == 2000);
  CHECK(shown(0, 0)[x] == 2000);
}

TEST_CASE("augment: rotate is the bilinear turn about the middle", "[data][augment]") {
  const ImageSize size{2, 5, 4};
  const auto x = counting_up<double>(size, 1);
  const auto rotate = planned(
      "rotate", {{"degrees", Value::real(60)}, {"fill", Value::real(-3)}}, size);
  for (std::uint64_t s = 0; s < 20; ++s) {
    const auto y = changed(rotate, size, x, s);
    data::Draws draws(7, 2 * s);
    const double angle = draws.uniform(-60, 60) * std::acos(-1.0) / 180;
    for (std::int64_t i = 0; i < size.elements(); ++i) {
      // Every pixel of x spreads over a tent of one pixel's width around it.
      const auto row = static_cast<double>(i / 4 % 5) - 2;
      const double column = static_cast<double>(i % 4) - 1.5;
      const double r = row * std::cos(angle) + column * std::sin(angle) + 2;
      const double k = column * std::cos(angle) - row * std::sin(angle) + 1.5;
      double value = 0, weight = 0;
      for (std::int64_t j = 0; j < 20; ++j) {
        const double tent =
            std::max(0.0, 1 - std::abs(r - static_cast<double>(j / 4))) *
            std::max(0.0, 1 - std::abs(k - static_cast<double>(j % 4)));
        value += tent * x[static_cast<std::size_t>(i / 20 * 20 + j)];
        weight += tent;
      }
      CHECK(y[static_cast<std::size_t>(i)] == Approx(value - 3 * (1 - weight)));
    }
  }
}

TEST_CASE("augment: rotate by a right angle turns rows into columns",
          "[data][augment]") {
  const ImageSize size{1, 3, 3};
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8, 9};
  const auto rotate = planned("rotate", {{"degrees", Value::real(180)}}, size);
  bool left = false, right = false;
  for (std::uint64_t s = 0; !(left && right); ++s) {
    REQUIRE(s < 1'000'000);
    data::Draws draws(7, 2 * s);
    const double degrees = draws.uniform(-180, 180);
    if (std::abs(std::abs(degrees) - 90) > 0.01) continue;
    (degrees > 0 ? left : right) = true;
    const std::vector<double> expected =
        degrees > 0 ? std::vector<double>{3, 6, 9, 2, 5, 8, 1, 4, 7}
                    : std::vector<double>{7, 4, 1, 8, 5, 2, 9, 6, 3};
    const auto y = changed(rotate, size, x, s);
    for (std::size_t i = 0; i < 9; ++i) CHECK(y[i] == Approx(expected[i]).margin(0.01));
  }
}

TEST_CASE("augment: erase paints one rectangle of the size it says",
          "[data][augment]") {
  const ImageSize size{2, 30, 20};
  const auto x = counting_up<float>(size, 1);
  const auto erase = planned("erase",
                             {{"p", Value::real(0.4)},
                              {"area", Value::reals({0.02, 0.2})},
                              {"value", Value::real(-5)}},
                             size);
  int hit = 0;
  double sum = 0, least = 1, most = 0;
  for (std::uint64_t s = 0; s < 4000; ++s) {
    const auto y = changed(erase, size, x, s);
    std::set<std::size_t> rows, columns;
    std::size_t painted = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (y[i] == x[i]) continue;
      REQUIRE(y[i] == -5);
      ++painted;
      rows.insert(i % 600 / 20);
      columns.insert(i % 20);
    }
    if (painted == 0) continue;
    ++hit;
    REQUIRE(painted == 2 * rows.size() * columns.size());
    REQUIRE(*rows.rbegin() - *rows.begin() + 1 == rows.size());
    REQUIRE(*columns.rbegin() - *columns.begin() + 1 == columns.size());
    const double area = static_cast<double>(painted) / 1200;
    sum += area;
    least = std::min(least, area);
    most = std::max(most, area);
  }
  CHECK(hit == Approx(1600).margin(4 * 31));
  CHECK(sum / hit == Approx(0.11).margin(0.006));
  CHECK(least == Approx(0.02).margin(0.006));
  CHECK(most == Approx(0.2).margin(0.02));
}

TEST_CASE("augment: erase paints with the mean or with noise", "[data][augment]") {
  const ImageSize size{2, 8, 8};
  auto x = counting_up<double>(size, 1);
  const auto painted = [&](std::int64_t with) {
    const auto erase = planned("erase",
                               {{"p", Value::real(1)},
                                {"area", Value::reals({0.3, 0.3})},
                                {"aspect", Value::reals({1, 1})},
                                {"with", Value::choice(with)}},
                               size);
    return changed(erase, size, x, 3);
  };
  const auto mean = painted(1), noise = painted(2);
  std::set<double> paints, noises;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (mean[i] != x[i]) paints.insert(mean[i]);
    if (noise[i] != x[i]) noises.insert(noise[i]);
  }
  CHECK(paints == std::set<double>{32.5, 96.5});  // of 1 .. 64 and of 65 .. 128
  CHECK(noises.size() == 32);                     // 4×4 of each of the two channels
  CHECK(*noises.begin() >= 1);
  CHECK(*noises.rbegin() <= 128);
}

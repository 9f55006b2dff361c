// Augmentations that change values, and those that mix two samples.
#include <algorithm>
#include <cmath>
#include <set>

#include "augmented.hpp"

using namespace backplane;
using data::ImageSize;
using test::changed;
using test::counting_up;
using test::planned;

TEST_CASE("augment: noise is normal, and each sample has its own", "[data][augment]") {
  const ImageSize size{1, 50, 40};
  const std::vector<double> x(2000, 100);
  const auto noise = planned("noise", {{"std", Value::real(3)}}, size);
  double sum = 0, squares = 0;
  for (std::uint64_t s = 0; s < 20; ++s)
    for (const double v : changed(noise, size, x, s)) {
      sum += (v - 100) / 4e4;
      squares += (v - 100) * (v - 100) / 4e4;
    }
  CHECK(std::abs(sum) < 5 * 3 / 200.0);
  CHECK(std::sqrt(squares) == Approx(3).epsilon(0.02));
  CHECK(changed(noise, size, x, 1) != changed(noise, size, x, 2));
  CHECK(changed(noise, size, x, 1) == changed(noise, size, x, 1));
}

TEST_CASE("augment: brightness scales, contrast scales about the mean",
          "[data][augment]") {
  const ImageSize size{1, 1, 4};
  const std::vector<double> x{0, 10, 20, 50};  // mean 20
  double low_b = 9, high_b = 0, low_c = 9, high_c = 0;
  const auto both =
      planned("brightness_contrast",
              {{"brightness", Value::real(0.3)}, {"contrast", Value::real(0.5)}}, size);
  for (std::uint64_t s = 0; s < 500; ++s) {
    const auto y = changed(both, size, x, s);
    // The value at the mean is scaled by b alone, distances by b c.
    const double b = y[2] / 20, c = (y[3] - y[0]) / 50 / b;
    CHECK(y[1] == Approx(y[0] + 10 * b * c));
    low_b = std::min(low_b, b), high_b = std::max(high_b, b);
    low_c = std::min(low_c, c), high_c = std::max(high_c, c);
  }
  CHECK(low_b == Approx(0.7).margin(0.02));
  CHECK(high_b == Approx(1.3).margin(0.02));
  CHECK(low_c == Approx(0.5).margin(0.02));
  CHECK(high_c == Approx(1.5).margin(0.02));
  const auto none =
      planned("brightness_contrast",
              {{"brightness", Value::real(0)}, {"contrast", Value::real(0)}}, size);
  CHECK(changed(none, size, x, 0) == x);
}

TEST_CASE("augment: mixup blends by the share it returns", "[data][augment]") {
  const ImageSize size{2, 2, 2};
  const auto x = counting_up<double>(size), other = counting_up<double>(size, 100);
  const auto mixup =
      planned("mixup", {{"alpha", Value::real(1)}, {"p", Value::real(0.5)}}, size);
  int kept = 0;
  for (std::uint64_t s = 0; s < 400; ++s) {
    const auto [y, share] = test::mixed(mixup, size, x, other, s);
    kept += share == 1 ? 1 : 0;
    for (std::size_t i = 0; i < y.size(); ++i)
      CHECK(y[i] == Approx(share * x[i] + (1 - share) * other[i]));
  }
  CHECK(kept == Approx(200).margin(45));
}

TEST_CASE("augment: cutmix takes a rectangle and returns what is left",
          "[data][augment]") {
  const ImageSize size{2, 12, 9};
  const auto x = counting_up<double>(size), other = counting_up<double>(size, 1000);
  const auto cutmix = planned("cutmix", {}, size);
  double sum = 0;
  for (std::uint64_t s = 0; s < 2000; ++s) {
    const auto [y, share] = test::mixed(cutmix, size, x, other, s);
    std::set<std::size_t> rows, columns;
    std::size_t taken = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (y[i] == x[i]) continue;
      REQUIRE(y[i] == other[i]);
      ++taken;
      rows.insert(i % 108 / 9);
      columns.insert(i % 9);
    }
    REQUIRE(taken == 2 * rows.size() * columns.size());
    CHECK(share == 1 - static_cast<double>(taken) / 216);
    sum += share / 2000;
  }
  // The middle is anywhere and sides are rounded down, so more than half is kept.
  CHECK(sum > 0.5);
  CHECK(sum < 0.75);
}

TEST_CASE("augment: float32 and float64 differ by rounding alone", "[data][augment]") {
  const ImageSize size{3, 9, 8};
  const auto x = counting_up<double>(size, 1), other = counting_up<double>(size, 500);
  const std::vector<float> xf(x.begin(), x.end()), otherf(other.begin(), other.end());
  const auto near = [](const std::vector<float>& a, const std::vector<double>& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
      CHECK(a[i] == Approx(b[i]).epsilon(1e-5));
  };
  for (const Described* part : augment_table()) {
    if (part->id == "noise") continue;  // its normal numbers are of each precision
    CAPTURE(part->id);
    test::Params params;
    if (part->id == "pad_crop") params["pad"] = Value::integer(2);
    if (part->id == "rotate") params["degrees"] = Value::real(30);
    const auto augment = planned(part->id, params, size);
    for (std::uint64_t s = 0; s < 10; ++s)
      if (augment.change != nullptr)
        near(changed(augment, size, xf, s), changed(augment, size, x, s));
      else
        near(test::mixed(augment, size, xf, otherf, s).first,
             test::mixed(augment, size, x, other, s).first);
  }
}

// What every activation must do, whoever wrote it: over all built plugins, unnamed.
#include <catch2/catch.hpp>
#include <cmath>

#include "math/isa.hpp"
#include "support/block.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"

namespace {

using namespace backplane::test;

const std::vector<Setup>& activations() {
  static const auto all = every_part(BACKPLANE_KIND_ACTIVATION);
  return all;
}

/// Rows, columns: one number, odd sizes, more than a vector, more than a row of lanes.
const std::vector<std::pair<std::int64_t, std::int64_t>> kShapes{
    {1, 1}, {3, 7}, {5, 1}, {2, 33}, {1, 129}, {4, 64}};

/// Random numbers, and those where functions go wrong.
Vec<double> awkward(std::size_t n) {
  Vec<double> x = filled(n, 3, -6, 6);
  const double extremes[] = {0.0, -0.0, 1e-30, -1e-30, 88, -88, 1e4, -1e4, 30, -30};
  for (std::size_t i = 0; i < n; i += 3) x[i] = extremes[i / 3 % 10];
  return x;
}

/// A call on rows that lie `gap` apart; in place where `inside`.
template <class T>
Vec<T> strided(const Part& part, bool backward, const Vec<T>& x, const Vec<T>& dy,
               std::int64_t cols, std::int64_t gap, bool inside) {
  const auto rows = static_cast<std::int64_t>(x.size()) / cols, ld = cols + gap;
  const auto spread = [&](const Vec<T>& v) {
    Vec<T> wide(static_cast<std::size_t>(rows * ld), T(-77));
    for (std::int64_t i = 0; i < rows * cols; ++i)
      wide[static_cast<std::size_t>(i / cols * ld + i % cols)] =
          v[static_cast<std::size_t>(i)];
    return wide;
  };
  const auto& table = part.table<backplane_activation>();
  Vec<T> wide_x = spread(x), wide_y = spread(act_forward(part, x, cols));
  Vec<T> wide_dy = spread(dy), other = spread(Vec<T>(x.size(), T(-5)));
  Vec<T>& out = !inside ? other : (backward ? wide_dy : wide_x);
  backplane_act_args args{};
  args.struct_size = sizeof args;
  args.dtype = kDtype<T>;
  args.rows = rows, args.cols = cols, args.ld = ld;
  args.x = wide_x.data(), args.y = wide_y.data(), args.dy = wide_dy.data();
  args.out = out.data();
  REQUIRE((backward ? table.backward : table.forward)(part.self(), &args) == 0);
  Vec<T> dense;
  for (std::int64_t i = 0; i < rows * ld; ++i) {
    const T value = out[static_cast<std::size_t>(i)];
    if (i % ld < cols)
      dense.push_back(value);
    else
      REQUIRE(value == T(-77));
  }
  return dense;
}

}  // namespace

TEST_CASE("there are activations to test", "[activation][conformance]") {
  CHECK(activations().size() >= 45);
}

TEST_CASE("every activation's backward is its derivative",
          "[activation][conformance][gradient]") {
  for (const Setup& setup : activations()) {
    INFO(setup.name);
    const Part part(*setup.component, setup.settings);
    const bool rowwise =
        (part.table<backplane_activation>().flags & BACKPLANE_ACT_ROWWISE) != 0;
    for (const auto& [rows, cols] : kShapes) {
      const auto n = static_cast<std::size_t>(rows * cols);
      Vec<double> x = filled(n, 5, -4, 4);
      for (double& entry : x)  // away from kinks at 0
        if (std::abs(entry) < 0.01) entry += 0.02;
      if (n > 1) x[1] = 1.7;  // inside every domain: above 1, and between 0 and 1
      x[0] = 0.7;
      const Vec<double> dy = filled(n, 6, 0.5, 2);
      const auto dx = act_backward(part, x, dy, cols);
      // A row's entries depend on each other; elsewhere one outside the domain of f
      // must not spoil the sum.
      const auto L = [&, c = cols](std::size_t i) {
        const auto y = act_forward(part, x, c);
        return rowwise ? dot(dy, y) : dy[i] * y[i];
      };
      const auto found = compare_gradient(x, dx, L);
      CHECK(found.error < 1e-8);
      if (n > 1) CHECK(found.compared > 0);
      CHECK(found.compared + found.outside >= (n * 3) / 4);
    }
  }
}

TEST_CASE("every activation takes no rows at all", "[activation][conformance]") {
  for (const Setup& setup : activations()) {
    INFO(setup.name);
    const Part part(*setup.component, setup.settings);
    CHECK(act_forward(part, Vec<float>{}, 7).empty());
    CHECK(act_backward(part, Vec<double>{}, {}, 7).empty());
  }
}

TEMPLATE_TEST_CASE("every activation works in place and leaves gaps alone",
                   "[activation][conformance]", float, double) {
  for (const Setup& setup : activations()) {
    INFO(setup.name);
    const Part part(*setup.component, setup.settings);
    const auto flags = part.table<backplane_activation>().flags;
    for (const auto& [rows, cols] : kShapes) {
      const auto n = static_cast<std::size_t>(rows * cols);
      const auto x = rounded<TestType>(awkward(n)),
                 dy = rounded<TestType>(filled(n, 8));
      const auto y = act_forward(part, x, cols), dx = act_backward(part, x, dy, cols);
      CHECK(same_bits(strided(part, false, x, dy, cols, 3, false), y));
      CHECK(same_bits(strided(part, true, x, dy, cols, 3, false), dx));
      if ((flags & BACKPLANE_ACT_INPLACE_FWD) != 0)
        CHECK(same_bits(strided(part, false, x, dy, cols, 0, true), y));
      if ((flags & BACKPLANE_ACT_INPLACE_BWD) != 0)
        CHECK(same_bits(strided(part, true, x, dy, cols, 5, true), dx));
    }
  }
}

TEMPLATE_TEST_CASE("an element's bits do not depend on its place or the CPU path",
                   "[activation][conformance]", float, double) {
  for (const Setup& setup : activations()) {
    INFO(setup.name);
    const Part part(*setup.component, setup.settings);
    const Part fast(*setup.component, setup.settings, backplane::detected_isa());
    const bool rowwise =
        (part.table<backplane_activation>().flags & BACKPLANE_ACT_ROWWISE) != 0;
    const std::int64_t cols = rowwise ? 37 : 1;
    const auto x = rounded<TestType>(awkward(5 * 37));
    const auto dy = rounded<TestType>(filled(5 * 37, 9));
    const auto y = act_forward(part, x, 37), dx = act_backward(part, x, dy, 37);
    CHECK(same_bits(act_forward(fast, x, 37), y));
    CHECK(same_bits(act_backward(fast, x, dy, 37), dx));
    Vec<TestType> piece_y, piece_dx;
    for (auto at = x.begin(); at != x.end(); at += cols) {
      const Vec<TestType> part_x(at, at + cols);
      const auto from = dy.begin() + (at - x.begin());
      for (const auto v : act_forward(fast, part_x, cols)) piece_y.push_back(v);
      for (const auto v : act_backward(fast, part_x, {from, from + cols}, cols))
        piece_dx.push_back(v);
    }
    CHECK(same_bits(piece_y, y));
    CHECK(same_bits(piece_dx, dx));
  }
}

TEST_CASE("every activation in float is that in double, rounded",
          "[activation][conformance]") {
  for (const Setup& setup : activations()) {
    INFO(setup.name);
    const Part part(*setup.component, setup.settings);
    const auto x = rounded<float>(filled(4 * 64, 11, -8, 8));
    const auto dy = rounded<float>(filled(4 * 64, 12));
    const Vec<double> wide_x(x.begin(), x.end()), wide_dy(dy.begin(), dy.end());
    const auto y = act_forward(part, x, 64), dx = act_backward(part, x, dy, 64);
    const auto Y = act_forward(part, wide_x, 64);
    const auto dX = act_backward(part, wide_x, wide_dy, 64);
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (std::isnan(Y[i])) {  // outside the domain in both
        CHECK(std::isnan(y[i]));
        continue;
      }
      CHECK(static_cast<double>(y[i]) == Approx(Y[i]).margin(3e-6).epsilon(1e-5));
      CHECK(static_cast<double>(dx[i]) == Approx(dX[i]).margin(3e-6).epsilon(1e-5));
    }
  }
}

namespace {

/// Whether f stays below 2 |x| + 2 on [-8, 8]: then nothing may go wrong beyond.
bool tame(const Part& part) {
  Vec<double> x = filled(400, 13, -8, 8);
  x[0] = 0;
  const auto y = act_forward(part, x, 400);
  const auto dx = act_backward(part, x, Vec<double>(400, 1), 400);
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!(std::abs(y[i]) <= 2 * std::abs(x[i]) + 2) || !(std::abs(dx[i]) <= 20))
      return false;
  return true;
}

}  // namespace

TEMPLATE_TEST_CASE("a tame activation is finite at finite extremes",
                   "[activation][conformance]", float, double) {
  std::size_t wild = 0;
  for (const Setup& setup : activations()) {
    INFO(setup.name);
    const Part part(*setup.component, setup.settings);
    if (!tame(part) && ++wild > 0) continue;
    const auto x = rounded<TestType>(awkward(90));
    for (const auto y : act_forward(part, x, 30)) CHECK(std::isfinite(y));
    for (const auto dx : act_backward(part, x, Vec<TestType>(90, 1), 30))
      CHECK(std::isfinite(dx));
  }
  CHECK(wild * 3 < activations().size());
}

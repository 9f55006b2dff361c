// conv2d: by hand, its tasks, huge values and what it refuses; gradients, bits and
// finishes are in the conformance test, PyTorch's numbers in tests/parity.
#include <catch2/catch.hpp>
#include <cmath>

#include "math/isa.hpp"
#include "support/layer_checks.hpp"

using namespace backplane::test;

TEST_CASE("conv2d is a weighted sum of each window", "[layer][conv2d]") {
  const Part conv("conv2d", {{"filters", 1}, {"kernel", std::vector<std::int64_t>{2}}});
  LayerBench<double> bench(conv, {1, 1, 3, 3});
  bench.x = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  bench.params = {{1, 10, 100, 1000}, {0.5}};
  bench.dy = {1, 0, 0, 2};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{5421.5, 6532.5, 8754.5, 9865.5});
  CHECK(bench.dx == std::vector<double>{1, 10, 0, 100, 1002, 20, 0, 200, 2000});
  CHECK(bench.dparams[0] == std::vector<double>{11, 14, 20, 23});
  CHECK(bench.dparams[1] == std::vector<double>{3});
}

TEST_CASE("conv2d with padding sees zeros around the image", "[layer][conv2d]") {
  const Part conv("conv2d", {{"filters", 1}, {"padding", std::string("same")}});
  LayerBench<double> bench(conv, {1, 1, 2, 2});
  bench.x = {1, 2, 3, 4};
  bench.params = {{1, 1, 1, 1, 1, 1, 1, 1, 1}, {0}};
  bench.forward();
  CHECK(bench.y == std::vector<double>{10, 10, 10, 10});
}

TEST_CASE("conv2d: same padding halves a size at stride 2, rounding up",
          "[layer][conv2d]") {
  const Part conv("conv2d", {{"filters", 3},
                             {"padding", std::string("same")},
                             {"stride", std::vector<std::int64_t>{2}}});
  const LayerBench<float> bench(conv, {2, 5, 7, 8});
  CHECK(bench.out().dim[2] == 4);
  CHECK(bench.out().dim[3] == 4);
}

TEST_CASE("conv2d declares PyTorch's tensors and start", "[layer][conv2d]") {
  const Part conv("conv2d", {{"filters", 6}, {"groups", 2}});
  const LayerBench<float> bench(conv, {8, 4, 9, 9});
  REQUIRE(bench.plan().n_params == 2);
  const auto& weight = bench.param(0);
  CHECK(std::string(weight.name) == "weight");
  CHECK(weight.shape.dim[0] == 6);
  CHECK(weight.shape.dim[1] == 2);
  CHECK(weight.fan_in == 18);
  CHECK(weight.init_gain * std::sqrt(3.0) == Approx(1));
  CHECK(bench.param(1).fan_in == 18);
  CHECK(bench.plan().multiply_adds == 8u * 6u * 18u * 49u);
}

TEST_CASE("conv2d's scratch is that of a cache, whatever the image",
          "[layer][conv2d]") {
  for (const int filters : {3, 64}) {
    CAPTURE(filters);
    const Part conv("conv2d", {{"filters", filters}, {"padding", std::string("same")}});
    const LayerBench<float> bench(conv, {4, 64, 112, 112});
    CHECK(bench.plan().worker_scratch <= 640 * 1024);
    CHECK(bench.plan().tasks[BACKPLANE_PHASE_BACK_PARAMS] == 4);
  }
}

namespace {

/// Channels [first, first + n) of every image of v (B, C, size).
std::vector<double> channels(const std::vector<double>& v, std::size_t B, std::size_t C,
                             std::size_t first, std::size_t n) {
  const std::size_t size = v.size() / (B * C);
  std::vector<double> out;
  for (std::size_t b = 0; b < B; ++b)
    for (std::size_t i = first * size; i < (first + n) * size; ++i)
      out.push_back(v[b * C * size + i]);
  return out;
}

void check_near(const std::vector<double>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  double worst = 0;
  for (std::size_t i = 0; i < found.size(); ++i)
    worst = std::max(worst, std::abs(found[i] - expected[i]));
  CHECK(worst < 1e-12);
}

}  // namespace

TEST_CASE("conv2d by tiles is the sum of convolutions that are not",
          "[layer][conv2d]") {
  // From 16 channels on it goes by tiles; eight of them go the direct way.
  using Dims = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;
  const auto [B, H, W, pad] =
      GENERATE(Dims{1, 30, 41, 1}, Dims{11, 7, 6, 1}, Dims{3, 9, 5, 0},
               Dims{2, 4, 3, 2}, Dims{2, 2, 18, 1});
  CAPTURE(B, H, W, pad);
  const Settings settings{{"filters", 18}, {"padding", std::vector<std::int64_t>{pad}}};
  const Part conv("conv2d", settings, backplane::detected_isa());
  LayerBench<double> whole(conv, {B, 16, H, W}), half(conv, {B, 8, H, W});
  fill(whole);
  whole.forward(), whole.backward();
  CHECK(whole.plan().tasks[BACKPLANE_PHASE_FORWARD_2] > 0);
  CHECK(half.plan().tasks[BACKPLANE_PHASE_FORWARD_2] == 0);
  std::vector<double> y(whole.y.size());
  const auto n = static_cast<std::size_t>(B);
  for (const std::size_t first : {0u, 8u}) {
    half.x = channels(whole.x, n, 16, first, 8);
    half.params[0] = channels(whole.params[0], 18, 16, first, 8);
    half.params[1] = whole.params[1];
    if (first > 0) half.params[1].assign(18, 0);
    half.dy = whole.dy;
    half.forward(), half.backward();
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += half.y[i];
    check_near(channels(whole.dx, n, 16, first, 8), half.dx);
    check_near(channels(whole.dparams[0], 18, 16, first, 8), half.dparams[0]);
    check_near(whole.dparams[1], half.dparams[1]);
  }
  check_near(whole.y, y);
}

TEMPLATE_TEST_CASE("conv2d by tiles: bits, finishes and what it adds to",
                   "[layer][conv2d]", float, double) {
  const Part conv("conv2d", {{"filters", 20}, {"padding", std::string("same")}},
                  backplane::detected_isa());
  LayerBench<TestType> one(conv, {11, 16, 9, 8}), two(conv, {11, 16, 9, 8});
  two.backwards = true, two.workers = 3;
  const auto a = results(one);
  const auto b = results(two);
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(same_bits(a[i], b[i]));
  two.count_finishes = true;
  two.flags = BACKPLANE_RUN_ACCUMULATE;
  two.forward(), two.backward();
  for (std::size_t i = 0; i < one.y.size(); ++i) CHECK(two.y[i] == one.y[i] + 1);
  for (std::size_t i = 0; i < one.dx.size(); ++i) CHECK(two.dx[i] == one.dx[i] + 1);
  for (std::size_t i = 0; i < one.dparams[0].size(); ++i)
    CHECK(two.dparams[0][i] == Approx(2 * one.dparams[0][i]).margin(1e-4));
}

TEST_CASE("conv2d in many blocks and slots is conv2d in one", "[layer][conv2d]") {
  // Images large enough for several blocks, and more images than slots.
  const Part conv("conv2d", {{"filters", 3}, {"padding", std::string("same")}});
  LayerBench<double> whole(conv, {11, 8, 40, 40}), single(conv, {1, 8, 40, 40});
  fill(whole);
  whole.forward(), whole.backward();
  const std::size_t in = 8 * 40 * 40, out = 3 * 40 * 40;
  std::vector<double> dW(whole.dparams[0].size());
  for (std::size_t b = 0; b < 11; ++b) {
    const auto part = [b](const std::vector<double>& v, std::size_t n) {
      const auto from = v.begin() + static_cast<std::ptrdiff_t>(b * n);
      return std::vector<double>(from, from + static_cast<std::ptrdiff_t>(n));
    };
    single.params = whole.params;
    single.x = part(whole.x, in), single.dy = part(whole.dy, out);
    single.forward(), single.backward();
    CHECK(same_bits(single.y, part(whole.y, out)));
    CHECK(same_bits(single.dx, part(whole.dx, in)));
    for (std::size_t i = 0; i < dW.size(); ++i) dW[i] += single.dparams[0][i];
  }
  for (std::size_t i = 0; i < dW.size(); ++i)
    CHECK(whole.dparams[0][i] == Approx(dW[i]).epsilon(1e-12).margin(1e-12));
}

TEST_CASE("conv2d passes NaN and huge values on to the windows that see them",
          "[layer][conv2d]") {
  const Part conv("conv2d", {{"filters", 1}, {"kernel", std::vector<std::int64_t>{2}}});
  LayerBench<float> bench(conv, {1, 1, 2, 4});
  bench.x = {NAN, 1, 1, 1e30f, 1, 1, 1, 1e-30f};
  bench.params = {{1, 1, 1, 1}, {0}};
  bench.forward();
  CHECK(std::isnan(bench.y[0]));
  CHECK(bench.y[1] == 4);
  CHECK(bench.y[2] == 1e30f);
}

TEST_CASE("conv2d says what is wrong, with both numbers", "[layer][conv2d][error]") {
  const Part conv("conv2d", {{"filters", 4}, {"groups", 2}});
  CHECK(refusal(conv, {2, 3, 8, 8}) ==
        "3 channels cannot be split into 2 groups of one size");
  CHECK(refusal(conv, {2, 4, 2, 8}) ==
        "needs a window of 3×3, larger than the padded input of 2×8");
  CHECK(refusal(conv, {2, 64}) ==
        "'conv2d' works on images, channels × height × width, but gets 64");
  const auto& table = built_in("conv2d");
  CHECK(validate(table, {{"filters", 3}, {"groups", 2}}).message ==
        "3 filters cannot be split into 2 groups of one size");
  const auto three =
      validate(table, {{"filters", 4}, {"kernel", std::vector<std::int64_t>{1, 2, 3}}});
  CHECK(three.message == "'kernel' takes one number or 2, but gets 3");
  CHECK(three.parameter == "kernel");
}

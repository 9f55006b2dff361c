// glu and its family: by hand, every gate and axis, gradients, finishes, shapes
// refused.
#include <catch2/catch.hpp>
#include <cmath>

#include "math/isa.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"
#include "support/layer_run.hpp"

namespace {

using namespace backplane::test;

double gate(const std::string& name, double b) {
  if (name == "glu") return 1 / (1 + std::exp(-b));
  if (name == "swiglu") return b / (1 + std::exp(-b));
  if (name == "geglu") return b * (1 + std::erf(b / std::sqrt(2.0))) / 2;
  return name == "reglu" ? std::max(b, 0.0) : b;
}

const std::vector<std::string> kFamily{"glu", "swiglu", "geglu", "reglu", "bilinear"};

std::string refused(const std::string& name, const Settings& settings,
                    const std::vector<std::int64_t>& dims) {
  const Part part(name, settings);
  try {
    const LayerBench<double> bench(part, {shape_of(BACKPLANE_DT_F64, dims)});
  } catch (const std::exception& e) {
    return e.what();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("glu lets the first half through the gate of the second", "[layer][glu]") {
  const Part glu("glu");
  LayerBench<double> bench(glu, {2, 4});
  bench.x = {1, 2, 0, std::log(3.0), -4, 8, 0, 0};
  bench.dy = {1, 1, 1, 10};
  CHECK(bench.out().dim[1] == 2);
  bench.forward();
  bench.backward();
  const std::vector<double> y{0.5, 1.5, -2, 4};
  // da = s dy, db = a s (1 - s) dy
  const std::vector<double> dx{0.5, 0.75, 0.25, 0.375, 0.5, 5, -1, 20};
  for (std::size_t i = 0; i < 4; ++i) CHECK(bench.y[i] == Approx(y[i]).epsilon(1e-15));
  for (std::size_t i = 0; i < 8; ++i)
    CHECK(bench.dx[i] == Approx(dx[i]).epsilon(1e-15));
}

TEST_CASE("the whole family halves every axis", "[layer][glu]") {
  const std::string name = GENERATE(from_range(kFamily));
  const int axis = GENERATE(1, 2, 3, -1, -2, -3);
  CAPTURE(name, axis);
  const Part glu(name, {{"axis", axis}});
  const std::int64_t sizes[] = {3, 4, 6, 2};
  LayerBench<double> bench(glu, {3, 4, 6, 2});
  bench.x = filled(bench.x.size(), 3, -3, 3);
  bench.forward();
  const int k = axis < 0 ? axis + 4 : axis;
  std::int64_t behind = 1;
  for (int i = k + 1; i < 4; ++i) behind *= sizes[i];
  CHECK(bench.out().dim[k] == sizes[k] / 2);
  const std::int64_t half = sizes[k] / 2 * behind;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(bench.y.size()); ++i) {
    const auto at = static_cast<std::size_t>(i / half * 2 * half + i % half);
    const double want =
        bench.x[at] * gate(name, bench.x[at + static_cast<std::size_t>(half)]);
    CHECK(bench.y[static_cast<std::size_t>(i)] == Approx(want).epsilon(1e-14));
  }
}

TEST_CASE("glu's backward matches finite differences", "[layer][glu][gradient]") {
  const std::string name = GENERATE(from_range(kFamily));
  const int axis = GENERATE(1, -1);
  CAPTURE(name, axis);
  const Part glu(name, {{"axis", axis}});
  LayerBench<double> bench(glu, {2, 6, 4});
  bench.x = filled(bench.x.size(), 4, -2, 2);
  bench.dy = filled(bench.dy.size(), 5);
  bench.forward();
  bench.backward();
  const auto dx = bench.dx;
  CHECK(gradient_error(bench.x, dx, [&] {
          bench.forward();
          return dot(bench.dy, bench.y);
        }) < 1e-9);
}

TEST_CASE("glu finishes each element once, in any order of tasks", "[layer][glu]") {
  const Part glu("swiglu"), fast("swiglu", {}, backplane::detected_isa());
  LayerBench<float> plain(glu, {700, 90}), counted(fast, {700, 90});
  plain.x = counted.x = rounded<float>(filled(plain.x.size(), 6));
  plain.dy = counted.dy = rounded<float>(filled(plain.dy.size(), 7));
  counted.count_finishes = counted.backwards = true;
  for (auto* bench : {&plain, &counted}) bench->forward(), bench->backward();
  CHECK(plain.plan().tasks[BACKPLANE_PHASE_FORWARD] > 1);
  for (float& y : plain.y) y += 1;
  for (float& dx : plain.dx) dx += 1;
  CHECK(same_bits(counted.y, plain.y));
  CHECK(same_bits(counted.dx, plain.dx));
}

TEST_CASE("glu bears huge inputs and passes a NaN", "[layer][glu]") {
  const std::string name = GENERATE(from_range(kFamily));
  CAPTURE(name);
  const Part glu(name);
  LayerBench<float> bench(glu, {1, 6});
  bench.x = {2, 2, 2, 1e4F, -1e4F, NAN};
  bench.dy = {1, 1, 1};
  bench.forward();
  bench.backward();
  for (const std::size_t i : {0u, 1u}) {
    CHECK(std::isfinite(bench.y[i]));
    CHECK(std::isfinite(bench.dx[i]));
    CHECK(std::isfinite(bench.dx[i + 3]));
  }
  CHECK(std::isnan(bench.y[2]));
}

TEST_CASE("reglu's gate is shut at 0, as PyTorch's", "[layer][glu]") {
  const Part reglu("reglu");
  LayerBench<double> bench(reglu, {1, 2});
  bench.x = {3, 0}, bench.dy = {1};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{0});
  CHECK(bench.dx == std::vector<double>{0, 0});
}

TEST_CASE("glu names the axis that it cannot halve", "[layer][glu][error]") {
  CHECK(refused("glu", {}, {32, 7}) ==
        "halves axis -1, but gets 7 with 7 entries there, an odd number: make them 6 "
        "or 8");
  CHECK(refused("swiglu", {{"axis", 1}}, {32, 5, 8, 8}) ==
        "halves axis 1, but gets 5×8×8 with 5 entries there, an odd number: make them "
        "4 or 6");
  CHECK(refused("glu", {{"axis", 3}}, {32, 8, 8}) ==
        "halves axis 3, but gets 8×8, which has 2 axes");
  CHECK(refused("glu", {{"axis", -2}}, {32, 8}) ==
        "halves axis -2, but gets 8, which has 1 axis");
  CHECK(refused("glu", {}, {32, 8}) == "nothing");
  const Answer batch = validate(built_in("glu"), {{"axis", 0}});
  CHECK(batch.parameter == "axis");
  CHECK(batch.message ==
        "axis 0 is the batch; the axes of a sample are 1, 2, ... or -1, -2, ...");
}

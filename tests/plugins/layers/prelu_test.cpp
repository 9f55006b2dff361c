// prelu: by hand, one slope and one a channel, gradients, sums, finishes, start.
#include <catch2/catch.hpp>
#include <cmath>

#include "math/isa.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"
#include "support/layer_checks.hpp"
#include "support/layer_run.hpp"

namespace {

using namespace backplane::test;

const Settings kChannels{{"num_parameters", std::string("channels")}};

}  // namespace

TEST_CASE("prelu learns its slope below 0", "[layer][prelu]") {
  const Part prelu("prelu");
  LayerBench<double> bench(prelu, {2, 3});
  bench.x = {1, -2, 0, -4, 5, -6};
  bench.params = {{0.25}};
  bench.dy = {1, 2, 3, 4, 5, 6};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{1, -0.5, 0, -1, 5, -1.5});
  CHECK(bench.dx == std::vector<double>{1, 0.5, 0.75, 1, 5, 1.5});
  CHECK(bench.dparams[0] == std::vector<double>{-4 - 16 - 36});
}

TEST_CASE("prelu with channels has a slope for each", "[layer][prelu]") {
  const Part prelu("prelu", kChannels);
  LayerBench<double> bench(prelu, {2, 2, 1, 2});
  bench.x = {-1, 1, -1, 1, -2, 2, -2, -3};
  bench.params = {{0.5, 10}};
  bench.dy = {1, 2, 3, 4, 5, 6, 7, 8};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{-0.5, 1, -10, 1, -1, 2, -20, -30});
  CHECK(bench.dx == std::vector<double>{0.5, 2, 30, 4, 2.5, 6, 70, 80});
  CHECK(bench.dparams[0] == std::vector<double>{-11, -3 - 14 - 24});
}

TEST_CASE("prelu's backward matches finite differences", "[layer][prelu][gradient]") {
  const bool channels = GENERATE(false, true);
  const auto [B, C, H, W] = GENERATE(table<int, int, int, int>(
      {{1, 1, 1, 1}, {3, 5, 1, 1}, {2, 3, 4, 5}, {4, 1, 7, 3}}));
  CAPTURE(channels, B, C, H, W);
  const Part prelu("prelu", channels ? kChannels : Settings{});
  LayerBench<double> bench(prelu, {B, C, H, W});
  fill(bench);
  bench.x[0] = -0.5;
  bench.forward();
  bench.backward();
  const auto dx = bench.dx, dw = bench.dparams[0];
  const auto L = [&] {
    bench.forward();
    return dot(bench.dy, bench.y);
  };
  CHECK(gradient_error(bench.x, dx, L) < 1e-9);
  CHECK(gradient_error(bench.params[0], dw, L) < 1e-9);
}

TEST_CASE("prelu declares PyTorch's weight and start", "[layer][prelu]") {
  const Part prelu("prelu");
  const LayerBench<float> one(prelu, {8, 6, 5, 5});
  REQUIRE(one.plan().n_params == 1);
  CHECK(std::string(one.param(0).name) == "weight");
  CHECK(one.param(0).shape.rank == 1);
  CHECK(one.param(0).shape.dim[0] == 1);
  CHECK(std::string(one.param(0).init) == "ones");
  CHECK(one.param(0).init_gain == 0.25);
  const Part channels("prelu", kChannels);
  CHECK(LayerBench<float>(channels, {8, 6, 5, 5}).param(0).shape.dim[0] == 6);
  CHECK(LayerBench<float>(channels, {8, 7}).param(0).shape.dim[0] == 7);
  CHECK(LayerBench<float>(channels, {8}).param(0).shape.dim[0] == 1);
}

TEMPLATE_TEST_CASE("prelu gives the same bits in any order and on any path",
                   "[layer][prelu]", float, double) {
  const bool vectors = GENERATE(false, true);
  const Part slow("prelu", kChannels),
      fast("prelu", kChannels, backplane::detected_isa());
  const std::int64_t rows = vectors ? 500 : 40, behind = vectors ? 1 : 143;
  LayerBench<TestType> one(slow, {rows, 90, behind}), two(fast, {rows, 90, behind});
  fill(one), fill(two);
  two.backwards = two.count_finishes = true;
  for (auto* bench : {&one, &two}) bench->forward(), bench->backward();
  CHECK(one.plan().tasks[BACKPLANE_PHASE_FORWARD] > 1);
  for (auto& y : one.y) y += 1;
  for (auto& dx : one.dx) dx += 1;
  CHECK(same_bits(one.y, two.y));
  CHECK(same_bits(one.dx, two.dx));
  CHECK(same_bits(one.dparams[0], two.dparams[0]));
}

TEST_CASE("prelu adds to its gradient when asked", "[layer][prelu]") {
  const Part prelu("prelu", kChannels);
  LayerBench<double> bench(prelu, {5, 3, 4});
  fill(bench);
  bench.backward();
  const auto once = bench.dparams[0];
  bench.flags = BACKPLANE_RUN_ACCUMULATE;
  bench.backward();
  for (std::size_t i = 0; i < once.size(); ++i)
    CHECK(bench.dparams[0][i] == Approx(2 * once[i]).epsilon(1e-14));
}

TEST_CASE("prelu bears huge inputs and passes a NaN", "[layer][prelu]") {
  const Part prelu("prelu");
  LayerBench<float> bench(prelu, {1, 4});
  bench.x = {1e30F, -1e30F, NAN, -0.0F};
  bench.params = {{0.25F}};
  bench.forward();
  CHECK(bench.y[0] == 1e30F);
  CHECK(bench.y[1] == -0.25e30F);
  CHECK(std::isnan(bench.y[2]));
  CHECK(bench.y[3] == 0);
}

TEST_CASE("prelu's slopes are one or as many as channels", "[layer][prelu][error]") {
  const auto said = [](const Settings& settings, std::vector<std::int64_t> dims) {
    const Part prelu("prelu", settings);
    try {
      const LayerBench<double> bench(prelu, {shape_of(BACKPLANE_DT_F64, dims)});
    } catch (const std::exception& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  CHECK(said({{"num_parameters", 16}}, {4, 16, 8, 8}).empty());
  CHECK(said({{"num_parameters", 3}}, {4, 16, 8, 8}) ==
        "has 3 slopes, but gets 16×8×8 with 16 channels: write 1 or 'channels'");
  CHECK(said({{"num_parameters", 3}}, {4, 1}) ==
        "has 3 slopes, but gets 1 with 1 channel: write 1 or 'channels'");
}

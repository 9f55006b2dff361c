// embedding: by hand, gradients, padding, accumulation, tables it refuses.
#include <catch2/catch.hpp>
#include <cmath>

#include "math/isa.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"
#include "support/token_bench.hpp"

using namespace backplane::test;

namespace {

std::string message(const Settings& settings, std::int64_t vocab) {
  const Part part("embedding", settings);
  try {
    const TokenBench<double> bench(part, {2, 3}, vocab);
  } catch (const std::exception& e) {
    return e.what();
  }
  return "nothing";
}

// Ids that repeat, as those of a text do: few of them often.
void fill(TokenBench<double>& bench, std::int64_t vocab) {
  for (std::size_t i = 0; i < bench.ids.size(); ++i)
    bench.ids[i] =
        static_cast<std::int32_t>(i * i % 7 % static_cast<std::size_t>(vocab));
  bench.weight = filled(bench.weight.size(), 1);
  bench.dy = filled(bench.dy.size(), 2);
}

}  // namespace

TEST_CASE("embedding gives each id its row", "[layer][embedding]") {
  const Part part("embedding", {{"dim", 2}});
  TokenBench<double> bench(part, {2, 2}, 3);
  bench.ids = {2, 0, 2, 1};
  bench.weight = {1, 2, 10, 20, 100, 200};
  bench.dy = {1, 2, 3, 4, 5, 6, 7, 8};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{100, 200, 1, 2, 100, 200, 10, 20});
  CHECK(bench.dweight == std::vector<double>{3, 4, 7, 8, 6, 8});
}

TEST_CASE("embedding's gradient matches finite differences",
          "[layer][embedding][gradient]") {
  const auto [rows, time, vocab, dim] = GENERATE(table<int, int, int, int>(
      {{1, 1, 1, 1}, {3, 5, 4, 3}, {2, 70, 300, 40}, {4, 9, 5, 100}}));
  CAPTURE(rows, time, vocab, dim);
  const Part part("embedding", {{"dim", dim}});
  TokenBench<double> bench(part, {rows, time}, vocab);
  fill(bench, vocab);
  bench.forward();
  bench.backward();
  const auto gradient = bench.dweight;
  const auto L = [&] {
    bench.forward();
    return dot(bench.dy, bench.y);
  };
  CHECK(gradient_error(bench.weight, gradient, L) < 1e-9);
}

TEST_CASE("embedding declares PyTorch's table and start", "[layer][embedding]") {
  const Part part("embedding", {{"dim", 16}});
  const TokenBench<float> bench(part, {8, 32}, 256);
  CHECK(std::string(bench.param().name) == "weight");
  CHECK(bench.param().shape.dim[0] == 256);
  CHECK(bench.param().shape.dim[1] == 16);
  CHECK(bench.param().shape.dtype == BACKPLANE_DT_F32);
  CHECK(std::string(bench.param().init) == "normal");
  CHECK(bench.param().init_gain == 100);  // of a deviation of 0.01
  CHECK(bench.param().flags == BACKPLANE_TF_TRAINABLE);
  CHECK(bench.out().rank == 3);
  CHECK(bench.out().dtype == BACKPLANE_DT_F32);
  CHECK(bench.table().integer_inputs == 1);
  const Part larger("embedding", {{"dim", 2}, {"num_embeddings", 300}});
  CHECK(TokenBench<float>(larger, {8}, 256).param().shape.dim[0] == 300);
  CHECK(TokenBench<float>(larger, {8}, 0).param().shape.dim[0] == 300);
}

TEST_CASE("embedding's padding row has no gradient", "[layer][embedding]") {
  const Part part("embedding", {{"dim", 1}, {"padding_idx", 1}});
  TokenBench<double> bench(part, {4}, 3);
  CHECK(bench.param().flags == (BACKPLANE_TF_TRAINABLE | BACKPLANE_TF_FIXED_ROW));
  CHECK(bench.param().row == 1);
  bench.ids = {0, 1, 1, 2};
  bench.weight = {1, 2, 3};
  bench.dy = {1, 10, 100, 1000};
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<double>{1, 2, 2, 3});
  CHECK(bench.dweight == std::vector<double>{1, 0, 1000});
}

TEST_CASE("embedding adds to its gradient when asked", "[layer][embedding]") {
  const Part part("embedding", {{"dim", 37}});
  TokenBench<double> bench(part, {5, 4}, 6);
  fill(bench, 6);
  bench.backward();
  const auto once = bench.dweight;
  bench.flags = BACKPLANE_RUN_ACCUMULATE;
  bench.backward();
  for (std::size_t i = 0; i < once.size(); ++i)
    CHECK(bench.dweight[i] == Approx(2 * once[i]).margin(1e-15));
}

TEST_CASE("embedding gives the same bits in any order of tasks and on any path",
          "[layer][embedding]") {
  const Part plain("embedding", {{"dim", 150}});
  const Part fast("embedding", {{"dim", 150}}, backplane::detected_isa());
  TokenBench<double> one(plain, {30, 20}, 50), two(fast, {30, 20}, 50);
  fill(one, 50), fill(two, 50);
  two.backwards = true;
  for (auto* bench : {&one, &two}) bench->forward(), bench->backward();
  CHECK(one.plan().tasks[BACKPLANE_PHASE_FORWARD] > 1);
  CHECK(one.plan().tasks[BACKPLANE_PHASE_BACK_PARAMS] > 1);
  CHECK(same_bits(one.y, two.y));
  CHECK(same_bits(one.dweight, two.dweight));
}

TEST_CASE("embedding refuses tables that cannot serve", "[layer][embedding][error]") {
  CHECK(message({{"dim", 4}}, 0).find("needs num_embeddings") != std::string::npos);
  CHECK(message({{"dim", 4}, {"num_embeddings", 100}}, 256) ==
        "'embedding' has a table of 100 rows, but the data has 256 tokens");
  CHECK(message({{"dim", 4}, {"padding_idx", 7}}, 7) ==
        "'embedding' has padding_idx 7, but a table of 7 rows, counted from 0");
  CHECK(message({{"dim", 4}, {"padding_idx", 6}}, 7) == "nothing");
}

TEST_CASE("embedding notices an id that is none", "[layer][embedding][error]") {
  const Part part("embedding", {{"dim", 4}});
  TokenBench<double> bench(part, {2}, 3);
  for (const std::int32_t id : {3, -1}) {
    bench.ids = {0, id};
    CHECK_THROWS_WITH(bench.forward(), Catch::Contains(std::to_string(id)) &&
                                           Catch::Contains("the table of 3 rows"));
  }
}

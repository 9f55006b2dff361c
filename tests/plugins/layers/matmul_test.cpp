// matmul: by hand, all four transpositions, gradients, tiles, and what it refuses.
#include <catch2/catch.hpp>

#include "support/layer_graph_checks.hpp"

using namespace backplane::test;

namespace {

// A is M x K and B is K x N, in batches of `before`, lying as the flags say.
std::vector<Dims> factors(bool ta, bool tb, Dims before, std::int64_t M, std::int64_t K,
                          std::int64_t N) {
  Dims a = before, b = before;
  a.insert(a.end(), {ta ? K : M, ta ? M : K});
  b.insert(b.end(), {tb ? N : K, tb ? K : N});
  return {a, b};
}

}  // namespace

TEST_CASE("matmul multiplies matrix by matrix", "[layer][matmul]") {
  const Part matmul("matmul");
  GraphBench<double> bench(matmul, {{2, 2, 3}, {2, 3, 1}});
  bench.x = {{1, 2, 3, 4, 5, 6, 1, 0, 0, 0, 1, 0}, {1, 10, 100, 7, 8, 9}};
  bench.dy = {1, 2, 1, 1};
  bench.forward();
  bench.backward();
  CHECK(bench.out() == Dims{2, 2, 1});
  CHECK(bench.y == std::vector<double>{321, 654, 7, 8});
  CHECK(bench.dx[0] == std::vector<double>{1, 10, 100, 2, 20, 200, 7, 8, 9, 7, 8, 9});
  CHECK(bench.dx[1] == std::vector<double>{9, 12, 15, 1, 1, 0});
}

TEST_CASE("matmul takes its factors as they lie", "[layer][matmul]") {
  const auto [ta, tb] =
      GENERATE(table<bool, bool>({{false, true}, {true, false}, {true, true}}));
  CAPTURE(ta, tb);
  const Part plain("matmul"),
      turned("matmul", {{"transpose_a", ta}, {"transpose_b", tb}});
  GraphBench<double> right(plain, factors(false, false, {1}, 2, 3, 4));
  GraphBench<double> bench(turned, factors(ta, tb, {1}, 2, 3, 4));
  fill(right);
  const auto lay = [](const std::vector<double>& v, std::size_t rows, std::size_t cols,
                      bool transposed) {
    std::vector<double> out = v;
    for (std::size_t r = 0; r < rows && transposed; ++r)
      for (std::size_t c = 0; c < cols; ++c) out[c * rows + r] = v[r * cols + c];
    return out;
  };
  bench.x = {lay(right.x[0], 2, 3, ta), lay(right.x[1], 3, 4, tb)};
  bench.dy = right.dy;
  for (auto* b : {&right, &bench}) b->forward(), b->backward();
  for (std::size_t i = 0; i < bench.y.size(); ++i)
    CHECK(bench.y[i] == Approx(right.y[i]).epsilon(1e-14));
  const auto da = lay(right.dx[0], 2, 3, ta), db = lay(right.dx[1], 3, 4, tb);
  for (std::size_t i = 0; i < da.size(); ++i)
    CHECK(bench.dx[0][i] == Approx(da[i]).epsilon(1e-13));
  for (std::size_t i = 0; i < db.size(); ++i)
    CHECK(bench.dx[1][i] == Approx(db[i]).epsilon(1e-13));
}

TEST_CASE("matmul's backward matches finite differences", "[layer][matmul][gradient]") {
  const bool ta = GENERATE(false, true), tb = GENERATE(false, true);
  CAPTURE(ta, tb);
  const Settings settings{{"transpose_a", ta}, {"transpose_b", tb}};
  check_layer("matmul", settings, factors(ta, tb, {1}, 1, 1, 1));
  check_layer("matmul", settings, factors(ta, tb, {2, 3}, 4, 2, 5));
  const Part matmul("matmul", settings);
  check_gradients(matmul, factors(ta, tb, {1}, 20, 1, 3));
}

TEST_CASE("matmul cuts small products together and large ones apart",
          "[layer][matmul]") {
  const bool ta = GENERATE(false, true), tb = GENERATE(false, true);
  const Settings settings{{"transpose_a", ta}, {"transpose_b", tb}};
  const Part matmul("matmul", settings);
  const auto small = factors(ta, tb, {500, 2}, 3, 8, 5);
  const auto large = factors(ta, tb, {2}, 200, 40, 150);
  CHECK(GraphBench<float>(matmul, small).plan().tasks[BACKPLANE_PHASE_FORWARD] == 2);
  CHECK(GraphBench<float>(matmul, large).plan().tasks[BACKPLANE_PHASE_FORWARD] == 4);
  check_bits<float>("matmul", settings, small);
  check_bits<float>("matmul", settings, large);
  check_finishes(matmul, large);
  CHECK(GraphBench<float>(matmul, large).plan().multiply_adds ==
        2u * 200u * 40u * 150u);
}

TEST_CASE("matmul names what does not fit", "[layer][matmul][error]") {
  const Part matmul("matmul"), turned("matmul", {{"transpose_b", true}});
  CHECK(refusal(matmul, {{2, 3, 4}, {2, 5, 6}}) ==
        "'matmul' sums over 4 numbers of the first input, 3×4, and 5 of the second, "
        "5×6");
  CHECK(refusal(turned, {{2, 3, 4}, {2, 5, 6}}).find("and 6 of the second") !=
        std::string::npos);
  CHECK(refusal(turned, {{2, 3, 4}, {2, 5, 4}}) == "nothing");
  CHECK(refusal(matmul, {{2, 3}, {2, 3}}) ==
        "'matmul' multiplies [.., M, K] by [.., K, N] with alike axes before, but gets "
        "3 and 3");
  CHECK(refusal(matmul, {{2, 8, 3, 4}, {2, 7, 4, 3}}).find("8×3×4") !=
        std::string::npos);
}

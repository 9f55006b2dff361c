// flatten: shapes, and that it does nothing.
#include <catch2/catch.hpp>

#include "support/layer_run.hpp"

using namespace backplane::test;

TEST_CASE("flatten makes one axis of a sample's axes", "[layer][flatten]") {
  const Part flatten("flatten");
  const LayerBench<float> bench(flatten, {32, 1, 28, 28});
  CHECK(bench.out().rank == 2);
  CHECK(bench.out().dim[0] == 32);
  CHECK(bench.out().dim[1] == 784);
  CHECK((bench.plan().flags & BACKPLANE_LP_VIEW) != 0);
  for (const auto tasks : bench.plan().tasks) CHECK(tasks == 0);
}

TEST_CASE("flatten keeps what is flat", "[layer][flatten]") {
  const Part flatten("flatten");
  const LayerBench<double> flat(flatten, {3, 7});
  CHECK(flat.out().dim[1] == 7);
  const LayerBench<double> number(flatten, {3});
  CHECK(number.out().rank == 2);
  CHECK(number.out().dim[1] == 1);
}

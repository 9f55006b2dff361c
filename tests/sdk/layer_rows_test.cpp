// The short form of a layer: only forward, backward and gradients are written.
#include <catch2/catch.hpp>

#include "backplane/sdk/layer.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"
#include "support/layer_run.hpp"

namespace {

using namespace backplane::test;
using backplane::sdk::RowGrads, backplane::sdk::Rows;

/// y = s x, element by element.
struct Scale {
  static constexpr std::uint32_t keeps = BACKPLANE_LP_NEEDS_IN;

  void plan(backplane::sdk::Plan& plan) const {
    plan.output(plan.in());
    const auto n = backplane::sdk::count(plan.in(), 1, plan.in().rank);
    plan.parameter({.name = "scale",
                    .shape = backplane::sdk::shape(plan.in().dtype, {n}),
                    .init = "ones"});
  }
  template <class T>
  void forward(const Rows<T>& rows) const {
    const T* s = rows.run.param(0).data;
    for (std::int64_t i = 0; i < rows.n * rows.in; ++i)
      rows.y[i] = s[i % rows.in] * rows.x[i];
  }
  template <class T>
  void backward(const RowGrads<T>& rows) const {
    const T* s = rows.run.param(0).data;
    for (std::int64_t i = 0; i < rows.n * rows.in; ++i)
      rows.dx[i] = s[i % rows.in] * rows.dy[i];
  }
  template <class T>
  void gradients(const RowGrads<T>& rows) const {
    T* ds = rows.run.dparam(0).data;
    for (std::int64_t i = 0; i < rows.n * rows.in; ++i)
      ds[i % rows.in] += rows.dy[i] * rows.x[i];
  }
};

constexpr backplane_layer kScale =
    backplane::layer<Scale>("test.scale", "s x", "1.0.0");

/// A phase that is planned and not written.
struct Unwritten {
  void plan(backplane::sdk::Plan& plan) const {
    plan.output(plan.in());
    plan.tasks(BACKPLANE_PHASE_FORWARD, 1);
  }
};
constexpr backplane_layer kUnwritten =
    backplane::layer<Unwritten>("test.unwritten", "", "1.0.0");

}  // namespace

TEST_CASE("a short layer is cut into tasks by its shapes", "[sdk][layer]") {
  const Part scale(kScale.base);
  const LayerBench<double> small(scale, {8, 100}), large(scale, {700, 3, 1000});
  CHECK(small.plan().tasks[BACKPLANE_PHASE_FORWARD] == 1);
  CHECK(large.plan().tasks[BACKPLANE_PHASE_FORWARD] == 140);
  CHECK(large.plan().tasks[BACKPLANE_PHASE_BACK_PARAMS] == 1);
  CHECK(large.plan().flags ==
        (BACKPLANE_LP_ROW_LOCAL | BACKPLANE_LP_FINISHES | BACKPLANE_LP_NEEDS_IN));
}

TEST_CASE("a short layer's gradients match finite differences",
          "[sdk][layer][gradient]") {
  const Part scale(kScale.base);
  LayerBench<double> bench(scale, {7, 2, 3});
  bench.x = filled(42, 1), bench.dy = filled(42, 2), bench.params[0] = filled(6, 3);
  bench.forward();
  bench.backward();
  const auto dx = bench.dx, ds = bench.dparams[0];
  const auto L = [&] {
    bench.forward();
    return dot(bench.dy, bench.y);
  };
  CHECK(gradient_error(bench.x, dx, L) < 1e-9);
  CHECK(gradient_error(bench.params[0], ds, L) < 1e-9);
  bench.flags = BACKPLANE_RUN_ACCUMULATE;
  bench.backward();
  for (std::size_t i = 0; i < ds.size(); ++i)
    CHECK(bench.dparams[0][i] == Approx(2 * ds[i]).epsilon(1e-13));
}

TEST_CASE("a short layer's blocks are finished, each element once", "[sdk][layer]") {
  const Part scale(kScale.base);
  LayerBench<float> bench(scale, {50, 5, 200});
  bench.params[0].assign(1000, 2);
  bench.x.assign(bench.x.size(), 3);
  bench.dy.assign(bench.dy.size(), 4);
  bench.count_finishes = true;
  bench.forward();
  bench.backward();
  CHECK(bench.y == std::vector<float>(50000, 7));
  CHECK(bench.dx == std::vector<float>(50000, 9));
}

TEST_CASE("a phase that is planned but not written is named", "[sdk][layer][error]") {
  const Part part(kUnwritten.base);
  LayerBench<double> bench(part, {2, 2});
  CHECK_THROWS_WITH(bench.forward(), "a phase of this layer is not written");
}

TEST_CASE("work is cut into equal runs of whole grains", "[sdk][layer]") {
  using backplane::sdk::cut;
  CHECK(cut(784, 128, 16).parts == 7);
  CHECK(cut(784, 128, 16).size == 112);
  CHECK(cut(100, 128, 16, 2).size == 64);
  CHECK(cut(100, 128, 16, 2).length(1) == 36);
  CHECK(cut(1, 128, 8).parts == 1);
  CHECK(cut(0, 128, 8).parts == 0);
}

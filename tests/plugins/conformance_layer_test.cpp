// What every layer must do, whoever wrote it: over all built plugins, unnamed.
#include <catch2/catch.hpp>

#include "math/isa.hpp"
#include "support/every_layer.hpp"
#include "support/layer_checks.hpp"

namespace {

using namespace backplane::test;

/// Shapes of the other precision.
template <class T>
std::vector<backplane_shape> in(const LayerCase& one) {
  auto shapes = one.in;
  for (auto& shape : shapes)
    if (shape.dtype == BACKPLANE_DT_F64) shape.dtype = kDtype<T>;
  return shapes;
}

}  // namespace

TEST_CASE("every layer takes some shape", "[layer][conformance]") {
  CHECK(every_layer().size() >= 8);
  for (const auto& [setup, cases] : every_layer()) {
    INFO(setup.name);
    CHECK_FALSE(cases.empty());
  }
}

TEST_CASE("every layer's gradients are its derivatives",
          "[layer][conformance][gradient]") {
  for (const auto& [setup, cases] : every_layer()) {
    const Part part(*setup.component, setup.settings);
    for (const LayerCase& one : cases) {
      INFO(setup.name << " on " << one.text);
      LayerBench<double> bench(part, one.in);
      CHECK(worst_gradient(bench) < 1e-7);
    }
  }
}

TEMPLATE_TEST_CASE("a layer's bits depend on no order and no worker",
                   "[layer][conformance]", float, double) {
  for (const auto& [setup, cases] : every_layer()) {
    const Part part(*setup.component, setup.settings, backplane::detected_isa());
    for (const LayerCase& one : cases) {
      INFO(setup.name << " on " << one.text);
      LayerBench<TestType> first(part, in<TestType>(one));
      LayerBench<TestType> second(part, in<TestType>(one));
      second.backwards = true;
      second.workers = 3;
      const auto a = results(first), b = results(second);
      REQUIRE(a.size() == b.size());
      for (std::size_t i = 0; i < a.size(); ++i) CHECK(same_bits(a[i], b[i]));
    }
  }
}

TEMPLATE_TEST_CASE("a layer gives the same on every CPU path", "[layer][conformance]",
                   float, double) {
  for (const auto& [setup, cases] : every_layer()) {
    const Part plain(*setup.component, setup.settings);
    const Part fast(*setup.component, setup.settings, backplane::detected_isa());
    for (const LayerCase& one : cases) {
      INFO(setup.name << " on " << one.text);
      LayerBench<TestType> first(plain, in<TestType>(one));
      LayerBench<TestType> second(fast, in<TestType>(one));
      const auto a = results(first), b = results(second);
      REQUIRE(a.size() == b.size());
      for (std::size_t i = 0; i < a.size(); ++i) CHECK(same_bits(a[i], b[i]));
    }
  }
}

TEST_CASE("every layer in float is that in double, rounded", "[layer][conformance]") {
  for (const auto& [setup, cases] : every_layer()) {
    const Part part(*setup.component, setup.settings);
    for (const LayerCase& one : cases) {
      INFO(setup.name << " on " << one.text);
      LayerBench<float> narrow(part, in<float>(one));
      LayerBench<double> wide(part, one.in);
      const auto a = results(narrow);
      const auto b = results(wide);
      for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t k = 0; k < a[i].size(); ++k)
          CHECK(static_cast<double>(a[i][k]) ==
                Approx(b[i][k]).margin(2e-4).epsilon(2e-4));
    }
  }
}

TEST_CASE("a layer that finishes hands over each element once",
          "[layer][conformance]") {
  for (const auto& [setup, cases] : every_layer()) {
    const Part part(*setup.component, setup.settings);
    for (const LayerCase& one : cases) {
      INFO(setup.name << " on " << one.text);
      LayerBench<double> plain(part, one.in), counted(part, one.in);
      const bool finishes = (plain.plan().flags & BACKPLANE_LP_FINISHES) != 0;
      counted.count_finishes = true;
      auto expected = results(plain);
      const auto found = results(counted);
      for (std::size_t i = plain.dparams.size(); i < expected.size(); ++i) {
        const bool buffer = i >= expected.size() - plain.buffers.size();
        for (double& v : expected[i]) v += finishes && !buffer ? 1 : 0;
        CHECK(same_bits(found[i], expected[i]));
      }
    }
  }
}

TEST_CASE("every layer adds to its gradients when asked", "[layer][conformance]") {
  for (const auto& [setup, cases] : every_layer()) {
    const Part part(*setup.component, setup.settings);
    for (const LayerCase& one : cases) {
      INFO(setup.name << " on " << one.text);
      LayerBench<double> bench(part, one.in);
      (void)results(bench);
      const auto once = bench.dparams;
      bench.flags = BACKPLANE_RUN_ACCUMULATE;
      bench.forward();
      bench.backward();
      for (std::size_t p = 0; p < once.size(); ++p)
        for (std::size_t i = 0; i < once[p].size(); ++i)
          CHECK(bench.dparams[p][i] ==
                Approx(2 * once[p][i]).epsilon(1e-12).margin(1e-13));
    }
  }
}

TEST_CASE("every layer writes no dx where none is wanted", "[layer][conformance]") {
  for (const auto& [setup, cases] : every_layer()) {
    const Part part(*setup.component, setup.settings);
    for (const LayerCase& one : cases) {
      INFO(setup.name << " on " << one.text);
      LayerBench<double> wanted(part, one.in), unwanted(part, one.in);
      unwanted.want_dx = false;
      (void)results(wanted);
      (void)results(unwanted);
      CHECK(unwanted.dx == std::vector<double>(unwanted.dx.size(), -99));
      for (std::size_t p = 0; p < wanted.dparams.size(); ++p)
        CHECK(same_bits(unwanted.dparams[p], wanted.dparams[p]));
    }
  }
}

TEST_CASE("a layer planned for evaluation gives what one in training would",
          "[layer][conformance]") {
  for (const auto& [setup, cases] : every_layer()) {
    const Part part(*setup.component, setup.settings);
    for (const LayerCase& one : cases) {
      INFO(setup.name << " on " << one.text);
      LayerBench<double> evaluating(part, one.in, false), training(part, one.in);
      training.evaluate = true;
      fill(evaluating), fill(training);
      evaluating.forward(), training.forward();
      for (std::size_t i = 0; i < training.outputs.size(); ++i)
        CHECK(same_bits(evaluating.outputs.values<double>(i),
                        training.outputs.values<double>(i)));
      for (std::size_t i = 0; i < training.buffers.size(); ++i)
        CHECK(same_bits(evaluating.buffers.values<double>(i),
                        training.buffers.values<double>(i)));
    }
  }
}

TEST_CASE("every layer takes one sample, and none", "[layer][conformance]") {
  for (const auto& [setup, cases] : every_layer()) {
    const Part part(*setup.component, setup.settings);
    for (const LayerCase& one : cases)
      for (const std::int64_t rows : {1, 0}) {
        INFO(setup.name << " on " << one.text << " with a batch of " << rows);
        auto shapes = one.in;
        for (auto& shape : shapes) shape.dim[0] = rows;
        LayerBench<double> bench(part, shapes, false);
        fill(bench);
        bench.forward();
        for (const double y : bench.y) CHECK(std::isfinite(y));
      }
  }
}

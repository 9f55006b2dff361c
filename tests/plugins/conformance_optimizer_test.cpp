// What every optimizer must do, whoever wrote it: over all built plugins, unnamed.
#include <catch2/catch.hpp>
#include <cmath>

#include "math/isa.hpp"
#include "support/optimized.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"

namespace {

using namespace backplane::test;
using Dims = std::vector<std::int64_t>;

/// Parameters that an optimizer may have and that open its other paths; what it lacks
/// is left out.
std::vector<Setup> optimizers() {
  std::vector<Setup> all;
  for (const Setup& plain : every_part(BACKPLANE_KIND_OPTIMIZER)) {
    Settings base;
    std::vector<Settings> extra{{}};
    for (std::uint32_t i = 0; i < plain.component->n_params; ++i) {
      const backplane_param& param = *plain.component->params[i];
      if ((param.flags & BACKPLANE_PF_REQUIRED) != 0) base[param.name] = 0.1;
      if (param.type == BACKPLANE_T_BOOL)
        extra.push_back({{param.name, param.def.v.i == 0}});
      if (std::string(param.name) == "momentum")
        for (std::size_t k = 0, n = extra.size(); k < n; ++k) {
          extra.push_back(extra[k]);
          extra.back()["momentum"] = 0.9;
        }
    }
    for (Settings settings : extra) {
      settings.merge(Settings(plain.settings));
      settings.merge(Settings(base));
      if (validate(*plain.component, settings).status == BACKPLANE_OK)
        all.push_back({plain.component, settings, plain.name});
    }
  }
  return all;
}

bool whole_tensor(const Part& part) {
  return (part.table<backplane_optimizer>().flags & BACKPLANE_OPT_WHOLE_TENSOR) != 0;
}

/// No shape told, and shapes of so many numbers for those that look at them.
std::vector<Dims> shapes(const Part& part, std::int64_t n) {
  std::vector<Dims> all{{}};
  if (!whole_tensor(part)) return all;
  all.insert(all.end(), {{n}, {n, 1}, {1, n}, {1, n, 1, 1}});
  for (std::int64_t rows = 2; rows < n; ++rows)
    if (n % rows == 0) all.insert(all.end(), {{rows, n / rows}, {rows, 1, n / rows}});
  return all;
}

/// Runs f(part, dims) for every optimizer and shape of n numbers.
template <class F>
void for_all(std::int64_t n, const F& f) {
  for (const Setup& setup : optimizers()) {
    const Part part(*setup.component, setup.settings);
    for (const Dims& dims : shapes(part, n)) {
      INFO(setup.name << " on a shape of rank " << dims.size());
      f(setup, part, dims);
    }
  }
}

}  // namespace

TEST_CASE("every optimizer goes down a bowl at a rate that suits it",
          "[optimizer][conformance]") {
  REQUIRE(optimizers().size() >= 20);
  for_all(4, [](const Setup&, const Part& part, const Dims& dims) {
    double best = 1e9;
    for (const double rate : {0.01, 0.1, 1.0, 30.0}) {
      Optimized<double> state(part, {1.0, -2.0, 0.5, -1.0}, dims);
      for (int step = 0; step < 600; ++step)
        state.update(part, {state.w[0], 4 * state.w[1], state.w[2], state.w[3]}, rate);
      double farthest = 0;
      for (const double w : state.w)
        farthest = std::isfinite(w) ? std::max(farthest, std::abs(w)) : 1e9;
      best = std::min(best, farthest);
    }
    CHECK(best < 0.15);
  });
}

TEMPLATE_TEST_CASE("an optimizer's bits do not depend on cuts or the CPU path",
                   "[optimizer][conformance]", float, double) {
  for_all(78, [](const Setup& setup, const Part& plain, const Dims& dims) {
    const Part fast(*setup.component, setup.settings, backplane::detected_isa());
    const auto w = rounded<TestType>(filled(78, 31));
    // What takes whole parameters is not cut.
    const auto cut = static_cast<std::ptrdiff_t>(whole_tensor(plain) ? 78 : 13);
    const auto left = [&](const Vec<TestType>& v) {
      return Vec<TestType>(v.begin(), v.begin() + cut);
    };
    const auto right = [&](const Vec<TestType>& v) {
      return Vec<TestType>(v.begin() + cut, v.end());
    };
    Optimized<TestType> whole(plain, w, dims), head(fast, left(w), dims),
        tail(fast, right(w));
    for (std::uint64_t step = 0; step < 5; ++step) {
      const auto g = rounded<TestType>(filled(78, 40 + step));
      whole.update(plain, g, 0.05, 0.01, 0.5);
      head.update(fast, left(g), 0.05, 0.01, 0.5);
      tail.update(fast, right(g), 0.05, 0.01, 0.5);
    }
    head.w.insert(head.w.end(), tail.w.begin(), tail.w.end());
    CHECK(same_bits(head.w, whole.w));
  });
}

TEST_CASE("every optimizer multiplies the gradient by grad_scale first",
          "[optimizer][conformance]") {
  for_all(2, [](const Setup&, const Part& part, const Dims& dims) {
    Optimized<double> scaled(part, {1.0, -2.0}, dims), plain(part, {1.0, -2.0}, dims);
    for (int step = 0; step < 3; ++step) {
      scaled.update(part, {4, -8}, 0.1, 0.02, 0.25);
      plain.update(part, {1, -2}, 0.1, 0.02);
    }
    CHECK(same_bits(scaled.w, plain.w));
  });
}

TEST_CASE("no optimizer keeps anything but its slots", "[optimizer][conformance]") {
  for_all(6, [](const Setup& setup, const Part& part, const Dims& dims) {
    const Part other(*setup.component, setup.settings);
    Optimized<double> alone(other, filled(6, 1), dims), one(part, filled(6, 1), dims),
        two(part, filled(6, 2), dims);
    for (std::uint64_t step = 0; step < 4; ++step) {
      alone.update(other, filled(6, 10 + step), 0.1, 0.02);
      two.update(part, filled(6, 20 + step), 0.3);
      one.update(part, filled(6, 10 + step), 0.1, 0.02);
    }
    CHECK(same_bits(one.w, alone.w));
  });
}

TEST_CASE("a gradient of 0 moves nothing, a NaN is not hidden",
          "[optimizer][conformance]") {
  const double nan = std::nan("");
  for_all(4, [&](const Setup&, const Part& part, const Dims& dims) {
    const Vec<double> start{1, -2, 0.5, 0};
    Optimized<double> still(part, start, dims), lost(part, start, dims);
    still.update(part, {0, 0, 0, 0}, 0.1);
    CHECK(still.w == start);
    lost.update(part, {1, nan, 1, 1}, 0.1);
    CHECK(std::isnan(lost.w[1]));
  });
}

TEST_CASE("float32 follows float64", "[optimizer][conformance]") {
  for_all(12, [](const Setup&, const Part& part, const Dims& dims) {
    Optimized<double> fine(part, filled(12, 3), dims);
    Optimized<float> coarse(part, rounded<float>(filled(12, 3)), dims);
    for (std::uint64_t step = 0; step < 10; ++step) {
      const auto g = filled(12, 50 + step);
      fine.update(part, g, 0.01, 0.02);
      coarse.update(part, rounded<float>(g), 0.01, 0.02);
    }
    for (std::size_t i = 0; i < fine.w.size(); ++i)
      CHECK(std::abs(static_cast<double>(coarse.w[i]) - fine.w[i]) < 1e-4);
  });
}

TEST_CASE("every optimizer names its slots and its learning rate",
          "[optimizer][conformance]") {
  for (const Setup& setup : optimizers()) {
    INFO(setup.name);
    const Part part(*setup.component, setup.settings);
    const auto& table = part.table<backplane_optimizer>();
    for (std::uint32_t i = 0; i < table.n_slots; ++i)
      CHECK(std::strlen(table.slot_names[i]) > 0);
    if (table.slots_used != nullptr)
      CHECK(table.slots_used(part.self()) <= table.n_slots);
    std::uint32_t roles = 0;
    for (std::uint32_t i = 0; i < table.base.n_params; ++i)
      roles |= table.base.params[i]->flags;
    CHECK((roles & BACKPLANE_PF_ROLE_LR) != 0);
    CHECK((roles & BACKPLANE_PF_ROLE_DECAY) != 0);
  }
}

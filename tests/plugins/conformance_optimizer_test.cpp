// What every optimizer must do, whoever wrote it: over all built plugins, unnamed.
#include <catch2/catch.hpp>
#include <cmath>

#include "math/isa.hpp"
#include "support/block.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"

namespace {

using namespace backplane::test;

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
      if (param.type == BACKPLANE_T_BOOL) extra.push_back({{param.name, true}});
      if (std::string(param.name) == "momentum")
        for (std::size_t k = 0, n = extra.size(); k < n; ++k) {
          extra.push_back(extra[k]);
          extra.back()["momentum"] = 0.9;
        }
    }
    for (Settings settings : extra) {
      settings.merge(Settings(base));
      if (validate(*plain.component, settings).status == BACKPLANE_OK)
        all.push_back({plain.component, settings, plain.name});
    }
  }
  return all;
}

}  // namespace

TEST_CASE("every optimizer goes down a bowl", "[optimizer][conformance]") {
  REQUIRE(optimizers().size() >= 8);
  for (const Setup& setup : optimizers()) {
    INFO(setup.name);
    const Part part(*setup.component, setup.settings);
    Optimized<double> state(part, {1.0, -2.0, 0.5});
    for (int step = 0; step < 500; ++step)
      state.update(part, {state.w[0], 4 * state.w[1], state.w[2]}, 0.01);
    for (const double w : state.w) CHECK(std::abs(w) < 0.15);
  }
}

TEMPLATE_TEST_CASE("an optimizer's bits do not depend on cuts or the CPU path",
                   "[optimizer][conformance]", float, double) {
  for (const Setup& setup : optimizers()) {
    INFO(setup.name);
    const Part plain(*setup.component, setup.settings);
    const Part fast(*setup.component, setup.settings, backplane::detected_isa());
    const auto w = rounded<TestType>(filled(77, 31));
    Optimized<TestType> whole(plain, w), head(fast, {w.begin(), w.begin() + 13}),
        tail(fast, {w.begin() + 13, w.end()});
    for (std::uint64_t step = 0; step < 5; ++step) {
      const auto g = rounded<TestType>(filled(77, 40 + step));
      whole.update(plain, g, 0.05, 0.01, 0.5);
      head.update(fast, {g.begin(), g.begin() + 13}, 0.05, 0.01, 0.5);
      tail.update(fast, {g.begin() + 13, g.end()}, 0.05, 0.01, 0.5);
    }
    head.w.insert(head.w.end(), tail.w.begin(), tail.w.end());
    CHECK(same_bits(head.w, whole.w));
  }
}

TEST_CASE("every optimizer multiplies the gradient by grad_scale first",
          "[optimizer][conformance]") {
  for (const Setup& setup : optimizers()) {
    INFO(setup.name);
    const Part part(*setup.component, setup.settings);
    Optimized<double> scaled(part, {1.0, -2.0}), plain(part, {1.0, -2.0});
    for (int step = 0; step < 3; ++step) {
      scaled.update(part, {4, -8}, 0.1, 0.02, 0.25);
      plain.update(part, {1, -2}, 0.1, 0.02);
    }
    CHECK(same_bits(scaled.w, plain.w));
  }
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

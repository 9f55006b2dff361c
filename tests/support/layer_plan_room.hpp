#pragma once
// Room for what a layer plans: counts, shapes and declarations.

#include <stdexcept>
#include <vector>

#include "backplane/abi.h"
#include "support/part.hpp"

namespace backplane::test {

struct PlanRoom {
  static constexpr std::uint32_t kMost = 64;

  std::vector<backplane_shape> out = std::vector<backplane_shape>(kMost);
  using Declarations = std::vector<backplane_tensor_decl>;
  Declarations params = Declarations(kMost), buffers = params, saved = params;
  backplane_layer_plan plan{};

  /// Throws what the layer reports.
  void make(const backplane_layer& table, const void* self,
            const std::vector<backplane_shape>& in, bool training,
            std::uint32_t dtype = 0) {
    plan.struct_size = sizeof plan;
    plan.dtype = dtype;
    plan.vocab = 2;
    plan.cap_out = plan.cap_params = plan.cap_buffers = plan.cap_saved = kMost;
    plan.out = out.data(), plan.params = params.data();
    plan.buffers = buffers.data(), plan.saved = saved.data();
    backplane_error error = no_error();
    if (table.plan(self, in.data(), static_cast<std::uint32_t>(in.size()),
                   training ? 1 : 0, &plan, &error) != 0)
      throw std::runtime_error(error.message);
  }
  [[nodiscard]] std::vector<backplane_shape> outs() const {
    return {out.begin(), out.begin() + plan.n_out};
  }
};

}  // namespace backplane::test

#pragma once
// A session's tensors for one batch size: every argument of every call, made once.

#include <memory>
#include <vector>

#include "plan/memory_plan.hpp"
#include "run/finish.hpp"
#include "run/network.hpp"
#include "run/tasks.hpp"

namespace backplane::run {

/// The arguments of one node.
struct NodeInstance {
  std::vector<Tensor> in, out, din, dout, params, dparams, buffers, saved;
  std::vector<Tensor> states, next_states;  ///< change places after each batch
  std::vector<Finish> finishes;             ///< storage for the pointers below
  std::vector<const backplane_finish*> finish_out, finish_din;
  LayerArgs args{};
  bool back_data = false;      ///< BACK_DATA runs for it
  bool adds = false;           ///< to parameter gradients that another node wrote
  bool forward_alone = false;  ///< an activation's own pass
  bool backward_alone = false;
};

struct Instance {
  const plan::BatchPlan* batch = nullptr;
  std::vector<NodeInstance> nodes;  ///< addresses are kept by args: never resized
  std::vector<Tensor> values;       ///< by value
};

/// Where a session's memory is.
struct Memory {
  const plan::MemoryPlan& plan;
  std::byte* arena;
};

/// Pre: `memory.plan` is of `network.plan()`. `math`, `rng`: the host services.
std::unique_ptr<Instance> make_instance(const Network& network, const Memory& memory,
                                        const plan::BatchPlan& batch);

}  // namespace backplane::run

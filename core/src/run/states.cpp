// States: tensors that layers carry from each batch to the next. Each lies twice in the
// arena, and the two change places between batches.
#include <cstring>
#include <utility>

#include "run/session.hpp"

namespace backplane::run {

void Session::reset_states() {
  for (const auto& node : memory_.states)
    for (const plan::StatePlace& state : node)
      for (const std::uint64_t at : state.at) std::memset(arena_.at(at), 0, state.size);
}

void Session::next_batch() {
  for (const auto& instance : instances_)
    for (NodeInstance& node : instance->nodes)
      for (std::size_t i = 0; i < node.states.size(); ++i)
        std::swap(node.states[i].data, node.next_states[i].data);
}

std::vector<Session::State> Session::states() const {
  std::vector<State> list;
  const Instance& largest = *instances_.front();
  for (std::size_t n = 0; n < largest.nodes.size(); ++n) {
    const auto carried = largest.batch->layers[n].carried();
    for (std::size_t i = 0; i < carried.size(); ++i)
      list.push_back({network_.plan().nodes[n].name + "." + carried[i].name,
                      largest.nodes[n].states[i]});
  }
  return list;
}

}  // namespace backplane::run

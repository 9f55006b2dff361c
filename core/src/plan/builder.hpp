#pragma once
// The stages of plan_network share one state: the plan as far as it is built.

#include <map>
#include <string>

#include "plan/network_plan.hpp"
#include "plan/planned_layer.hpp"

namespace backplane::plan {

struct Builder {
  const config::Job& job;
  const Registry& registry;
  const data::DataHeader& data;
  Diagnostics& diagnostics;
  NetworkPlan plan{};
  std::map<std::string, int, std::less<>> named{};  ///< item name -> its output value
  int last = 0;                                     ///< value that the next item takes
  bool believed = true;  ///< shapes follow from correct items only

  void add_item(const config::ItemJob& item);
  void finish_loss();

 private:
  int add_node(NodePlan node, std::span<const Shape> outputs, const Place& place);
  void add_activation(const config::Bound& bound, const std::string& name);
  void add_layer(const config::ItemJob& item, std::vector<int> in);
  void add_tensors(const config::ItemJob& item, const PlannedLayer& planned,
                   NodePlan& node);
  std::vector<int> inputs_of(const config::ItemJob& item);
  void report_shape(const config::ItemJob& item, const std::vector<int>& in,
                    const std::string& fact);
  bool takes_ids(const config::Bound& part, const std::vector<int>& in,
                 std::uint32_t integer_inputs);
  bool accept_final_activation(const NodePlan* node);
  void miss_activation(const NodePlan* node, const std::vector<std::string>& needed);
  void absorb_final_activation(const NodePlan* node);
  void choose_target();
  void check_outputs();
};

[[nodiscard]] inline bool holds_ids(const Shape& shape) {
  return shape.dtype == BACKPLANE_DT_I32;
}

/// Where a value comes from, in words: "the sample leaves the data section as 1×28×28".
Note describe(const NetworkPlan& plan, int value);

}  // namespace backplane::plan

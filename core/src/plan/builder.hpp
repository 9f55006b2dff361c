#pragma once
// The stages of plan_network share one state: the plan as far as it is built.

#include <span>
#include <string>
#include <vector>

#include "plan/network_plan.hpp"
#include "plan/planned_layer.hpp"

namespace backplane::plan {

struct Builder {
  const config::Job& job;
  const Registry& registry;
  const data::DataHeader& data;
  Diagnostics& diagnostics;
  NetworkPlan plan{};
  std::vector<int> outputs{};      ///< of each item so far: a value
  std::vector<int> layers{};       ///< of each item so far: its layer's node; -1: none
  std::vector<int> projections{};  ///< likewise: its projection's
  int last = 0;                    ///< value that the last item gave
  bool believed = true;            ///< shapes follow from correct items only

  void add_item(const config::ItemJob& item);
  void finish_losses();

 private:
  /// A layer to be: what an item says, or what a projection is made of.
  struct LayerItem {
    const config::ItemJob& item;
    std::string name;
    const Component& component;
    const std::vector<Value>& values;
    int model = -1;  ///< node whose parameters it uses
  };

  [[nodiscard]] const Shape& shape_of(int value) const {
    return plan.values[static_cast<std::size_t>(value)].shape;
  }
  int add_node(NodePlan node, std::span<const Shape> outputs, const Place& place);
  void add_activation(const config::ItemJob& item, const config::Bound& bound,
                      const std::string& name);
  int add_layer(const LayerItem& made, std::vector<int> in);
  int project(const config::ItemJob& item, int value, const Shape& wanted);
  bool shortcut(const config::ItemJob& item, std::vector<int>& in);
  void add_tensors(const LayerItem& made, const PlannedLayer& planned, NodePlan& node);
  void check_inits(const config::ItemJob& item, const PlannedLayer& planned,
                   const NodePlan& node);
  int shared(const LayerItem& made, const backplane_tensor_decl& decl, bool buffer);
  /// `blocks`: where the blocks that the item stands in are used.
  Error& report(const std::vector<Note>& blocks, Error error);
  Error& report(const config::ItemJob& item, Error error);
  void report_shape(const config::ItemJob& item, const std::vector<int>& in,
                    const std::string& fact);
  bool takes_ids(const config::Bound& part, const std::vector<Note>& blocks,
                 const std::vector<int>& in, std::uint32_t integer_inputs);
  [[nodiscard]] int value_of(int item) const;
  void remove_activation(int node);

  friend class HeadMaker;
};

[[nodiscard]] inline bool holds_ids(const Shape& shape) {
  return shape.dtype == BACKPLANE_DT_I32;
}

/// An error from a factory or a check gets the place of the parameter it names.
[[nodiscard]] Error placed(const config::Bound& bound, Error error);

/// Where a value comes from, in words: "the sample leaves the data section as 1×28×28".
Note describe(const NetworkPlan& plan, int value);

/// 64 bytes in elements of either precision, so that tensors start on cache lines.
[[nodiscard]] constexpr std::int64_t aligned(std::int64_t count) {
  return (count + 15) / 16 * 16;
}

}  // namespace backplane::plan

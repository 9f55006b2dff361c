#pragma once
// The network as a value: nodes in order, the tensors between them, parameters with
// names and places. Nothing runs here and no byte is allocated for it.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backplane/component.hpp"
#include "config/job.hpp"
#include "data/dataset.hpp"
#include "diagnostics.hpp"
#include "plan/planned_layer.hpp"

namespace backplane::plan {

/// A parameter or a buffer of a layer.
struct TensorPlan {
  std::string name;   ///< "fc1.weight"
  std::string local;  ///< "weight"
  int node = 0;
  Shape shape{};
  std::uint32_t flags = 0;      ///< BACKPLANE_TF_*
  std::uint32_t fixed_row = 0;  ///< with BACKPLANE_TF_FIXED_ROW
  std::string init;             ///< the layer's default initializer ...
  double init_gain = 1;
  std::optional<config::Bound> chosen;  ///< ... or the user's
  std::int64_t fan_in = 0, fan_out = 0;
  std::int64_t offset = 0;  ///< elements, in the arena of its kind; 64-byte aligned
  // Of a parameter, from what the job says of it:
  int group = 0;         ///< of the optimizer's groups, from 1; 0: in none
  double lr_factor = 1;  ///< its item's
  bool decays = true;    ///< weight decay and l1 apply
  bool frozen = false;   ///< its trainable flag was cleared

  [[nodiscard]] std::int64_t count() const { return elements(shape); }
  [[nodiscard]] bool trainable() const { return (flags & BACKPLANE_TF_TRAINABLE) != 0; }
};

/// A layer or an activation: one of the two pointers is set.
struct NodePlan {
  std::string name;  ///< "fc1"; an activation inside an item: "fc1.relu"
  std::string part;  ///< "dense"
  const Component* component = nullptr;
  std::vector<Value> values;  ///< the part's parameters
  std::shared_ptr<const Layer> layer;
  std::shared_ptr<const Activation> activation;
  std::vector<int> in, out;          ///< indices of values
  std::vector<int> params, buffers;  ///< indices of tensors
  std::uint64_t multiply_adds = 0;   ///< a sample
  Place place;
};

/// A tensor that flows: the input, or an output of a node.
struct ValuePlan {
  std::string name;          ///< of its producer
  Shape shape{};             ///< dim[0] is the batch size planned for
  int producer = -1;         ///< node; -1: the network's input
  std::vector<int> readers;  ///< nodes, in order; one entry a use
  Place place;
  std::int64_t vocab = 0;  ///< of ids: they lie below this; 0: numbers
};

/// An output of the network, and what judges it.
struct HeadPlan {
  std::string name;             ///< of its loss
  int output = 0;               ///< the value that the loss reads
  Shape shape{};                ///< of it; dim[0] is the batch size planned for
  std::size_t data_target = 0;  ///< of the data
  double weight = 1;            ///< in the cost of the whole

  std::shared_ptr<const Loss> loss;
  const Component* component = nullptr;  ///< the loss's
  std::uint32_t target = 0;  ///< BACKPLANE_LOSS_TARGET_*, how the loss gets its targets
  std::int64_t target_width = 0;  ///< columns of a dense target
  /// The activation that the loss absorbs (softmax), applied by `predict`; may be null.
  std::shared_ptr<const Activation> link;
  std::string link_id;

  [[nodiscard]] std::int64_t columns() const;  ///< last dimension of the output
  /// The outputs that stand against a target, the first ones: what metrics judge.
  [[nodiscard]] std::int64_t judged_columns() const;
  [[nodiscard]] std::int64_t steps() const;  ///< rows of the loss a sample
  /// Labels lie below this: one column tells two classes apart.
  [[nodiscard]] std::int64_t label_bound() const;
  /// Its outputs, as they are, say "yes" above 0 rather than above 0.5.
  [[nodiscard]] bool on_logits() const;
};

struct NetworkPlan {
  DType dtype = DType::f32;
  std::vector<NodePlan> nodes;  ///< in an order in which they can run
  std::vector<ValuePlan> values;
  std::vector<TensorPlan> params, buffers;
  std::vector<int> inputs;      ///< values, in the data's order; at least one
  std::vector<HeadPlan> heads;  ///< at least one
  std::int64_t param_room = 0, buffer_room = 0;  ///< elements of the arenas
  bool carries = false;  ///< layers may have states, carried from batch to batch

  /// The first, or the only one.
  [[nodiscard]] const HeadPlan& head() const { return heads.front(); }
  [[nodiscard]] const ValuePlan& input(std::size_t i = 0) const {
    return values[static_cast<std::size_t>(inputs[i])];
  }
  /// How many heads read a value.
  [[nodiscard]] std::size_t judged(int value) const;
  /// The heads whose outputs are predicted: of those with one output, the first.
  [[nodiscard]] std::vector<std::size_t> predicted() const;
  /// What a layer that takes `in` is told.
  [[nodiscard]] LayerSetting setting(bool training, const std::vector<int>& in) const;
  /// By target of the data: labels lie below this; -1: no head says so.
  [[nodiscard]] std::vector<std::int64_t> label_bounds() const;
  [[nodiscard]] std::int64_t trainable() const;  ///< number of trainable scalars
  [[nodiscard]] std::int64_t frozen() const;     ///< number of the others
  [[nodiscard]] const TensorPlan* find_param(std::string_view name) const;
};

/// Whether a sample has as many inputs and targets as the job names.
[[nodiscard]] bool fits(const config::Job& job, const data::DataHeader& data);

/// Graph, shapes, names and parameters. Every mistake is added to `diagnostics`, each
/// with the places of both sides; then the result is empty.
std::optional<NetworkPlan> plan_network(const config::Job& job,
                                        const Registry& registry,
                                        const data::DataHeader& data,
                                        Diagnostics& diagnostics);

}  // namespace backplane::plan

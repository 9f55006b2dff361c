// The end of the network: which activation the loss absorbs, what its targets are, and
// whether the two fit.
#include <algorithm>

#include "plan/builder.hpp"

namespace backplane::plan {

/// One loss and the output that it judges.
class HeadMaker {
 public:
  HeadMaker(Builder& builder, const config::LossJob& job)
      : builder_(builder), plan_(builder.plan), job_(job), bound_(job.part) {
    head_.name = job.name;
    head_.weight = job.weight;
    head_.data_target = job.target;
    head_.output = builder.value_of(job.item);
    head_.shape = builder.shape_of(head_.output);
  }

  void make();

 private:
  [[nodiscard]] const data::TargetForm& target() const {
    return builder_.data.targets[job_.target];
  }
  [[nodiscard]] const Place& data_place() const {
    const auto& names = builder_.job.data.targets;
    return names.empty() ? builder_.job.data.source.place : names[job_.target].place;
  }
  [[nodiscard]] const NodePlan* final_activation() const;
  bool accept_final_activation(const NodePlan* node);
  void miss_activation(const NodePlan* node, const std::vector<std::string>& needed);
  void absorb_final_activation(const NodePlan* node);
  void choose_target();
  void check_outputs();

  Builder& builder_;
  NetworkPlan& plan_;
  const config::LossJob& job_;
  const config::Bound& bound_;
  HeadPlan head_;
};

void HeadMaker::make() {
  const auto& component = static_cast<const Component&>(*bound_.part);
  auto made = component.make_loss(bound_.values);
  if (!made.ok()) {
    Error error = made.error();
    if (!error.place.known()) error.place = bound_.place;
    builder_.diagnostics.add(std::move(error));
    return;
  }
  head_.loss = *made;
  head_.component = &component;
  if (!builder_.takes_ids(bound_, {}, {head_.output}, 0)) return;
  const NodePlan* node = final_activation();
  if (!accept_final_activation(node)) return;
  absorb_final_activation(node);
  choose_target();
  if (head_.target != 0) check_outputs();
  plan_.heads.push_back(std::move(head_));
}

// The activation that the output comes from, or null.
const NodePlan* HeadMaker::final_activation() const {
  const int producer = plan_.values[static_cast<std::size_t>(head_.output)].producer;
  if (producer < 0) return nullptr;
  const NodePlan& node = plan_.nodes[static_cast<std::size_t>(producer)];
  return node.activation == nullptr ? nullptr : &node;
}

// Before cross_entropy stands no log_softmax, before nll stands one. `node`: the
// activation that the network ends with, or null.
bool HeadMaker::accept_final_activation(const NodePlan* node) {
  const auto refused = head_.loss->refuses_activations();
  if (node != nullptr && std::ranges::find(refused, node->part) != refused.end()) {
    Error& error = builder_.diagnostics.add(
        "E0306",
        "'" + bound_.id() + "' takes the network's raw outputs, but a '" + node->part +
            "' stands before it",
        node->place, "remove this item");
    error.notes.push_back({bound_.place, "the loss"});
    return false;
  }
  const auto needed = head_.loss->needs_activations();
  if (needed.empty() ||
      (node != nullptr && std::ranges::find(needed, node->part) != needed.end()))
    return true;
  miss_activation(node, needed);
  return false;
}

void HeadMaker::miss_activation(const NodePlan* node,
                                const std::vector<std::string>& needed) {
  std::string words;
  for (std::size_t i = 0; i < needed.size(); ++i)
    words += (i == 0 ? "" : i + 1 == needed.size() ? " or " : ", ") + needed[i];
  Error& error = builder_.diagnostics.add(
      "E0319",
      "'" + bound_.id() + "' needs " + words +
          " before it, but the network ends with " +
          (node == nullptr ? "no activation" : "'" + node->part + "'"),
      bound_.place);
  error.notes.push_back(describe(plan_, head_.output));
  error.remarks.push_back("help: end the model with '" + needed.front() + "'");
}

// A final softmax before cross_entropy is part of the loss; where none is written,
// predict still gives probabilities.
void HeadMaker::absorb_final_activation(const NodePlan* node) {
  head_.link_id = head_.loss->fuses_activation();
  if (head_.link_id.empty()) return;
  if (node != nullptr && node->part == head_.link_id) {
    head_.link = node->activation;
    head_.output = node->in.front();
    return;
  }
  const Component* component = builder_.registry.find(Kind::activation, head_.link_id);
  if (component == nullptr) return;
  std::vector<Value> defaults;
  for (const ParamSpec& spec : component->params) defaults.push_back(spec.def);
  if (auto made = component->make_activation(defaults); made.ok()) head_.link = *made;
}

void HeadMaker::choose_target() {
  const std::uint32_t serves = head_.loss->flags();
  const bool labels = target().kind == data::Targets::labels;
  const auto& mixed = target().mixed;
  if (labels && !mixed && (serves & BACKPLANE_LOSS_TARGET_INDEX) != 0) {
    head_.target = BACKPLANE_LOSS_TARGET_INDEX;
  } else if ((serves & BACKPLANE_LOSS_TARGET_DENSE) != 0) {
    head_.target = BACKPLANE_LOSS_TARGET_DENSE;
    head_.target_width =
        std::max<std::int64_t>(head_.loss->target_cols(head_.columns()), 0);
  } else if (labels && mixed) {
    Error& error = builder_.diagnostics.add(
        "E0551",
        "'" + mixed->by + "' makes shares of class labels, but '" + bound_.id() +
            "' takes class numbers alone",
        mixed->place);
    error.notes.push_back({bound_.place, "the loss"});
    error.remarks.emplace_back("cross_entropy takes shares");
  } else {
    Error& error = builder_.diagnostics.add(
        "E0307",
        "'" + bound_.id() + "' needs class labels, but the data gives " +
            "dense targets",
        bound_.place);
    error.notes.push_back({data_place(), "the data"});
  }
}

// A row of predictions for each label, as many columns as the targets have.
void HeadMaker::check_outputs() {
  const std::int64_t columns = head_.columns(), steps = head_.steps();
  const Shape& shape = head_.shape;
  const bool dense = target().kind == data::Targets::dense;
  const auto mismatch = [&](const std::string& fact) {
    Error& error = builder_.diagnostics.add("E0308", fact, bound_.place);
    error.notes.push_back(describe(plan_, head_.output));
    error.notes.push_back({data_place(), "the data"});
  };
  if (!dense && steps != target().label_width) {
    mismatch(target().label_width == 1
                 ? "the loss compares one row of numbers a sample, but the network "
                   "gives " +
                       to_string(shape, 1)
                 : "each sample has " + std::to_string(target().label_width) +
                       " labels, but the network gives " + std::to_string(steps) +
                       (steps == 1 ? " row" : " rows") +
                       " of outputs: " + to_string(shape, 1));
    return;
  }
  // Without a width the loss cannot serve so many outputs at all, and says so itself.
  const bool served =
      head_.target != BACKPLANE_LOSS_TARGET_DENSE || head_.target_width > 0;
  if (dense && served && target().width != steps * head_.target_width) {
    const std::string wants = head_.target_width == columns
                                  ? ""
                                  : ", for which '" + bound_.id() + "' takes " +
                                        std::to_string(steps * head_.target_width) +
                                        " targets";
    mismatch("the network gives " + std::to_string(steps * columns) +
             " values a sample" + wants + ", but the targets have " +
             std::to_string(target().width));
    return;
  }
  if (!dense && served && target().classes > head_.label_bound()) {
    mismatch("the network tells " + std::to_string(head_.label_bound()) +
             " classes apart, but the labels name " + std::to_string(target().classes));
    return;
  }
  backplane_error error{};
  error.struct_size = sizeof error;
  error.param_index = BACKPLANE_NO_PARAM;
  if (head_.loss->check(columns, head_.target, error) == BACKPLANE_OK) return;
  Place place = bound_.place;
  if (error.param_index < bound_.places.size() &&
      bound_.places[error.param_index].known())
    place = bound_.places[error.param_index];
  Error& added = builder_.diagnostics.add(
      "E0309", "'" + bound_.id() + "' " + error.message, place);
  added.notes.push_back(describe(plan_, head_.output));
}

// Takes an activation that nobody reads out of the plan; what stands after it moves up.
void Builder::remove_activation(int n) {
  const NodePlan node = std::move(plan.nodes[static_cast<std::size_t>(n)]);
  const int v = node.out.front();
  const auto up = [](int& index, int removed) { index -= index > removed ? 1 : 0; };
  std::erase(plan.values[static_cast<std::size_t>(node.in.front())].readers, n);
  plan.nodes.erase(plan.nodes.begin() + n);
  plan.values.erase(plan.values.begin() + v);
  for (NodePlan& other : plan.nodes) {
    for (int& value : other.in) up(value, v);
    for (int& value : other.out) up(value, v);
  }
  for (ValuePlan& value : plan.values) {
    up(value.producer, n);
    for (int& reader : value.readers) up(reader, n);
  }
  for (auto* tensors : {&plan.params, &plan.buffers})
    for (TensorPlan& tensor : *tensors) up(tensor.node, n);
  for (HeadPlan& head : plan.heads) up(head.output, v);
}

void Builder::finish_losses() {
  for (const config::LossJob& loss : job.losses) HeadMaker(*this, loss).make();
  if (plan.heads.size() != job.losses.size()) return;
  for (const data::TargetForm& target : data.targets)
    if (target.mixed && plan.heads.size() > 1)
      diagnostics.add("E0550",
                      "'" + target.mixed->by +
                          "' mixes the target of one loss, and there are several",
                      target.mixed->place, "remove this item");
  for (int n = static_cast<int>(plan.nodes.size()); n-- > 0;) {
    const NodePlan& node = plan.nodes[static_cast<std::size_t>(n)];
    if (node.activation == nullptr) continue;
    const int v = node.out.front();
    if (plan.values[static_cast<std::size_t>(v)].readers.empty() && plan.judged(v) == 0)
      remove_activation(n);
  }
}

}  // namespace backplane::plan

// The end of the network: which activation the loss absorbs, what its targets are, and
// whether the two fit.
#include <algorithm>

#include "plan/builder.hpp"

namespace backplane::plan {

void Builder::finish_loss() {
  const auto& component = static_cast<const Component&>(*job.loss.part);
  auto made = component.make_loss(job.loss.values);
  if (!made.ok()) {
    Error error = made.error();
    if (!error.place.known()) error.place = job.loss.place;
    diagnostics.add(std::move(error));
    return;
  }
  plan.loss = *made;
  plan.loss_component = &component;
  if (!takes_ids(job.loss, {}, {plan.output}, 0)) return;
  const int producer = plan.values[static_cast<std::size_t>(plan.output)].producer;
  const NodePlan* node =
      producer < 0 ? nullptr : &plan.nodes[static_cast<std::size_t>(producer)];
  if (node != nullptr && node->activation == nullptr) node = nullptr;
  if (!accept_final_activation(node)) return;
  absorb_final_activation(node);
  choose_target();
  if (plan.target != 0) check_outputs();
}

// Before cross_entropy stands no log_softmax, before nll stands one. `node`: the
// activation that the network ends with, or null.
bool Builder::accept_final_activation(const NodePlan* node) {
  const auto refused = plan.loss->refuses_activations();
  if (node != nullptr && std::ranges::find(refused, node->part) != refused.end()) {
    Error& error = diagnostics.add("E0306",
                                   "'" + job.loss.id() +
                                       "' takes the network's raw outputs, but a '" +
                                       node->part + "' stands before it",
                                   node->place, "remove this item");
    error.notes.push_back({job.loss.place, "the loss"});
    return false;
  }
  const auto needed = plan.loss->needs_activations();
  if (needed.empty() ||
      (node != nullptr && std::ranges::find(needed, node->part) != needed.end()))
    return true;
  miss_activation(node, needed);
  return false;
}

void Builder::miss_activation(const NodePlan* node,
                              const std::vector<std::string>& needed) {
  std::string words;
  for (std::size_t i = 0; i < needed.size(); ++i)
    words += (i == 0 ? "" : i + 1 == needed.size() ? " or " : ", ") + needed[i];
  Error& error =
      diagnostics.add("E0319",
                      "'" + job.loss.id() + "' needs " + words +
                          " before it, but the network ends with " +
                          (node == nullptr ? "no activation" : "'" + node->part + "'"),
                      job.loss.place);
  error.notes.push_back(describe(plan, plan.output));
  error.remarks.push_back("help: end the model with '" + needed.front() + "'");
}

// A final softmax before cross_entropy is part of the loss; where none is written,
// predict still gives probabilities.
void Builder::absorb_final_activation(const NodePlan* node) {
  plan.link_id = plan.loss->fuses_activation();
  if (plan.link_id.empty()) return;
  if (node != nullptr && node->part == plan.link_id) {
    plan.link = node->activation;
    plan.output = node->in.front();
    plan.values[static_cast<std::size_t>(plan.output)].readers.pop_back();
    plan.values.pop_back();
    plan.nodes.pop_back();
    return;
  }
  const Component* component = registry.find(Kind::activation, plan.link_id);
  if (component == nullptr) return;
  std::vector<Value> defaults;
  for (const ParamSpec& spec : component->params) defaults.push_back(spec.def);
  if (auto made = component->make_activation(defaults); made.ok()) plan.link = *made;
}

void Builder::choose_target() {
  const std::uint32_t serves = plan.loss->flags();
  const bool labels = data.targets == data::Targets::labels;
  const auto& mixed = data.mixed;
  if (labels && !mixed && (serves & BACKPLANE_LOSS_TARGET_INDEX) != 0) {
    plan.target = BACKPLANE_LOSS_TARGET_INDEX;
  } else if ((serves & BACKPLANE_LOSS_TARGET_DENSE) != 0) {
    plan.target = BACKPLANE_LOSS_TARGET_DENSE;
    plan.target_width =
        std::max<std::int64_t>(plan.loss->target_cols(plan.output_columns()), 0);
  } else if (labels && mixed) {
    Error& error =
        diagnostics.add("E0551",
                        "'" + mixed->by + "' makes shares of class labels, but '" +
                            job.loss.id() + "' takes class numbers alone",
                        mixed->place);
    error.notes.push_back({job.loss.place, "the loss"});
    error.remarks.emplace_back("cross_entropy takes shares");
  } else {
    Error& error = diagnostics.add("E0307",
                                   "'" + job.loss.id() +
                                       "' needs class labels, but the data gives " +
                                       "dense targets",
                                   job.loss.place);
    error.notes.push_back({job.data.source.place, "the data"});
  }
}

// A row of predictions for each label, as many columns as the targets have.
void Builder::check_outputs() {
  const std::int64_t columns = plan.output_columns(), steps = plan.output_steps();
  const Shape& shape = plan.values[static_cast<std::size_t>(plan.output)].shape;
  const bool dense = data.targets == data::Targets::dense;
  const auto mismatch = [&](const std::string& fact) {
    Error& error = diagnostics.add("E0308", fact, job.loss.place);
    error.notes.push_back(describe(plan, plan.output));
    error.notes.push_back({job.data.source.place, "the data"});
  };
  if (!dense && steps != data.label_width) {
    mismatch(data.label_width == 1
                 ? "the loss compares one row of numbers a sample, but the network "
                   "gives " +
                       to_string(shape, 1)
                 : "each sample has " + std::to_string(data.label_width) +
                       " labels, but the network gives " + std::to_string(steps) +
                       (steps == 1 ? " row" : " rows") +
                       " of outputs: " + to_string(shape, 1));
    return;
  }
  // Without a width the loss cannot serve so many outputs at all, and says so itself.
  const bool served =
      plan.target != BACKPLANE_LOSS_TARGET_DENSE || plan.target_width > 0;
  if (dense && served && data.target_width != steps * plan.target_width) {
    const std::string wants = plan.target_width == columns
                                  ? ""
                                  : ", for which '" + job.loss.id() + "' takes " +
                                        std::to_string(steps * plan.target_width) +
                                        " targets";
    mismatch("the network gives " + std::to_string(steps * columns) +
             " values a sample" + wants + ", but the targets have " +
             std::to_string(data.target_width));
    return;
  }
  if (!dense && served && data.classes > plan.label_bound()) {
    mismatch("the network tells " + std::to_string(plan.label_bound()) +
             " classes apart, but the labels name " + std::to_string(data.classes));
    return;
  }
  backplane_error error{};
  error.struct_size = sizeof error;
  error.param_index = BACKPLANE_NO_PARAM;
  if (plan.loss->check(columns, plan.target, error) == BACKPLANE_OK) return;
  Place place = job.loss.place;
  if (error.param_index < job.loss.places.size() &&
      job.loss.places[error.param_index].known())
    place = job.loss.places[error.param_index];
  Error& added =
      diagnostics.add("E0309", "'" + job.loss.id() + "' " + error.message, place);
  added.notes.push_back(describe(plan, plan.output));
}

}  // namespace backplane::plan

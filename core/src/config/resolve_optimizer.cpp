// The optimizer as a file again, with its groups; a default that holds everywhere is
// not written, so that a file without groups stays as short as it was.
#include "config/resolve_nodes.hpp"
#include "config/scalar.hpp"

namespace backplane::config {

namespace {

Node patterns_node(const std::vector<Pattern>& patterns) {
  Node node = list_node();
  for (const Pattern& pattern : patterns) node.items.push_back(text_node(pattern.text));
  return node;
}

/// What the group says; the rest it has from the optimizer.
Node group_node(const GroupJob& group) {
  Node node = map_node();
  put(node, "match", patterns_node(group.match));
  const Bound& bound = group.optimizer;
  for (std::size_t i = 0; i < bound.values.size(); ++i)
    if (bound.places[i].known())
      put(node, bound.part->params[i].name,
          value_node(bound.values[i], bound.part->params[i]));
  if (group.lr_factor != 1) put(node, "lr_factor", number_text(group.lr_factor));
  if (group.l1) put(node, "l1", number_text(*group.l1));
  if (group.freeze) put(node, "freeze", true);
  return node;
}

}  // namespace

Node optimizer_node(const Job& job) {
  constexpr const char* kDecays[] = {"own", "l2", "decoupled"};
  Node node = component_map(job.optimizer);
  if (!job.no_decay.empty()) put(node, "no_decay", patterns_node(job.no_decay));
  if (!job.freeze.empty()) put(node, "freeze", patterns_node(job.freeze));
  if (job.l1 != 0) put(node, "l1", number_text(job.l1));
  if (job.decay != Decay::own)
    put(node, "decay", std::string(kDecays[static_cast<int>(job.decay)]));
  if (job.groups.empty()) return node;
  Node groups = list_node();
  for (const GroupJob& group : job.groups) groups.items.push_back(group_node(group));
  put(node, "groups", std::move(groups));
  return node;
}

}  // namespace backplane::config

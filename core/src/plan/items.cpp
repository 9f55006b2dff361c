// One model item -> one layer node or one activation node, or both.
#include <algorithm>

#include "plan/builder.hpp"

namespace backplane::plan {
namespace {

backplane_error no_error() {
  backplane_error error{};
  error.struct_size = sizeof error;
  error.param_index = BACKPLANE_NO_PARAM;
  return error;
}

const Component& component_of(const config::Bound& bound) {
  return static_cast<const Component&>(*bound.part);
}

std::string inputs_text(std::uint32_t least, std::uint32_t most, std::size_t given) {
  std::string text = "takes " + std::to_string(least);
  if (most != least) text += " to " + std::to_string(most);
  text += most == 1 ? " input" : " inputs";
  return text + ", but gets " + std::to_string(given);
}

}  // namespace

Error placed(const config::Bound& bound, Error error) {
  if (error.place.known()) return error;
  error.place = bound.place;
  const auto& params = bound.part->params;
  const auto it = std::ranges::find(params, error.label, &ParamSpec::name);
  if (it != params.end() && bound.place_of(it->name).known())
    error.place = bound.place_of(it->name);
  return error;
}

int Builder::add_node(NodePlan node, std::span<const Shape> shapes,
                      const Place& place) {
  const int index = static_cast<int>(plan.nodes.size());
  for (const int value : node.in)
    plan.values[static_cast<std::size_t>(value)].readers.push_back(index);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const int value = static_cast<int>(plan.values.size());
    if (i == 0) last = value;
    node.out.push_back(value);
    plan.values.push_back({node.name, shapes[i], index, {}, place, 0});
    if (holds_ids(shapes[i]))
      plan.values.back().vocab = plan.setting(true, node.in).vocab;
  }
  plan.nodes.push_back(std::move(node));
  return index;
}

Error& Builder::report(const std::vector<Note>& blocks, Error error) {
  error.notes.insert(error.notes.end(), blocks.begin(), blocks.end());
  return diagnostics.add(std::move(error));
}

Error& Builder::report(const config::ItemJob& item, Error error) {
  return report(item.blocks, std::move(error));
}

void Builder::report_shape(const config::ItemJob& item, const std::vector<int>& in,
                           const std::string& fact) {
  const std::string who = "'" + item.part.id() + "' ";
  const bool says_who = fact.rfind(who, 0) == 0;
  Error error;
  error.code = "E0301";
  error.message = says_who ? fact : who + fact;
  error.place = item.place;
  error.label = "cannot take this input";
  for (const int value : in) error.notes.push_back(describe(plan, value));
  report(item, std::move(error));
  believed = false;
}

int Builder::value_of(int item) const {
  return item < 0 ? plan.inputs[config::input_number(item)]
                  : outputs[static_cast<std::size_t>(item)];
}

void Builder::add_item(const config::ItemJob& item) {
  const std::size_t number = outputs.size();
  outputs.push_back(plan.inputs.front());
  layers.push_back(-1);
  projections.push_back(-1);
  if (item.broken || item.part.part == nullptr) {
    believed = false;
    return;
  }
  std::vector<int> in;
  for (const int source : item.in) in.push_back(value_of(source));
  if (item.kind == Kind::activation) {
    last = in.front();
    if (in.size() > 1) return report_shape(item, in, inputs_text(1, 1, in.size()));
    add_activation(item, item.part, item.name);
  } else {
    if (item.shortcut != config::ItemJob::Shortcut::none && believed)
      if (!shortcut(item, in)) return;
    const bool own = item.shortcut != config::ItemJob::Shortcut::none || item.share < 0;
    const int model = own ? -1 : layers[static_cast<std::size_t>(item.share)];
    layers[number] =
        add_layer({item, item.name, component_of(item.part), item.part.values, model},
                  std::move(in));
    if (item.activation)
      add_activation(item, *item.activation, item.name + "." + item.activation->id());
  }
  outputs[number] = last;
}

void Builder::add_activation(const config::ItemJob& item, const config::Bound& bound,
                             const std::string& name) {
  const Component& component = component_of(bound);
  auto made = component.make_activation(bound.values);
  if (!made.ok()) {
    report(item, placed(bound, made.error()));
    return;  // an activation keeps the shape, so the rest can be checked
  }
  if (!believed || !takes_ids(bound, item.blocks, {last}, 0)) return;
  NodePlan node;
  node.name = name;
  node.part = component.id;
  node.component = &component;
  node.values = bound.values;
  node.activation = *made;
  node.in = {last};
  node.place = bound.place;
  const Shape shape = shape_of(last);
  add_node(std::move(node), {&shape, 1}, bound.place);
}

// Ids are numbers of rows in a table: nothing is computed from them.
bool Builder::takes_ids(const config::Bound& part, const std::vector<Note>& blocks,
                        const std::vector<int>& in, std::uint32_t integer_inputs) {
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (!holds_ids(shape_of(in[i]))) continue;
    if (i < 32 && (integer_inputs >> i & 1) != 0) continue;
    report(blocks,
           {"E0324",
            "'" + part.id() + "' computes with numbers, but gets token ids",
            part.place,
            "token ids cannot go in here",
            {describe(plan, in[i])},
            {"help: add '- embedding: 64' before it, a row of 64 numbers for each "
             "token"},
            {}});
    believed = false;
    return false;
  }
  return true;
}

int Builder::add_layer(const LayerItem& made, std::vector<int> in) {
  auto layer = made.component.make_layer(made.values);
  if (!layer.ok()) {
    report(made.item, placed(made.item.part, layer.error()));
    believed = false;
  }
  if (!believed) return -1;
  const std::uint32_t least = (*layer)->min_inputs(), most = (*layer)->max_inputs();
  if (in.size() < least || in.size() > most) {
    report_shape(made.item, in, inputs_text(least, most, in.size()));
    return -1;
  }
  if (!takes_ids(made.item.part, made.item.blocks, in, (*layer)->integer_inputs()))
    return -1;
  std::vector<Shape> shapes;
  for (const int value : in) shapes.push_back(shape_of(value));
  PlannedLayer planned;
  backplane_error error = no_error();
  if (plan_layer(**layer, shapes, plan.setting(true, in), planned, error) !=
      BACKPLANE_OK) {
    report_shape(made.item, in, error.message);
    return -1;
  }
  NodePlan node;
  node.name = made.name;
  node.part = made.component.id;
  node.component = &made.component;
  node.values = made.values;
  node.layer = *layer;
  node.in = std::move(in);
  node.multiply_adds =
      planned.plan.multiply_adds / static_cast<std::uint64_t>(shapes.front().dim[0]);
  node.place = made.item.place;
  add_tensors(made, planned, node);
  return add_node(std::move(node), planned.outputs(), made.item.place);
}

}  // namespace backplane::plan

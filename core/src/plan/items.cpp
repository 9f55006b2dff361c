// One model item -> one layer node or one activation node, or both.
#include <algorithm>

#include "plan/builder.hpp"
#include "plan/groups.hpp"
#include "plan/initializer.hpp"
#include "suggest.hpp"

namespace backplane::plan {
namespace {

// 64 bytes in elements of either precision, so that every tensor starts on a cache
// line.
std::int64_t aligned(std::int64_t count) {
  return (count + 15) / 16 * 16;
}

backplane_error no_error() {
  backplane_error error{};
  error.struct_size = sizeof error;
  error.param_index = BACKPLANE_NO_PARAM;
  return error;
}

const Component& component_of(const config::Bound& bound) {
  return static_cast<const Component&>(*bound.part);
}

// An error from a factory or validate() gets the place of the parameter it names.
void report_create(const config::Bound& bound, Error error, Diagnostics& diagnostics) {
  if (!error.place.known()) {
    error.place = bound.place;
    const auto& params = bound.part->params;
    const auto it = std::ranges::find(params, error.label, &ParamSpec::name);
    if (it != params.end() && bound.place_of(it->name).known())
      error.place = bound.place_of(it->name);
  }
  diagnostics.add(std::move(error));
}

}  // namespace

int Builder::add_node(NodePlan node, std::span<const Shape> outputs,
                      const Place& place) {
  const int index = static_cast<int>(plan.nodes.size());
  for (const int value : node.in)
    plan.values[static_cast<std::size_t>(value)].readers.push_back(index);
  int first = last;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const int value = static_cast<int>(plan.values.size());
    if (i == 0) first = value;
    node.out.push_back(value);
    plan.values.push_back({node.name, outputs[i], index, {}, place});
  }
  plan.nodes.push_back(std::move(node));
  return first;
}

std::vector<int> Builder::inputs_of(const config::ItemJob& item) {
  if (item.from.empty()) return {last};
  std::vector<int> in;
  for (const std::string& name : item.from) {
    const auto it = named.find(name);
    if (it != named.end()) {
      in.push_back(it->second);
      continue;
    }
    std::vector<std::string> known{"input"};
    for (const auto& entry : named) known.push_back(entry.first);
    diagnostics.add("E0302",
                    "'" + item.name + "' takes its input from '" + name +
                        "', which no earlier item is named",
                    item.from_place, did_you_mean(name, known));
    believed = false;
  }
  return in;
}

void Builder::add_item(const config::ItemJob& item) {
  if (item.broken || item.part.part == nullptr) {
    believed = false;
    return;
  }
  if (named.empty()) named.emplace("input", plan.input);
  std::vector<int> in = inputs_of(item);
  if (in.empty() || in.size() < item.from.size()) return;
  if (item.kind == Kind::activation) {
    last = in.front();
    add_activation(item.part, item.name);
  } else {
    add_layer(item, std::move(in));
    if (item.activation)
      add_activation(*item.activation, item.name + "." + item.activation->id());
  }
  named[item.name] = last;
}

void Builder::add_activation(const config::Bound& bound, const std::string& name) {
  const Component& component = component_of(bound);
  auto made = component.make_activation(bound.values);
  if (!made.ok()) {
    report_create(bound, made.error(), diagnostics);
    return;  // an activation keeps the shape, so the rest can be checked
  }
  if (!believed || !takes_ids(bound, {last}, 0)) return;
  NodePlan node;
  node.name = name;
  node.part = component.id;
  node.component = &component;
  node.values = bound.values;
  node.activation = *made;
  node.in = {last};
  node.place = bound.place;
  const Shape shape = plan.values[static_cast<std::size_t>(last)].shape;
  last = add_node(std::move(node), {&shape, 1}, bound.place);
}

void Builder::report_shape(const config::ItemJob& item, const std::vector<int>& in,
                           const std::string& fact) {
  const std::string who = "'" + item.part.id() + "' ";
  const bool says_who = fact.rfind(who, 0) == 0;
  Error& error = diagnostics.add("E0301", says_who ? fact : who + fact, item.place,
                                 "cannot take this input");
  for (const int value : in) error.notes.push_back(describe(plan, value));
  believed = false;
}

// Ids are numbers of rows in a table: nothing is computed from them.
bool Builder::takes_ids(const config::Bound& part, const std::vector<int>& in,
                        std::uint32_t integer_inputs) {
  for (std::size_t i = 0; i < in.size(); ++i) {
    const ValuePlan& value = plan.values[static_cast<std::size_t>(in[i])];
    if (!holds_ids(value.shape) || (i < 32 && (integer_inputs >> i & 1) != 0)) continue;
    Error& error = diagnostics.add(
        "E0320", "'" + part.id() + "' computes with numbers, but gets token ids",
        part.place, "token ids cannot go in here");
    error.notes.push_back(describe(plan, in[i]));
    error.remarks.emplace_back(
        "help: add '- embedding: 64' before it, a row of 64 numbers for each token");
    believed = false;
    return false;
  }
  return true;
}

void Builder::add_layer(const config::ItemJob& item, std::vector<int> in) {
  const Component& component = component_of(item.part);
  auto made = component.make_layer(item.part.values);
  if (!made.ok()) {
    report_create(item.part, made.error(), diagnostics);
    believed = false;
    return;
  }
  if (!believed) return;
  const Layer& layer = **made;
  if (in.size() < layer.min_inputs() || in.size() > layer.max_inputs()) {
    report_shape(item, in,
                 "takes " + std::to_string(layer.min_inputs()) + " to " +
                     std::to_string(layer.max_inputs()) + " inputs, but gets " +
                     std::to_string(in.size()));
    return;
  }
  if (!takes_ids(item.part, in, layer.integer_inputs())) return;
  std::vector<Shape> shapes;
  for (const int value : in)
    shapes.push_back(plan.values[static_cast<std::size_t>(value)].shape);
  PlannedLayer planned;
  backplane_error error = no_error();
  if (plan_layer(layer, shapes, plan.setting(true), planned, error) != BACKPLANE_OK) {
    report_shape(item, in, error.message);
    return;
  }
  NodePlan node;
  node.name = item.name;
  node.part = component.id;
  node.component = &component;
  node.values = item.part.values;
  node.layer = *made;
  node.in = std::move(in);
  node.multiply_adds =
      planned.plan.multiply_adds / static_cast<std::uint64_t>(shapes.front().dim[0]);
  node.place = item.place;
  add_tensors(item, planned, node);
  last = add_node(std::move(node), planned.outputs(), item.place);
}

void Builder::add_tensors(const config::ItemJob& item, const PlannedLayer& planned,
                          NodePlan& node) {
  const int index = static_cast<int>(plan.nodes.size());
  const auto add = [&](const backplane_tensor_decl& decl, std::vector<TensorPlan>& list,
                       std::int64_t& room, std::vector<int>& indices) {
    TensorPlan tensor;
    tensor.local = decl.name;
    tensor.name = item.name + "." + decl.name;
    tensor.node = index;
    tensor.shape = decl.shape;
    tensor.flags = decl.flags;
    tensor.fixed_row = decl.row;
    tensor.init = decl.init != nullptr ? decl.init : "zeros";
    tensor.init_gain = decl.init_gain;
    tensor.fan_in = decl.fan_in;
    tensor.fan_out = decl.fan_out;
    tensor.offset = room;
    if (const auto it = item.init.find(tensor.local); it != item.init.end())
      tensor.chosen = it->second;
    room += aligned(tensor.count());
    indices.push_back(static_cast<int>(list.size()));
    list.push_back(std::move(tensor));
  };
  for (const auto& decl : planned.parameters())
    add(decl, plan.params, plan.param_room, node.params);
  for (const int p : node.params)
    apply_item(item, plan.params[static_cast<std::size_t>(p)]);
  for (const auto& decl : planned.running())
    add(decl, plan.buffers, plan.buffer_room, node.buffers);

  for (const auto& [name, bound] : item.init) {
    std::vector<std::string> known;
    for (const auto& decl : planned.parameters()) known.emplace_back(decl.name);
    if (const auto it = std::ranges::find(known, name); it != known.end()) {
      const auto& initializer = static_cast<const Initializer&>(*bound.part);
      const auto at = static_cast<std::size_t>(it - known.begin());
      Outcome done = initializer.check(bound.values);
      if (done.ok())
        done = initializer.fits(bound.values, planned.parameters()[at].shape);
      if (!done.ok()) report_create(bound, done.error(), diagnostics);
      continue;
    }
    diagnostics.add(
        "E0303",
        "'" + item.part.id() + "' has no parameter '" + name + "' to initialise",
        bound.place, did_you_mean(name, known));
  }
}

}  // namespace backplane::plan

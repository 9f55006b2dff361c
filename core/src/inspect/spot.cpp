// Names: of parameters as their files have them, of values by the item that makes them.
#include "inspect/spot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "suggest.hpp"

namespace backplane::inspect {
namespace {

using plan::NetworkPlan;
using plan::NodePlan;
using What = TracePlace::What;

const NodePlan& node_at(const NetworkPlan& plan, int n) {
  return plan.nodes[static_cast<std::size_t>(n)];
}

// The activation written inside the item that makes a value, or -1.
int inner_activation(const NetworkPlan& plan, int value) {
  const plan::ValuePlan& v = plan.values[static_cast<std::size_t>(value)];
  if (v.producer < 0 || v.readers.size() != 1) return -1;
  const NodePlan& reader = node_at(plan, v.readers.front());
  const NodePlan& maker = node_at(plan, v.producer);
  const bool inner = reader.activation != nullptr && maker.activation == nullptr &&
                     reader.name.starts_with(maker.name + ".");
  return inner ? v.readers.front() : -1;
}

bool is_inner(const NetworkPlan& plan, const NodePlan& node) {
  return node.activation != nullptr && inner_activation(plan, node.in.front()) >= 0;
}

std::optional<int> find_param(const NetworkPlan& plan, const std::string& item,
                              const std::string& local) {
  const auto node = std::ranges::find(plan.nodes, item, &NodePlan::name);
  if (node == plan.nodes.end()) return std::nullopt;
  for (const int p : node->params)
    if (plan.params[static_cast<std::size_t>(p)].local == local) return p;
  return std::nullopt;
}

std::optional<int> param_called(const NetworkPlan& plan, const TracePlace& place) {
  if (place.what == What::weight) return find_param(plan, place.name, "weight");
  if (place.what == What::bias) return find_param(plan, place.name, "bias");
  if (place.what == What::activation) return std::nullopt;
  const auto it = std::ranges::find(plan.params, place.name, &plan::TensorPlan::name);
  if (it != plan.params.end()) return static_cast<int>(it - plan.params.begin());
  // Of an item that uses another's tensor, under its own name.
  for (auto dot = place.name.find('.'); dot != std::string::npos;
       dot = place.name.find('.', dot + 1))
    if (auto p =
            find_param(plan, place.name.substr(0, dot), place.name.substr(dot + 1)))
      return p;
  return std::nullopt;
}

const plan::ValuePlan* input_called(const NetworkPlan& plan, const std::string& name) {
  for (std::size_t i = 0; i < plan.inputs.size(); ++i)
    if (plan.input(i).name == name) return &plan.input(i);
  return nullptr;
}

std::optional<int> value_called(const NetworkPlan& plan, const std::string& name) {
  for (std::size_t v = 0; v < plan.values.size(); ++v)
    if (plan.values[v].producer >= 0 && value_name(plan, static_cast<int>(v)) == name)
      return static_cast<int>(v);
  const auto node = std::ranges::find(plan.nodes, name, &NodePlan::name);
  if (node == plan.nodes.end()) return std::nullopt;
  return node->out.front();  // "fc1.relu" is what fc1 gives
}

Error error_of(const char* code, std::string fact, std::vector<std::string> remarks) {
  return {code, std::move(fact), {}, {}, {}, std::move(remarks), {}};
}

// What could have been meant.
std::vector<std::string> names(const NetworkPlan& plan, What what) {
  std::vector<std::string> all;
  const char* local = what == What::weight ? "weight" : "bias";
  for (const NodePlan& node : plan.nodes) {
    const bool whole = what == What::activation || what == What::any;
    if (is_inner(plan, node)) continue;
    if (whole || find_param(plan, node.name, local)) all.push_back(node.name);
  }
  if (what == What::any)
    for (const plan::TensorPlan& param : plan.params) all.push_back(param.name);
  return all;
}

// "dense layers are: fc1, fc2", a line for each part.
void list_items(const NetworkPlan& plan, What what, std::vector<std::string>& lines) {
  const auto listed = names(plan, what);
  std::vector<std::string> parts;
  std::map<std::string, std::vector<std::string>> by_part;
  for (const NodePlan& node : plan.nodes) {
    if (std::ranges::find(listed, node.name) == listed.end()) continue;
    if (by_part[node.part].empty()) parts.push_back(node.part);
    by_part[node.part].push_back(node.name);
  }
  for (const std::string& part : parts)
    lines.push_back(
        fmt::format("{} layers are: {}", part, fmt::join(by_part[part], ", ")));
}

Error unknown(const NetworkPlan& plan, const TracePlace& place) {
  const auto node = std::ranges::find(plan.nodes, place.name, &NodePlan::name);
  const bool param = place.what == What::weight || place.what == What::bias;
  std::vector<std::string> remarks;
  if (node != plan.nodes.end() && param) {
    std::vector<std::string> own;
    for (const int p : node->params)
      own.push_back(plan.params[static_cast<std::size_t>(p)].name);
    if (!own.empty())
      remarks.push_back(
          fmt::format("--at takes its parameters: {}", fmt::join(own, ", ")));
    return error_of("E0801",
                    fmt::format("'{}' ({}) has no {}", place.name, node->part,
                                place.what == What::weight ? "weight" : "bias"),
                    std::move(remarks));
  }
  const auto question = did_you_mean(place.name, names(plan, place.what));
  if (!question.empty()) remarks.push_back(question);
  list_items(plan, place.what, remarks);
  return error_of(
      "E0801",
      fmt::format("no {} is named '{}'",
                  place.what == What::any ? "item or parameter" : "layer", place.name),
      std::move(remarks));
}

// The entry of a tensor of these dimensions that the indices name.
Result<std::int64_t> entry_of(const std::string& name,
                              std::span<const std::int64_t> dim,
                              const std::vector<std::int64_t>& index) {
  std::vector<std::string> ranges;
  for (const std::int64_t n : dim) ranges.push_back(fmt::format("0..{}", n - 1));
  const std::string form =
      fmt::format("its places are {}[{}]", name, fmt::join(ranges, ","));
  if (index.size() != dim.size())
    return error_of("E0801",
                    fmt::format("'{}' is {}, so that a place in it has {} {}, not {}",
                                name, fmt::join(dim, "×"), dim.size(),
                                dim.size() == 1 ? "index" : "indices", index.size()),
                    {form});
  std::int64_t entry = 0;
  for (std::size_t d = 0; d < dim.size(); ++d) {
    if (index[d] >= dim[d])
      return error_of(
          "E0801",
          fmt::format("'{}' is {}: its index {} goes from 0 to {}, not to {}", name,
                      fmt::join(dim, "×"), d + 1, dim[d] - 1, index[d]),
          {form});
    entry = entry * dim[d] + index[d];
  }
  return entry;
}

std::span<const std::int64_t> dims(const Shape& shape, std::uint32_t skip) {
  return {shape.dim + skip, shape.dim + shape.rank};
}

Result<Spot> param_spot(const NetworkPlan& plan, int p, const TracePlace& place) {
  const plan::TensorPlan& param = plan.params[static_cast<std::size_t>(p)];
  auto entry = entry_of(param.name, dims(param.shape, 0), place.index);
  if (!entry.ok()) return entry.error();
  const std::int64_t row =
      param.count() / std::max<std::int64_t>(param.shape.dim[0], 1);
  if ((param.flags & BACKPLANE_TF_FIXED_ROW) != 0 && *entry / row == param.fixed_row)
    return error_of("E0802",
                    fmt::format("row {} of '{}' is fixed: backpropagation gives it no "
                                "gradient",
                                param.fixed_row, param.name),
                    {});
  return Spot{true, p, *entry};
}

Result<Spot> value_spot(const NetworkPlan& plan, int v, const TracePlace& place) {
  const Shape& shape = plan.values[static_cast<std::size_t>(v)].shape;
  if (shape.dtype == BACKPLANE_DT_I32)
    return error_of("E0802",
                    fmt::format("'{}' holds token ids, which are whole numbers and "
                                "cannot be moved a little",
                                place.name),
                    {"look at an entry of the table that they choose from"});
  auto entry = entry_of(value_name(plan, v), dims(shape, 1), place.index);
  if (!entry.ok()) return entry.error();
  return Spot{false, v, *entry};
}

}  // namespace

std::string value_name(const NetworkPlan& plan, int value) {
  const plan::ValuePlan& v = plan.values[static_cast<std::size_t>(value)];
  if (v.producer < 0) return v.name;
  const NodePlan& maker = node_at(plan, v.producer);
  if (inner_activation(plan, value) >= 0) return maker.name + ".z";
  if (is_inner(plan, maker))
    return node_at(plan,
                   plan.values[static_cast<std::size_t>(maker.in.front())].producer)
        .name;
  const auto which = std::ranges::find(maker.out, value) - maker.out.begin();
  return which == 0 ? maker.name : fmt::format("{}.{}", maker.name, which);
}

std::int64_t sample_of(const NetworkPlan& plan, const Spot& spot) {
  if (spot.param) return 0;
  const Shape& shape = plan.values[static_cast<std::size_t>(spot.tensor)].shape;
  std::int64_t each = 1;
  for (const std::int64_t n : dims(shape, 1)) each *= n;
  return spot.entry / each;
}

std::string spot_name(const NetworkPlan& plan, const Spot& spot) {
  const auto t = static_cast<std::size_t>(spot.tensor);
  const auto dim =
      spot.param ? dims(plan.params[t].shape, 0) : dims(plan.values[t].shape, 1);
  std::vector<std::int64_t> index(dim.size());
  std::int64_t rest = spot.entry;
  for (std::size_t d = dim.size(); d-- > 0; rest /= dim[d]) index[d] = rest % dim[d];
  return fmt::format("{}[{}]",
                     spot.param ? plan.params[t].name : value_name(plan, spot.tensor),
                     fmt::join(index, ","));
}

Result<Spot> find_spot(const NetworkPlan& plan, const TracePlace& place) {
  if (const auto param = param_called(plan, place))
    return param_spot(plan, *param, place);
  if (place.what == What::activation || place.what == What::any) {
    if (const auto* input = input_called(plan, place.name)) {
      const bool ids = input->shape.dtype == BACKPLANE_DT_I32;
      return error_of(
          "E0802",
          ids ? "the input holds token ids, which are whole numbers and cannot be "
                "moved "
                "a little"
              : "the input is given: backpropagation ends at the first item",
          {"look at an item's output, or at a parameter"});
    }
    if (const auto value = value_called(plan, place.name))
      return value_spot(plan, *value, place);
  }
  return unknown(plan, place);
}

}  // namespace backplane::inspect

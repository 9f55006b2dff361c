// A layer's parameters and buffers: its own, or those of the layer it shares with.
#include <algorithm>

#include "plan/builder.hpp"
#include "plan/groups.hpp"
#include "plan/initializer.hpp"
#include "suggest.hpp"

namespace backplane::plan {
namespace {

bool same(const Shape& a, const Shape& b) {
  return a.rank == b.rank && std::equal(a.dim, a.dim + a.rank, b.dim);
}

int find_local(const std::vector<TensorPlan>& tensors, const std::vector<int>& of,
               std::string_view local) {
  const auto it = std::ranges::find_if(
      of, [&](int t) { return tensors[static_cast<std::size_t>(t)].local == local; });
  return it == of.end() ? -1 : *it;
}

}  // namespace

// The tensor of that name of the layer that is shared with; -1: there is none.
int Builder::shared(const LayerItem& made, const backplane_tensor_decl& decl,
                    bool buffer) {
  if (made.model < 0) return -1;
  const NodePlan& model = plan.nodes[static_cast<std::size_t>(made.model)];
  const auto& tensors = buffer ? plan.buffers : plan.params;
  const int found =
      find_local(tensors, buffer ? model.buffers : model.params, decl.name);
  if (found < 0) return -1;
  const TensorPlan& tensor = tensors[static_cast<std::size_t>(found)];
  if (same(tensor.shape, decl.shape)) return found;
  Error error;
  error.code = "E0321";
  error.message = "'" + made.name + "' needs '" + decl.name + "' as " +
                  to_string(decl.shape) + ", but shares it with '" + model.name +
                  "', where it is " + to_string(tensor.shape);
  error.place = made.item.share_place;
  error.notes.push_back({made.item.place, "this layer"});
  error.notes.push_back({model.place, "the one it shares with"});
  report(made.item, std::move(error));
  return found;
}

void Builder::add_tensors(const LayerItem& made, const PlannedLayer& planned,
                          NodePlan& node) {
  const int index = static_cast<int>(plan.nodes.size());
  std::size_t ties = 0;
  const auto add = [&](const backplane_tensor_decl& decl, bool buffer,
                       std::vector<TensorPlan>& list, std::int64_t& room) {
    if (const int tied = shared(made, decl, buffer); tied >= 0) {
      ++ties;
      return tied;
    }
    TensorPlan tensor;
    tensor.local = decl.name;
    tensor.name = made.name + "." + decl.name;
    tensor.node = index;
    tensor.shape = decl.shape;
    tensor.flags = decl.flags;
    tensor.fixed_row = decl.row;
    tensor.init = decl.init != nullptr ? decl.init : "zeros";
    tensor.init_gain = decl.init_gain;
    tensor.fan_in = decl.fan_in;
    tensor.fan_out = decl.fan_out;
    tensor.offset = room;
    if (!buffer) apply_item(made.item, tensor);
    if (const auto it = made.item.init.find(tensor.local); it != made.item.init.end())
      tensor.chosen = it->second;
    room += aligned(tensor.count());
    list.push_back(std::move(tensor));
    return static_cast<int>(list.size()) - 1;
  };
  for (const auto& decl : planned.parameters())
    node.params.push_back(add(decl, false, plan.params, plan.param_room));
  for (const auto& decl : planned.running())
    node.buffers.push_back(add(decl, true, plan.buffers, plan.buffer_room));
  check_inits(made.item, planned, node);
  if (made.model < 0 || ties > 0) return;
  const NodePlan& model = plan.nodes[static_cast<std::size_t>(made.model)];
  if (node.params.empty() && model.part == node.part) return;  // nothing to tie
  Error error;
  error.code = "E0322";
  error.message = "'" + made.name + "' and '" + model.name +
                  "' have no parameter of the same name to share";
  error.place = made.item.share_place;
  error.notes.push_back({made.item.place, "this layer"});
  error.notes.push_back({model.place, "the one it shares with"});
  report(made.item, std::move(error));
}

void Builder::check_inits(const config::ItemJob& item, const PlannedLayer& planned,
                          const NodePlan& node) {
  const int index = static_cast<int>(plan.nodes.size());
  std::vector<std::string> known;
  for (const auto& decl : planned.parameters()) known.emplace_back(decl.name);
  for (const auto& [name, bound] : item.init) {
    const auto it = std::ranges::find(known, name);
    if (it == known.end()) {
      report(item,
             {"E0303",
              "'" + item.part.id() + "' has no parameter '" + name + "' to initialise",
              bound.place,
              did_you_mean(name, known),
              {},
              {},
              {}});
      continue;
    }
    const auto k = static_cast<std::size_t>(it - known.begin());
    const TensorPlan& tensor = plan.params[static_cast<std::size_t>(node.params[k])];
    if (tensor.node != index) {
      report(item, {"E0322",
                    "'" + name + "' is '" + tensor.name +
                        "', which has its first values already",
                    bound.place,
                    "not of this layer alone",
                    {},
                    {},
                    {}});
      continue;
    }
    const auto& initializer = static_cast<const Initializer&>(*bound.part);
    Outcome done = initializer.check(bound.values);
    if (done.ok()) done = initializer.fits(bound.values, tensor.shape);
    if (!done.ok()) report(item, placed(bound, done.error()));
  }
}

}  // namespace backplane::plan

// The one place that says which layers join the lists.
#include "config/model/structure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/words.hpp"
#include "described.hpp"

namespace backplane::config {

namespace {

constexpr const char* kResidualJoin = "add";
constexpr const char* kParallelJoin = "concat";

Described word(const char* id, const char* summary) {
  Described described;
  described.id = id;
  described.summary = summary;
  return described;
}

Node named(const char* layer, const Place& place) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = layer;
  node.place = place;
  return node;
}

/// `name: value` inside the map of the component that `node` names.
void put_inside(Node& node, const Entry& entry) {
  if (node.is_scalar()) {
    Node map;
    map.kind = Node::Kind::map;
    map.place = node.place;
    map.entries.push_back({node.text, node.place, Node{}});
    node = std::move(map);
  }
  if (node.entries.empty()) return;
  Node& params = node.entries.front().value;
  if (params.is_scalar()) {
    const Node main = params;
    params = Node{};
    params.entries.push_back({std::string(kMainKey), main.place, main});
  }
  params.kind = Node::Kind::map;
  params.entries.push_back(entry);
}

class StructureReader {
 public:
  StructureReader(const Node& value, const Place& place, Diagnostics& diagnostics)
      : value_(value), place_(place), diagnostics_(diagnostics) {}

  bool residual(Structure& structure) {
    structure.merge = named(kResidualJoin, place_);
    structure.shortcut = ItemJob::Shortcut::project;
    if (!value_.is_map()) return one_list(value_, "'residual'", structure);
    Keys keys(value_, "'residual'", diagnostics_);
    if (const Node* node = keys.take("projection")) {
      ParamSpec spec;
      spec.name = "projection";
      spec.type = ParamType::choice;
      spec.choices = {"auto", "none"};
      if (const auto read = read_value(*node, spec, "'residual'", {}, diagnostics_))
        structure.shortcut =
            read->i == 0 ? ItemJob::Shortcut::project : ItemJob::Shortcut::equal;
    }
    return layers(keys, "'residual'", structure);
  }

  bool sequence(Structure& structure) {
    if (!value_.is_map()) return one_list(value_, "'sequence'", structure);
    Keys keys(value_, "'sequence'", diagnostics_);
    return layers(keys, "'sequence'", structure);
  }

  bool parallel(Structure& structure) {
    structure.merge = named(kParallelJoin, place_);
    const Node* branches = &value_;
    if (value_.is_map()) {
      Keys keys(value_, "'parallel'", diagnostics_);
      branches = keys.take("branches");
      if (const Node* merge = keys.take("merge")) structure.merge = *merge;
      if (keys.take("axis") != nullptr)
        put_inside(structure.merge, *value_.entry("axis"));
      keys.finish();
    }
    const bool lists =
        branches != nullptr && branches->items.size() >= 2 &&
        std::ranges::all_of(branches->items, [](const Node& n) { return n.is_list(); });
    if (!lists) {
      diagnostics_.add("E0204",
                       fmt::format("'parallel' expects a list of two or more lists, "
                                   "found {}",
                                   found(branches)),
                       branches != nullptr ? branches->place : place_,
                       "write [[...], [...]]: a list of layers for each branch");
      return false;
    }
    for (const Node& branch : branches->items) structure.lists.push_back(&branch);
    return true;
  }

 private:
  bool one_list(const Node& list, std::string_view what, Structure& structure) {
    structure.lists = {&list};
    return check_layers(list, what, diagnostics_);
  }

  bool layers(Keys& keys, std::string_view what, Structure& structure) {
    const Node* list = keys.take("layers");
    keys.finish();
    if (list != nullptr) return one_list(*list, what, structure);
    diagnostics_.add("E0202", fmt::format("{} has no layers", what), value_.place,
                     "'layers:' must be given");
    return false;
  }

  static std::string found(const Node* node) {
    if (node == nullptr) return "nothing";
    if (!node->is_list()) return shown(*node);
    return node->items.size() < 2 ? fmt::format("{}", node->items.size())
                                  : "a branch that is no list";
  }

  const Node& value_;
  const Place& place_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::span<const Described* const> structure_table() {
  static const Described residual = word("residual", "layers beside a shortcut, added");
  static const Described parallel = word("parallel", "lists side by side, joined");
  static const Described sequence = word("sequence", "layers as one item");
  static const std::array<const Described*, 3> all{&residual, &parallel, &sequence};
  return all;
}

bool is_structure(std::string_view word) {
  return std::ranges::any_of(structure_table(),
                             [&](const Described* d) { return d->id == word; });
}

std::optional<Structure> read_structure(std::string_view word, const Node& value,
                                        const Place& place, Diagnostics& diagnostics) {
  StructureReader reader(value, place, diagnostics);
  const std::size_t before = diagnostics.count();
  Structure structure;
  const bool read = word == "residual"   ? reader.residual(structure)
                    : word == "parallel" ? reader.parallel(structure)
                                         : reader.sequence(structure);
  if (!read || diagnostics.count() > before) return {};
  return structure;
}

bool check_layers(const Node& node, std::string_view what, Diagnostics& diagnostics) {
  if (node.is_list() && !node.items.empty()) return true;
  diagnostics.add("E0204",
                  fmt::format("{} expects a list of layers, found {}", what,
                              node.is_list() ? "an empty one" : shown(node)),
                  node.place, "begin each layer with '- '");
  return false;
}

}  // namespace backplane::config

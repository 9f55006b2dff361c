// The model as nested lists in which every item has its name, and what it takes is
// written where it is not the item before.
#include "config/resolve.hpp"
#include "config/resolve_nodes.hpp"
#include "config/scalar.hpp"

namespace backplane::config {

namespace {

class ModelWriter {
 public:
  explicit ModelWriter(const Job& job) : job_(job) {}

  [[nodiscard]] Node list(const std::vector<ItemTree>& items, const ItemJob& around,
                          bool nested) const {
    Node list = list_node();
    for (const ItemTree& item : items)
      list.items.push_back(this->item(item, around, nested));
    return list;
  }

 private:
  [[nodiscard]] const ItemJob& job(int item) const {
    return job_.model[static_cast<std::size_t>(item)];
  }

  [[nodiscard]] std::string input(std::size_t i) const {
    return i < job_.data.inputs.size() ? job_.data.inputs[i].name : "input";
  }

  // A name that leads there from anywhere in the file.
  [[nodiscard]] Node path(int item, bool nested) const {
    const std::string name = item < 0 ? input(input_number(item)) : job(item).name;
    return text_node(nested ? "." + name : name);
  }

  [[nodiscard]] Node item(const ItemTree& tree, const ItemJob& around,
                          bool nested) const {
    static const ItemJob none;
    const ItemJob& own = tree.item < 0 ? none : job(tree.item);
    Node node = tree.word.empty() ? layer(own) : structure(tree, own, around);
    if (node.entries.empty()) return {};  // a mistake that was reported
    put(node, "name", tree.name);
    if (tree.from) {
      Node from = list_node();
      for (const int source : *tree.from) from.items.push_back(path(source, nested));
      put(node, "from", std::move(from));
    }
    if (tree.item < 0) return node;
    if (!own.init.empty()) put(node, "init", inits(own));
    if (own.share >= 0) put(node, "share", path(own.share, nested));
    if (own.freeze != around.freeze) put(node, "freeze", own.freeze);
    if (own.lr_factor != around.lr_factor) put(node, "lr", number_text(own.lr_factor));
    return node;
  }

  static Node layer(const ItemJob& item) {
    Node node = component_map(item.part);
    if (!item.activation || node.entries.empty()) return node;
    Node& params = node.entries[0].value;
    params.kind = Node::Kind::map;
    put(params, "activation", component_node(*item.activation));
    return node;
  }

  // What stands beside a join holds for the lists that it joins.
  [[nodiscard]] Node structure(const ItemTree& tree, const ItemJob& join,
                               const ItemJob& around) const {
    const ItemJob& outside = tree.item < 0 ? around : join;
    Node node = map_node();
    if (tree.word == "sequence") {
      put(node, tree.word, list(tree.lists[0], outside, true));
      return node;
    }
    Node inside = map_node();
    if (tree.word == "residual") {
      put(inside, "layers", list(tree.lists[0], outside, true));
      const bool projects = join.shortcut == ItemJob::Shortcut::project;
      put(inside, "projection", std::string(projects ? "auto" : "none"));
    } else {
      Node branches = list_node();
      for (const auto& branch : tree.lists)
        branches.items.push_back(list(branch, outside, true));
      put(inside, "branches", std::move(branches));
      put(inside, "merge", component_node(join.part));
    }
    put(node, tree.word, std::move(inside));
    return node;
  }

  static Node inits(const ItemJob& item) {
    Node init = map_node();
    for (const auto& [param, bound] : item.init)
      put(init, param, component_node(bound));
    return init;
  }

  const Job& job_;
};

}  // namespace

Node model_node(const Job& job) {
  return ModelWriter(job).list(job.model_tree, ItemJob{}, false);
}

}  // namespace backplane::config

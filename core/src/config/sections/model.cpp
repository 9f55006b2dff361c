// model: a chain of layers and activations, each with its wiring beside it.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "config/layout.hpp"
#include "config/sections/sections.hpp"
#include "config/tables.hpp"
#include "config/words.hpp"

namespace backplane::config {

namespace {

bool declares(const Described& part, std::string_view key) {
  for (const ParamSpec& spec : part.params) {
    if (spec.name == key) return true;
    for (const std::string& alias : spec.aliases)
      if (alias == key) return true;
  }
  return false;
}

/// Takes `key` out of a map, if it is there and the part does not read it itself.
std::optional<Entry> take_out(Node& map, const Described& part, std::string_view key) {
  if (!map.is_map() || declares(part, key)) return {};
  for (auto e = map.entries.begin(); e != map.entries.end(); ++e) {
    if (e->key != key) continue;
    Entry taken = std::move(*e);
    map.entries.erase(e);
    return taken;
  }
  return {};
}

class ItemReader {
 public:
  ItemReader(const Node& node, const Reader& reader, ItemJob& item)
      : node_(node), reader_(reader), item_(item) {}

  void read() {
    const std::size_t before = reader_.diagnostics.count();
    item_.place = node_.place;
    const Choices choices = plugged_choices(
        reader_.registry, {Kind::layer, Kind::activation}, siblings_of("model"));
    if (auto head = find_head(node_, choices, reader_.diagnostics))
      part(std::move(*head));
    wiring();
    item_.broken = reader_.diagnostics.count() > before;
  }

 private:
  void part(Head head) {
    const Described& described = *head.part;
    item_.place = head.place;
    item_.part.place = head.place;
    const bool layer = reader_.registry.find(Kind::layer, described.id) == &described;
    item_.kind = layer ? Kind::layer : Kind::activation;

    std::vector<std::string> also_known;
    std::optional<Entry> activation, inner_init;
    if (layer) {
      activation = take_out(head.value, described, "activation");
      inner_init = take_out(head.value, described, "init");
      for (const char* key : {"activation", "init"})
        if (!declares(described, key)) also_known.emplace_back(key);
    }
    const std::string what = fmt::format("{} '{}'", name_of(item_.kind), described.id);
    if (bind_map(head.value, described, what, also_known, reader_.sizes,
                 reader_.diagnostics, item_.part))
      check_rules(item_.part, reader_.registry, reader_.diagnostics);
    if (activation && !activation->value.is_null()) {
      const Choices choices = plugged_choices(reader_.registry, {Kind::activation});
      item_.activation = bind_plugged(activation->value, choices, reader_);
    }
    inits(inner_init);
  }

  void inits(const std::optional<Entry>& inner) {
    const Entry* beside = node_.entry("init");
    if (beside != nullptr && inner) {
      Error& error = reader_.diagnostics.add(
          "E0218", "'init' is given both inside the layer's map and beside it",
          beside->key_place, "keep one");
      error.notes.push_back({inner->key_place, "the other"});
      return;
    }
    if (inner) init(inner->value);
    if (beside != nullptr) init(beside->value);
  }

  void init(const Node& value) {
    if (!value.is_map()) {
      reader_.diagnostics.add(
          "E0204",
          fmt::format("'init' expects a map from parameter to initializer, found {}",
                      shown(value)),
          value.place, "write {weight: he_normal, bias: zeros}");
      return;
    }
    const Choices choices = table_choices("initializer", initializer_table());
    for (const Entry& e : value.entries)
      if (auto bound = bind_choice(e.value, choices, {}, reader_.diagnostics))
        item_.init.emplace(e.key, std::move(*bound));
  }

  void wiring() {
    if (!node_.is_map()) return;
    Keys keys(node_, "a model item", reader_.diagnostics);
    keys.text("name", item_.name);
    keys.texts("from", item_.from);
    if (const Node* from = node_.find("from")) item_.from_place = from->place;
  }

  const Node& node_;
  const Reader& reader_;
  ItemJob& item_;
};

/// The type as the start of a name: "acme.swish" gives acme_swish0. A broken item calls
/// itself something too, so that the names after it stay what they were.
std::string type_of(const Node& node, const ItemJob& item) {
  std::string type = node.entries.empty() ? "item" : node.entries.front().key;
  if (node.is_scalar()) type = node.text;
  if (item.part.part != nullptr) type = item.part.id();
  std::replace(type.begin(), type.end(), '.', '_');
  return type;
}

bool good_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (name.empty() || !letter(name[0])) return false;
  for (const char c : name)
    if (!letter(c) && !(c >= '0' && c <= '9') && c != '-') return false;
  return true;
}

void name_items(const std::vector<Node>& nodes, std::vector<ItemJob>& items,
                Diagnostics& diagnostics) {
  std::map<std::string, int> unnamed;
  std::map<std::string, Place> taken;
  for (std::size_t i = 0; i < items.size(); ++i) {
    ItemJob& item = items[i];
    Place place = item.place;
    if (item.name.empty()) {
      const std::string type = type_of(nodes[i], item);
      item.name = type + std::to_string(unnamed[type]++);
    } else {
      place = nodes[i].find("name")->place;
      if (!good_name(item.name))
        diagnostics.add("E0212", fmt::format("'{}' is no name for an item", item.name),
                        place, "a letter, then letters, digits, '_' or '-'");
    }
    const auto [first, added] = taken.emplace(item.name, place);
    if (added) continue;
    Error& error =
        diagnostics.add("E0212", fmt::format("two items are called '{}'", item.name),
                        place, "choose another name");
    error.notes.push_back({first->second, "the first"});
  }
}

}  // namespace

void read_model(const Entry& model, const Reader& reader, std::vector<ItemJob>& items) {
  const Node* list = &model.value;
  if (list->is_map()) {
    Keys keys(*list, "'model'", reader.diagnostics);
    list = keys.take("layers");
    keys.finish();
  }
  if (list == nullptr || !list->is_list() || list->items.empty()) {
    reader.diagnostics.add("E0204",
                           fmt::format("'model' expects a list of layers, found {}",
                                       list == nullptr ? "nothing" : shown(*list)),
                           list == nullptr ? model.key_place : list->place,
                           "begin each layer with '- '");
    return;
  }
  for (const Node& node : list->items)
    ItemReader(node, reader, items.emplace_back()).read();
  name_items(list->items, items, reader.diagnostics);
}

}  // namespace backplane::config

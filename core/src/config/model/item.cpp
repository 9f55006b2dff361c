// Parameters by what the part declares; `activation` and `init` are taken out of its
// map first.
#include "config/model/item.hpp"

#include <fmt/format.h>

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

class PartReader {
 public:
  PartReader(const Node& node, const Reader& reader, ItemJob& item)
      : node_(node), reader_(reader), item_(item) {}

  void read(Head head) {
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

 private:
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

  const Node& node_;
  const Reader& reader_;
  ItemJob& item_;
};

std::vector<Reference> references(const Node& from, Keys& keys) {
  std::vector<std::string> words;
  keys.texts("from", words);
  std::vector<Reference> all;
  if (from.is_scalar()) all.push_back({from.text, from.place});
  for (const Node& item : from.items)
    if (item.is_scalar()) all.push_back({item.text, item.place});
  return all;
}

}  // namespace

Wiring read_wiring(const Node& node, Diagnostics& diagnostics) {
  Wiring wiring;
  if (!node.is_map()) return wiring;
  Keys keys(node, "a model item", diagnostics);
  keys.text("name", wiring.name);
  if (const Node* name = node.find("name")) wiring.name_place = name->place;
  if (const Node* from = keys.take("from")) wiring.from = references(*from, keys);
  if (keys.take("repeat") != nullptr) {
    wiring.repeat = 1;
    keys.integer("repeat", *wiring.repeat, 1);
  }
  if (const Node* share = keys.take("share")) {
    wiring.share = Reference{{}, share->place};
    keys.text("share", wiring.share->path);
  }
  if (keys.take("freeze") != nullptr) {
    wiring.freeze = false;
    keys.boolean("freeze", *wiring.freeze);
  }
  if (keys.take("lr") != nullptr) {
    wiring.lr = 1;
    keys.real("lr", *wiring.lr, 0);
  }
  return wiring;
}

void read_part(const Node& node, Head head, const Reader& reader, ItemJob& item) {
  PartReader(node, reader, item).read(std::move(head));
}

}  // namespace backplane::config

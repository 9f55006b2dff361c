// `relu`, `dense: 256`, `dense: {units: 256}` with siblings beside it.
#include "config/component.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/words.hpp"
#include "suggest.hpp"

namespace backplane::config {

namespace {

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const Described* find_part(const Choices& choices, std::string_view id) {
  for (const Described* part : choices.parts)
    if (part->id == id) return part;
  return nullptr;
}

std::vector<std::string> part_ids(const Choices& choices) {
  std::vector<std::string> ids;
  for (const Described* part : choices.parts) ids.push_back(part->id);
  return ids;
}

/// Of another kind: "'mse' is a loss, not a layer".
bool report_other_kind(const std::string& id, const Place& place,
                       const Choices& choices, Diagnostics& diagnostics) {
  if (choices.registry == nullptr) return false;
  for (const Component* other : choices.registry->all()) {
    if (other->id != id) continue;
    diagnostics.add(
        "E0413",
        fmt::format("'{}' is {}, not {}", id, with_article(name_of(other->kind)),
                    with_article(choices.what)),
        place, fmt::format("{} is wanted here", with_article(choices.what)));
    return true;
  }
  return false;
}

void report_unknown(const std::string& id, const Place& place, const Choices& choices,
                    Diagnostics& diagnostics) {
  const std::string suggestion = did_you_mean(id, part_ids(choices));
  if (!choices.plugged) {
    Error& error = diagnostics.add(
        "E0210", fmt::format("unknown {} '{}'", choices.what, id), place, suggestion);
    error.remarks.push_back(
        fmt::format("known here: {}", comma_list(part_ids(choices))));
    return;
  }
  if (suggestion.empty() && report_other_kind(id, place, choices, diagnostics)) return;
  Error& error = diagnostics.add("E0412", fmt::format("no plugin provides '{}'", id),
                                 place, suggestion);
  error.remarks.emplace_back(
      "looked in: the runtime's plugins, BACKPLANE_PLUGIN_PATH, the user's plugins; "
      "add "
      "a file with --plugin PATH");
  if (choices.registry == nullptr) return;
  for (const PluginFile& file : choices.registry->files) {
    if (!file.reason.empty())
      error.remarks.push_back(
          fmt::format("{} was not used: {}", file.file, file.reason));
    for (const std::string& part : file.left_out)
      if (part.find(id) != std::string::npos)
        error.remarks.push_back(fmt::format("{}: {}", file.file, part));
  }
}

void report_unknown_key(const Entry& entry, const std::string& id,
                        const Choices& choices, Diagnostics& diagnostics) {
  const std::vector<std::string> siblings(choices.siblings.begin(),
                                          choices.siblings.end());
  Error& error = diagnostics.add(
      "E0201",
      fmt::format("unknown key '{}' beside {} '{}'", entry.key, choices.what, id),
      entry.key_place, did_you_mean(entry.key, siblings));
  if (siblings.empty())
    error.remarks.push_back(fmt::format(
        "'{}' takes its parameters inside its own map: {}: {{ ... }}", id, id));
  else
    error.remarks.push_back(
        fmt::format("may stand beside it: {}", comma_list(siblings)));
}

/// The entry that names the component: the only known one, else the first that is left.
const Entry* component_entry(const Node& node, const Choices& choices,
                             Diagnostics& diagnostics) {
  const Entry* first = nullptr;
  const Entry* known = nullptr;
  for (const Entry& e : node.entries) {
    if (contains(choices.siblings, e.key) || e.key.starts_with("x-")) continue;
    if (first == nullptr) first = &e;
    if (find_part(choices, e.key) == nullptr) continue;
    if (known != nullptr) {
      Error& error = diagnostics.add(
          "E0203",
          fmt::format("two components in one place: '{}' and '{}'", known->key, e.key),
          e.key_place, "one is enough; in a list, begin a new item with '- '");
      error.notes.push_back({known->key_place, "the first"});
      return nullptr;
    }
    known = &e;
  }
  const Entry* chosen = known != nullptr ? known : first;
  if (chosen == nullptr)
    diagnostics.add("E0220", fmt::format("no {} is named here", choices.what),
                    node.place,
                    fmt::format("expects the name of {}", with_article(choices.what)));
  return chosen;
}

std::string code_of_owner(const Choices& choices, const std::string& id) {
  return fmt::format("{} '{}'", choices.what, id);
}

}  // namespace

Choices plugged_choices(const Registry& registry, std::initializer_list<Kind> kinds,
                        std::vector<std::string_view> siblings) {
  Choices choices;
  choices.what = name_of(*kinds.begin());
  choices.siblings = std::move(siblings);
  choices.plugged = true;
  choices.registry = &registry;
  for (const Kind kind : kinds)
    for (const Component* part : registry.all(kind)) choices.parts.push_back(part);
  return choices;
}

Choices table_choices(std::string what, std::span<const Described* const> parts,
                      std::vector<std::string_view> siblings) {
  return {
      std::move(what), {parts.begin(), parts.end()}, std::move(siblings), false, {}};
}

std::optional<Head> find_head(const Node& node, const Choices& choices,
                              Diagnostics& diagnostics) {
  if (node.is_scalar()) {
    const Described* part = find_part(choices, node.text);
    if (part == nullptr) {
      report_unknown(node.text, node.place, choices, diagnostics);
      return {};
    }
    Node none;
    none.place = node.place;
    return Head{part, node.place, std::move(none)};
  }
  if (!node.is_map()) {
    diagnostics.add(
        "E0220",
        fmt::format("expected {}, found {}", with_article(choices.what), shown(node)),
        node.place, "write its name, or 'name: {parameter: value}'");
    return {};
  }
  const Entry* entry = component_entry(node, choices, diagnostics);
  if (entry == nullptr) return {};
  const Described* part = find_part(choices, entry->key);
  if (part == nullptr) {
    report_unknown(entry->key, entry->key_place, choices, diagnostics);
    return {};
  }
  for (const Entry& other : node.entries)
    if (&other != entry && !contains(choices.siblings, other.key) &&
        !other.key.starts_with("x-"))
      report_unknown_key(other, part->id, choices, diagnostics);
  return Head{part, entry->key_place, entry->value};
}

std::optional<Bound> bind_choice(const Node& node, const Choices& choices,
                                 const DataSizes& sizes, Diagnostics& diagnostics) {
  auto head = find_head(node, choices, diagnostics);
  if (!head) return {};
  Bound bound;
  bound.place = head->place;
  bind_params(head->value, *head->part, code_of_owner(choices, head->part->id), sizes,
              diagnostics, bound);
  return bound;
}

std::optional<Bound> bind_component(const Node& node,
                                    std::span<const Described* const> choices,
                                    const std::string& what,
                                    std::span<const std::string_view> siblings,
                                    const DataSizes& sizes, Diagnostics& diagnostics) {
  Choices all = table_choices(what, choices, {siblings.begin(), siblings.end()});
  all.plugged =
      what == "layer" || what == "activation" || what == "loss" || what == "optimizer";
  return bind_choice(node, all, sizes, diagnostics);
}

}  // namespace backplane::config

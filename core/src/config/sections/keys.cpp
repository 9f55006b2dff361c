// Typed reading of a section's own keys, with the same messages as for parameters.
#include "config/sections/keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/component.hpp"
#include "config/scalar.hpp"
#include "config/words.hpp"
#include "described.hpp"
#include "suggest.hpp"

namespace backplane::config {

namespace {

const char* example_of(Duration::Unit unit) {
  switch (unit) {
    case Duration::Unit::epochs:
      return "'2 epochs'";
    case Duration::Unit::steps:
      return "'500 steps'";
    case Duration::Unit::seconds:
      return "'10 min'";
    case Duration::Unit::fraction:
      break;
  }
  return "'10%'";
}

}  // namespace

Keys::Keys(const Node& node, std::string owner, Diagnostics& diagnostics)
    : node_(node), owner_(std::move(owner)), diagnostics_(diagnostics) {
  if (!node.is_map() && !node.is_null())
    diagnostics.add("E0204",
                    fmt::format("{} expects a map, found {}", owner_, shown(node)),
                    node.place, "write 'key: value' lines below it");
}

const Node* Keys::take(std::string_view key) {
  known_.emplace_back(key);
  const Node* value = node_.find(key);
  return value != nullptr && !value->is_null() ? value : nullptr;
}

void Keys::integer(std::string_view key, std::int64_t& value, double min) {
  const Node* node = take(key);
  if (node == nullptr) return;
  const ParamSpec spec = within(integer_param(std::string(key), value, {}), min);
  if (const auto read = read_value(*node, spec, owner_, {}, diagnostics_))
    value = read->i;
}

void Keys::real(std::string_view key, double& value, double min) {
  const Node* node = take(key);
  if (node == nullptr) return;
  const ParamSpec spec = within(real_param(std::string(key), value, {}), min);
  if (const auto read = read_value(*node, spec, owner_, {}, diagnostics_))
    value = read->f;
}

void Keys::boolean(std::string_view key, bool& value) {
  const Node* node = take(key);
  if (node == nullptr) return;
  const auto read = read_boolean(*node);
  if (read.value)
    value = *read.value;
  else
    wrong(*node, key, "true or false", read.why);
}

void Keys::text(std::string_view key, std::string& value) {
  const Node* node = take(key);
  if (node == nullptr) return;
  if (node->is_scalar())
    value = node->text;
  else
    wrong(*node, key, "text", "one word is wanted");
}

void Keys::texts(std::string_view key, std::vector<std::string>& values) {
  const Node* node = take(key);
  if (node == nullptr) return;
  values.clear();
  if (node->is_scalar()) values.push_back(node->text);
  if (node->is_map()) wrong(*node, key, "a word or a list of words", {});
  for (const Node& item : node->items) {
    if (item.is_scalar())
      values.push_back(item.text);
    else
      wrong(item, key, "a word or a list of words", "one word is wanted here");
  }
}

void Keys::duration(std::string_view key, Duration& value,
                    std::initializer_list<Duration::Unit> units) {
  const Node* node = take(key);
  if (node == nullptr) return;
  const std::string what = fmt::format("'{}' of {}", key, owner_);
  if (auto read = checked_duration(*node, what, units, diagnostics_)) value = *read;
}

void Keys::wrong(const Node& node, std::string_view key, std::string_view wanted,
                 const std::string& why) {
  diagnostics_.add(
      "E0204",
      fmt::format("'{}' of {} expects {}, found {}", key, owner_, wanted, shown(node)),
      node.place, why);
}

std::vector<std::string> Keys::finish() {
  std::vector<std::string> suggested;
  for (const Entry& e : node_.entries) {
    if (e.key.starts_with("x-")) continue;
    if (std::find(known_.begin(), known_.end(), e.key) != known_.end()) continue;
    Error& error =
        diagnostics_.add("E0201", fmt::format("unknown key '{}' in {}", e.key, owner_),
                         e.key_place, did_you_mean(e.key, known_));
    error.remarks.push_back(fmt::format("known here: {}", comma_list(known_)));
    suggested.push_back(nearest(e.key, known_));
  }
  return suggested;
}

std::optional<Duration> checked_duration(const Node& node, const std::string& what,
                                         std::initializer_list<Duration::Unit> units,
                                         Diagnostics& diagnostics) {
  const auto read = read_duration(node);
  const bool fits =
      read.value && read.value->amount > 0 &&
      std::find(units.begin(), units.end(), read.value->unit) != units.end();
  if (fits) return read.value;
  std::vector<std::string> examples;
  for (const Duration::Unit unit : units) examples.emplace_back(example_of(unit));
  diagnostics.add(
      "E0211",
      fmt::format("{} expects a length such as {}, found {}", what,
                  comma_list(examples), shown(node)),
      node.place,
      read.value ? "not in this unit, and not nothing" : "a number and a unit");
  return {};
}

}  // namespace backplane::config

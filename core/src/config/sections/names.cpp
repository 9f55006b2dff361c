// The names that a data source's maps give to inputs and targets.
#include <fmt/format.h>

#include <algorithm>

#include "config/model/scope.hpp"
#include "config/sections/sections.hpp"
#include "config/words.hpp"
#include "suggest.hpp"

namespace backplane::config {

namespace {

/// One side of a sample: the key that names its arrays, and those that speak of them.
struct Side {
  const char* what;  ///< "input"
  const char* key;   ///< "inputs"
  const char* test;  ///< "test_inputs": all of them, like `key`
  const char* fact;  ///< "vocab": of some of them
};
constexpr Side kInputs{"input", "inputs", "test_inputs", "vocab"};
constexpr Side kTargets{"target", "targets", "test_targets", "classes"};

class NameTaker {
 public:
  NameTaker(const Side& side, Node& parameters, Diagnostics& diagnostics)
      : side_(side), parameters_(parameters), diagnostics_(diagnostics) {}

  std::vector<ArrayName> take() {
    Entry* entry = entry_of(side_.key);
    if (entry == nullptr) return {};
    if (!entry->value.is_map()) {
      unnamed(entry->value);
      return {};
    }
    for (const Entry& e : entry->value.entries) {
      const bool reserved = e.key == "input" && entry->value.entries.size() > 1;
      if (!good_name(e.key) || reserved)
        diagnostics_.add("E0212",
                         fmt::format("'{}' is no name of {}", e.key, side_.key),
                         e.key_place, "a letter, then letters, digits, '_' or '-'");
      names_.push_back({e.key, e.key_place});
    }
    make_list(entry->value, nullptr, true);
    if (Entry* test = entry_of(side_.test)) tests(*test);
    if (Entry* fact = entry_of(side_.fact)) say_fact(*fact);
    return std::move(names_);
  }

 private:
  Entry* entry_of(const char* key) {
    const auto found = std::ranges::find(parameters_.entries, key, &Entry::key);
    return found == parameters_.entries.end() ? nullptr : &*found;
  }

  /// One array: nothing can be said by name, and no list of several.
  void unnamed(const Node& value) {
    if (value.is_list() && value.items.size() > 1)
      diagnostics_.add("E0240",
                       fmt::format("'{}' lists {} files without names", side_.key,
                                   value.items.size()),
                       value.place, "write {first: a.npy, second: b.npy}");
    for (const char* key : {side_.test, side_.fact}) {
      const Entry* entry = entry_of(key);
      if (entry == nullptr) continue;
      const Node& said = entry->value;
      if (said.is_map() || (said.is_list() && said.items.size() > 1))
        diagnostics_.add("E0240",
                         fmt::format("'{}' speaks of several, and '{}' has no names",
                                     key, side_.key),
                         said.place, "one value is wanted");
    }
  }

  /// The values in the order of the names. `complete`: the key whose map must have all.
  void make_list(Node& map, const char* complete, bool files) {
    Node list = map;
    list.kind = Node::Kind::list;
    list.entries.clear();
    list.items.assign(names_.size(), Node{});
    for (Entry& e : map.entries) {
      const auto at = find_named(names_, e.key, side_.what, e.key_place, diagnostics_);
      if (!at) continue;
      list.items[*at] = std::move(e.value);
      Node& item = list.items[*at];  // each file is relative to where it is written
      if (files && item.is_scalar() && !item.text.empty())
        item.text = resolved_path(item.text, item.place);
    }
    for (std::size_t i = 0; complete != nullptr && i < names_.size(); ++i) {
      if (!list.items[i].is_null()) continue;
      list.items[i].kind = Node::Kind::scalar;  // so that it is said once
      diagnostics_.add("E0241",
                       fmt::format("'{}' has no '{}'", complete, names_[i].name),
                       map.place, fmt::format("each {} needs its file", side_.what));
    }
    map = std::move(list);
  }

  void tests(Entry& test) {
    if (test.value.is_map()) return make_list(test.value, side_.test, true);
    if (names_.size() > 1 && !(test.value.is_list() && test.value.items.empty()))
      diagnostics_.add(
          "E0240",
          fmt::format("'{}' must say which {} each file is of", side_.test, side_.what),
          test.value.place, fmt::format("write {{{}: ...}}", names_.front().name));
  }

  /// `vocab: {words: 1000}`: 0 for the others.
  void say_fact(Entry& fact) {
    if (!fact.value.is_map()) {
      if (names_.size() > 1 || fact.value.items.size() > 1)
        diagnostics_.add(
            "E0240", fmt::format("'{}' must say of which {}", side_.fact, side_.what),
            fact.value.place,
            fmt::format("write {{{}: {}}}", names_.front().name,
                        fact.value.is_scalar() ? fact.value.text : "..."));
      return;
    }
    make_list(fact.value, nullptr, false);
    for (Node& item : fact.value.items) {
      if (!item.is_null()) continue;
      item.kind = Node::Kind::scalar;
      item.text = "0";
      item.place = fact.value.place;
    }
  }

  const Side& side_;
  Node& parameters_;
  Diagnostics& diagnostics_;
  std::vector<ArrayName> names_;
};

}  // namespace

std::optional<std::size_t> find_named(const std::vector<ArrayName>& names,
                                      const std::string& name, const char* what,
                                      const Place& place, Diagnostics& diagnostics) {
  const auto found = std::ranges::find(names, name, &ArrayName::name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  std::vector<std::string> known;
  for (const ArrayName& each : names) known.push_back(each.name);
  Error& error =
      diagnostics.add("E0241", fmt::format("no {} is called '{}'", what, name), place,
                      did_you_mean(name, known));
  if (names.empty())
    error.remarks.push_back(fmt::format("the data has one {}, without a name", what));
  else
    error.remarks.push_back(fmt::format("the data's: {}", comma_list(known)));
  return std::nullopt;
}

void take_names(Node& parameters, Diagnostics& diagnostics, DataJob& job) {
  const std::size_t before = diagnostics.count();
  job.inputs = NameTaker(kInputs, parameters, diagnostics).take();
  job.targets = NameTaker(kTargets, parameters, diagnostics).take();
  job.names_known = diagnostics.count() == before;
}

bool names_arrays(const Described& source) {
  const auto& params = source.params;
  const auto inputs = std::ranges::find(params, "inputs", &ParamSpec::name);
  return inputs != params.end() && inputs->type == ParamType::strings;
}

}  // namespace backplane::config

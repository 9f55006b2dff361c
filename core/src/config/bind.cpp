// One value a parameter: given by name, by another name, as the short form, or its
// default.
#include "config/bind.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/component.hpp"
#include "config/words.hpp"
#include "suggest.hpp"

namespace backplane::config {

namespace {

std::optional<std::size_t> index_of(const Described& part, std::string_view key) {
  for (std::size_t i = 0; i < part.params.size(); ++i) {
    const ParamSpec& spec = part.params[i];
    const bool alias =
        std::find(spec.aliases.begin(), spec.aliases.end(), key) != spec.aliases.end();
    if (spec.name == key || alias) return i;
  }
  return {};
}

std::optional<std::size_t> main_index(const Described& part) {
  for (std::size_t i = 0; i < part.params.size(); ++i)
    if (part.params[i].has(BACKPLANE_PF_MAIN)) return i;
  return {};
}

std::size_t checked_index(const Bound& bound, std::string_view param) {
  for (std::size_t i = 0; i < bound.part->params.size(); ++i)
    if (bound.part->params[i].name == param) return i;
  throw std::out_of_range("no such parameter");
}

/// One pass over what was written for one component.
class Binder {
 public:
  Binder(const Described& part, const std::string& what,
         const std::vector<std::string>& also_known, const DataSizes& sizes,
         Diagnostics& diagnostics, Bound& bound)
      : part_(part),
        what_(what),
        also_known_(also_known),
        sizes_(sizes),
        diagnostics_(diagnostics),
        bound_(bound),
        given_(part.params.size()) {}

  void read(const Node& value) {
    if (value.is_map()) {
      for (const Entry& e : value.entries) entry(e);
    } else if (!value.is_null()) {
      short_form(value);
    }
    for (std::size_t i = 0; i < part_.params.size(); ++i)
      if (part_.params[i].has(BACKPLANE_PF_REQUIRED) && !given_[i].known())
        missing(part_.params[i], value);
  }

 private:
  void entry(const Entry& e) {
    if (e.key == kMainKey) {  // the latter of the two spellings stands
      if (const auto index = main_index(part_)) given_[*index] = {};
      short_form(e.value);
      main_merged_ = true;
      return;
    }
    const auto index = index_of(part_, e.key);
    if (!index) {
      unknown(e);
      return;
    }
    const bool overrides = main_merged_ && index == main_index(part_);
    if (given_[*index].known() && !overrides) {
      Error& error = diagnostics_.add(
          "E0209",
          fmt::format("'{}' of {} is given twice", part_.params[*index].name, what_),
          e.key_place, "another name of the same parameter");
      error.notes.push_back({given_[*index], "first given here"});
      return;
    }
    give(*index, e.value, e.key_place);
  }

  void short_form(const Node& value) {
    if (const auto index = main_index(part_)) {
      give(*index, value, value.place);
      return;
    }
    const bool none = part_.params.empty();
    Error& error = diagnostics_.add(
        "E0204",
        fmt::format("{} takes {}, found {}", what_,
                    none ? "no parameters" : "its parameters by name", shown(value)),
        value.place, none ? "remove this" : "write {parameter: value}");
    list_parameters(error);
  }

  void give(std::size_t index, const Node& value, const Place& place) {
    given_[index] = place;
    auto read = read_value(value, part_.params[index], what_, sizes_, diagnostics_);
    if (!read) return;
    bound_.values[index] = std::move(*read);
    bound_.places[index] = value.place;
  }

  void unknown(const Entry& e) {
    auto known = candidates(part_.params);
    for (const std::string& key : also_known_) known.push_back({key, key});
    Error& error = diagnostics_.add(
        "E0207", fmt::format("unknown parameter '{}' for {}", e.key, what_),
        e.key_place, did_you_mean(e.key, known));
    list_parameters(error);
  }

  void missing(const ParamSpec& spec, const Node& value) {
    const Place& place = bound_.place.known() ? bound_.place : value.place;
    Error& error = diagnostics_.add(
        "E0206", fmt::format("{} needs '{}'", what_, spec.name), place,
        fmt::format("'{}' must be given: {}", spec.name, expected(spec)));
    if (spec.has(BACKPLANE_PF_MAIN))
      error.remarks.push_back(
          fmt::format("help: write '{}: ...' with its value", part_.id));
  }

  void list_parameters(Error& error) const {
    std::vector<std::string> names;
    for (const ParamSpec& spec : part_.params) names.push_back(spec.name);
    names.insert(names.end(), also_known_.begin(), also_known_.end());
    if (!names.empty())
      error.remarks.push_back(fmt::format("{} takes: {}", part_.id, comma_list(names)));
    else
      error.remarks.push_back(fmt::format("{} takes no parameters", part_.id));
  }

  const Described& part_;
  const std::string& what_;
  const std::vector<std::string>& also_known_;
  const DataSizes& sizes_;
  Diagnostics& diagnostics_;
  Bound& bound_;
  std::vector<Place> given_;
  bool main_merged_ = false;
};

}  // namespace

const Value& Bound::operator[](std::string_view param) const {
  return values[checked_index(*this, param)];
}

const Place& Bound::place_of(std::string_view param) const {
  return places[checked_index(*this, param)];
}

bool bind_map(const Node& value, const Described& part, const std::string& what,
              const std::vector<std::string>& also_known, const DataSizes& sizes,
              Diagnostics& diagnostics, Bound& bound) {
  const std::size_t before = diagnostics.count();
  bound.part = &part;
  bound.values.clear();
  for (const ParamSpec& spec : part.params) bound.values.push_back(spec.def);
  bound.places.assign(part.params.size(), {});
  Binder(part, what, also_known, sizes, diagnostics, bound).read(value);
  return diagnostics.count() == before;
}

bool bind_params(const Node& value, const Described& part, const std::string& what,
                 const DataSizes& sizes, Diagnostics& diagnostics, Bound& bound) {
  return bind_map(value, part, what, {}, sizes, diagnostics, bound);
}

}  // namespace backplane::config

#pragma once
// What a test tells a part, as the values that the boundary wants.

#include <deque>
#include <map>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "backplane/abi.h"

namespace backplane::test {

/// What a test gives a parameter; an enum's value is its word.
using Setting = std::variant<bool, int, double, std::string, std::vector<double>,
                             std::vector<std::int64_t>>;
using Settings = std::map<std::string, Setting>;

/// Values in table order: defaults, and what `settings` says. Owns the lists.
class Values {
 public:
  Values(const backplane_component& component, const Settings& settings)
      : settings_(settings) {
    std::size_t used = 0;
    for (std::uint32_t i = 0; i < component.n_params; ++i) {
      const backplane_param& param = *component.params[i];
      const auto found = settings_.find(param.name);
      used += found != settings_.end() ? 1u : 0u;
      values_.push_back(found == settings_.end() ? param.def
                                                 : value(param, found->second));
    }
    if (used != settings_.size()) throw std::runtime_error("an unknown parameter");
  }
  [[nodiscard]] const backplane_value* data() const { return values_.data(); }
  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(values_.size());
  }

 private:
  backplane_value value(const backplane_param& param, const Setting& setting) {
    backplane_value made{param.type, 0, {}};
    if (const auto* ints = std::get_if<std::vector<std::int64_t>>(&setting)) {
      made.count = static_cast<std::uint32_t>(ints->size());
      made.v.iv = ints->data();
    } else if (const auto* list = std::get_if<std::vector<double>>(&setting)) {
      made.count = static_cast<std::uint32_t>(list->size());
      made.v.fv = list->data();
    } else if (const auto* word = std::get_if<std::string>(&setting)) {
      made.v.s = word->c_str();
      for (std::uint32_t k = 0; k < param.n_enum; ++k)
        if (*word == param.enum_names[k]) choose(param, k, made);
    } else if (const auto* flag = std::get_if<bool>(&setting)) {
      made.v.i = *flag ? 1 : 0;
    } else {
      const auto* whole = std::get_if<int>(&setting);
      const double number = whole != nullptr ? *whole : std::get<double>(setting);
      if (param.type == BACKPLANE_T_FLOAT)
        made.v.f = number;
      else
        made.v.i = static_cast<std::int64_t>(number);
    }
    return made;
  }

  /// Word k: of a choice its number, among integers -1 - k.
  void choose(const backplane_param& param, std::int64_t k, backplane_value& made) {
    made.v.i = param.type == BACKPLANE_T_ENUM ? k : -1 - k;
    if (param.type != BACKPLANE_T_INT_LIST) return;
    made.count = 1;
    made.v.iv = &words_.emplace_back(made.v.i);
  }

  Settings settings_;
  std::deque<std::int64_t> words_;
  std::vector<backplane_value> values_;
};

}  // namespace backplane::test

// A component's parameter table, checked and copied.
#include "plugin/param_table.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <set>

#include "plugin/ids.hpp"
#include "plugin/normalise.hpp"
#include "text.hpp"

namespace backplane::plugin {

namespace {

constexpr std::uint32_t kLongestList = 1U << 16U;

/// What is wrong, in words; nothing when all is well.
using Wrong = std::optional<std::string>;

const char* text_or_empty(const char* text) {
  return text == nullptr ? "" : text;
}

bool is_list(std::uint32_t type) {
  return type == BACKPLANE_T_INT_LIST || type == BACKPLANE_T_FLOAT_LIST;
}

bool is_number(std::uint32_t type) {
  return is_list(type) || type == BACKPLANE_T_INT || type == BACKPLANE_T_FLOAT;
}

Wrong read_value(const backplane_value& given, const ParamSpec& spec, Value& value) {
  value.type = spec.type;
  if (given.type == BACKPLANE_T_NONE) {
    if (!spec.has(BACKPLANE_PF_REQUIRED))
      return "it has no default and is not required";
    return {};
  }
  if (given.type != static_cast<std::uint32_t>(spec.type))
    return "its default is of another type";
  const bool no_list = given.count > 0 && given.v.iv == nullptr;
  if (is_list(given.type) && (no_list || given.count > kLongestList))
    return "its default list is missing or too long";
  switch (spec.type) {
    case ParamType::real:
      value.f = given.v.f;
      break;
    case ParamType::string:
      value.s = text_or_empty(given.v.s);
      break;
    case ParamType::integers:
      value.is.assign(given.v.iv, given.v.iv + given.count);
      break;
    case ParamType::reals:
      value.fs.assign(given.v.fv, given.v.fv + given.count);
      break;
    default:
      value.i = given.v.i;
  }
  return {};
}

Wrong read_bound(const backplane_value& given, const char* which,
                 std::optional<double>& bound) {
  if (given.type == BACKPLANE_T_NONE) return {};
  if (given.type == BACKPLANE_T_INT) {
    bound = static_cast<double>(given.v.i);
  } else if (given.type == BACKPLANE_T_FLOAT) {
    bound = given.v.f;
  } else {
    return fmt::format("its {} is no number", which);
  }
  return std::isnan(*bound) ? Wrong(fmt::format("its {} is NaN", which)) : Wrong();
}

bool within(double v, const ParamSpec& spec) {
  if (spec.min &&
      (v < *spec.min || (spec.has(BACKPLANE_PF_MIN_EXCL) && v == *spec.min)))
    return false;
  return !(spec.max &&
           (v > *spec.max || (spec.has(BACKPLANE_PF_MAX_EXCL) && v == *spec.max)));
}

/// What the default of a required parameter is where there is no example.
bool is_empty(const Value& value) {
  return value.i == 0 && value.f == 0 && value.s.empty() && value.is.empty() &&
         value.fs.empty();
}

Wrong check_default(const ParamSpec& spec) {
  const bool example = spec.has(BACKPLANE_PF_REQUIRED);
  if (example && is_empty(spec.def)) return {};
  const auto& def = spec.def;
  bool fits = true;
  const auto whole = [&](std::int64_t v) {
    return spec.word(v) != nullptr || within(static_cast<double>(v), spec);
  };
  if (spec.type == ParamType::integer) fits = whole(def.i);
  if (spec.type == ParamType::real) fits = within(def.f, spec);
  for (const auto v : def.is) fits = fits && whole(v);
  for (const auto v : def.fs) fits = fits && within(v, spec);
  if (spec.type == ParamType::boolean) fits = def.i == 0 || def.i == 1;
  if (spec.type == ParamType::choice)
    fits = def.i >= 0 && def.i < static_cast<std::int64_t>(spec.choices.size());
  if (fits) return {};
  return (example ? "its example is not " : "its default is not ") + expected(spec);
}

Wrong read_choices(const backplane_param& given, ParamSpec& spec) {
  const bool words =
      spec.type == ParamType::integer || spec.type == ParamType::integers;
  if (spec.type != ParamType::choice && !(words && given.n_enum > 0)) return {};
  if (given.n_enum == 0 || given.n_enum > 256 || given.enum_names == nullptr)
    return "it has no names to choose from";
  for (std::uint32_t i = 0; i < given.n_enum; ++i) {
    if (given.enum_names[i] == nullptr) return "one of its choices has no name";
    spec.choices.emplace_back(given.enum_names[i]);
  }
  return {};
}

Wrong read_param(const backplane_param& given, ParamSpec& spec) {
  if (!is_word(spec.name)) return "its name is not in snake_case";
  if (given.type > BACKPLANE_T_FLOAT_LIST)
    return fmt::format("its type {} is not known to this runtime", given.type);
  spec.type = static_cast<ParamType>(given.type);
  spec.flags = given.flags;
  spec.doc = text_or_empty(given.doc);
  spec.unit = text_or_empty(given.unit);
  spec.aliases = split_list(given.aliases);
  if (auto wrong = read_choices(given, spec)) return wrong;
  if (is_number(given.type)) {
    if (auto wrong = read_bound(given.min, "minimum", spec.min)) return wrong;
    if (auto wrong = read_bound(given.max, "maximum", spec.max)) return wrong;
    if (spec.min && spec.max && *spec.min > *spec.max)
      return "its minimum is larger than its maximum";
  }
  if (auto wrong = read_value(given.def, spec, spec.def)) return wrong;
  return check_default(spec);
}

/// Names and aliases are one set of keys; at most one parameter has a role.
Wrong check_together(const ParamSpec& spec, std::set<std::string>& keys,
                     std::uint32_t& roles) {
  auto words = spec.aliases;
  words.push_back(spec.name);
  for (const auto& word : words) {
    if (!is_word(word)) return "an alias of it is not in snake_case";
    if (!keys.insert(word).second) return "the key '" + word + "' is used twice";
  }
  constexpr std::uint32_t kOnce = BACKPLANE_PF_MAIN | BACKPLANE_PF_ROLE_LR |
                                  BACKPLANE_PF_ROLE_DECAY | BACKPLANE_PF_ROLE_IGNORE;
  if ((roles & spec.flags & kOnce) != 0)
    return "another parameter has its role already";
  roles |= spec.flags & kOnce;
  const bool rate = spec.has(BACKPLANE_PF_ROLE_LR) || spec.has(BACKPLANE_PF_ROLE_DECAY);
  if (rate && spec.type != ParamType::real) return "a rate or decay must be a number";
  if (spec.has(BACKPLANE_PF_ROLE_IGNORE) && spec.type != ParamType::integer)
    return "a class to ignore must be a whole number";
  return {};
}

}  // namespace

std::vector<std::string> split_list(const char* list) {
  std::vector<std::string> words;
  std::string word;
  for (const char* at = text_or_empty(list);; ++at) {
    if (*at == ',' || *at == '\0') {
      if (!word.empty()) words.push_back(std::move(word));
      word.clear();
    } else if (*at != ' ') {
      word += *at;
    }
    if (*at == '\0') return words;
  }
}

Result<std::vector<ParamSpec>> read_params(const backplane_component* component,
                                           const std::string& file) {
  std::vector<ParamSpec> params;
  std::set<std::string> keys;
  std::uint32_t roles = 0;
  for (std::uint32_t i = 0; i < component->n_params; ++i) {
    ParamSpec spec;
    Wrong wrong;
    const auto* listed = component->params[i];
    if (listed == nullptr ||
        listed->struct_size < BACKPLANE_END_OF(backplane_param, max)) {
      wrong = "its entry is missing or too small";
    } else if (const auto given = normalised<backplane_param>(listed);
               given.name == nullptr) {
      wrong = "it has no name";
    } else {
      spec.name = given.name;
      wrong = read_param(given, spec);
      if (!wrong) wrong = check_together(spec, keys, roles);
    }
    if (wrong) {
      auto error = bad_component(
          file, fmt::format("parameter {} '{}' of component '{}' is malformed: {}", i,
                            text::printable(spec.name), component->id, *wrong));
      error.code = "E0410";
      return error;
    }
    params.push_back(std::move(spec));
  }
  return params;
}

}  // namespace backplane::plugin

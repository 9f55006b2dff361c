#pragma once
// Short forms for the parameter tables of the core's own components.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backplane/params.hpp"

namespace backplane {

/// The unit that marks a list of numbers as a range of one or two, in order.
inline constexpr const char* kRangeUnit = "range";

inline ParamSpec real_param(std::string name, double def, std::string doc,
                            std::uint32_t flags = 0) {
  ParamSpec spec;
  spec.name = std::move(name);
  spec.type = ParamType::real;
  spec.doc = std::move(doc);
  spec.def = Value::real(def);
  spec.flags = flags;
  return spec;
}

inline ParamSpec integer_param(std::string name, std::int64_t def, std::string doc,
                               std::uint32_t flags = 0) {
  ParamSpec spec;
  spec.name = std::move(name);
  spec.type = ParamType::integer;
  spec.doc = std::move(doc);
  spec.def = Value::integer(def);
  spec.flags = flags;
  return spec;
}

inline ParamSpec string_param(std::string name, std::string def, std::string doc,
                              std::uint32_t flags = 0) {
  ParamSpec spec;
  spec.name = std::move(name);
  spec.type = ParamType::string;
  spec.doc = std::move(doc);
  spec.def = Value::string(std::move(def));
  spec.flags = flags;
  return spec;
}

inline ParamSpec boolean_param(std::string name, bool def, std::string doc) {
  ParamSpec spec;
  spec.name = std::move(name);
  spec.type = ParamType::boolean;
  spec.doc = std::move(doc);
  spec.def = Value::boolean(def);
  return spec;
}

/// One of `words`, the first unless `def` says another place among them.
inline ParamSpec choice_param(std::string name, std::vector<std::string> words,
                              std::string doc, std::uint32_t flags = 0,
                              std::int64_t def = 0) {
  ParamSpec spec;
  spec.name = std::move(name);
  spec.type = ParamType::choice;
  spec.doc = std::move(doc);
  spec.def = Value::choice(def);
  spec.choices = std::move(words);
  spec.flags = flags;
  return spec;
}

/// A range of numbers, low to high: `2%..20%`, `[0.02, 0.2]`, or one number for both.
inline ParamSpec range_param(std::string name, double low, double high, std::string doc,
                             std::uint32_t flags = 0) {
  ParamSpec spec;
  spec.name = std::move(name);
  spec.type = ParamType::reals;
  spec.doc = std::move(doc);
  spec.def = Value::reals({low, high});
  spec.flags = flags;
  spec.unit = kRangeUnit;
  return spec;
}

/// `spec` with these bounds; BACKPLANE_PF_MIN_EXCL and MAX_EXCL among its flags make
/// them exclusive.
inline ParamSpec within(ParamSpec spec, std::optional<double> min,
                        std::optional<double> max = {}) {
  spec.min = min;
  spec.max = max;
  return spec;
}

}  // namespace backplane

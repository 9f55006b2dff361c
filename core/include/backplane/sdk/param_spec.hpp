#pragma once
// One parameter in words and numbers: its type, default and bounds.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <type_traits>

#include "backplane/abi.h"

namespace backplane::sdk {

/// Bounds of a number, or of each entry of a list: {0.01, 100} holds both ends.
struct Range {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool min_open = false, max_open = false;
};

struct Required {};

/// The longest default list, and the most words of a choice.
inline constexpr std::size_t kListCapacity = 8;

/// A default value of any type, or none.
struct Default {
  bool required = false;
  std::int64_t i = 0;
  double f = 0;
  const char* s = "";
  std::uint32_t n = 0;
  std::array<double, kListCapacity> reals{};
  std::array<std::int64_t, kListCapacity> ints{};

  constexpr Default() = default;
  constexpr Default(Required) : required(true) {}
  constexpr Default(const char* text) : s(text) {}
  template <class U>
  requires std::is_arithmetic_v<U>
  constexpr Default(U value)
      : i(static_cast<std::int64_t>(value)), f(static_cast<double>(value)) {}
  constexpr Default(std::initializer_list<double> list) {
    for (const double entry : list) {
      reals.at(n) = entry;
      ints.at(n++) = static_cast<std::int64_t>(entry);
    }
  }
};

/// A parameter in words and numbers, of whatever type.
struct Spec {
  std::uint32_t type = 0, flags = 0;
  const char *name = "", *doc = "", *unit = "", *aliases = nullptr;
  Default def;
  Range range;
  std::uint32_t n_choices = 0;
  std::array<const char*, kListCapacity> choices{};
};

template <class M>
constexpr std::uint32_t type_of() {
  if constexpr (std::is_same_v<M, bool>) {
    return BACKPLANE_T_BOOL;
  } else if constexpr (std::is_integral_v<M>) {
    return BACKPLANE_T_INT;
  } else if constexpr (std::is_floating_point_v<M>) {
    return BACKPLANE_T_FLOAT;
  } else if constexpr (std::is_enum_v<M>) {
    return BACKPLANE_T_ENUM;
  } else if constexpr (std::is_same_v<M, std::string>) {
    return BACKPLANE_T_STRING;
  } else if constexpr (std::is_same_v<typename M::value_type, double>) {
    return BACKPLANE_T_FLOAT_LIST;
  } else {
    static_assert(std::is_same_v<typename M::value_type, std::int64_t>);
    return BACKPLANE_T_INT_LIST;
  }
}

}  // namespace backplane::sdk

#pragma once
// What a part can be told, declared once beside its members:
//   static constexpr auto params = backplane::params(
//       backplane::field(&Elu::alpha, "alpha", 1.0, backplane::above(0), "limit at
//       -inf"));
// Members: bool, integers, float, double, std::string, enums (choice), and std::vector
// or std::array of std::int64_t or double; an array takes exactly its size.

#include <cstdint>
#include <initializer_list>
#include <tuple>
#include <type_traits>

#include "backplane/sdk/param_spec.hpp"

namespace backplane {
namespace sdk {

/// A parameter and the member of S that takes it. Each word below returns a changed
/// copy.
template <class S, class M>
struct Field {
  M S::*member;
  Spec spec;

  /// The value of the short form, `name: value`.
  constexpr Field main() const { return flagged(BACKPLANE_PF_MAIN); }
  /// A size that may be written as `classes` or `vocab`.
  constexpr Field units() const { return flagged(BACKPLANE_PF_ROLE_UNITS); }
  /// The learning rate, which the host schedules.
  constexpr Field lr() const { return flagged(BACKPLANE_PF_ROLE_LR); }
  /// The weight decay, which the host groups.
  constexpr Field decay() const { return flagged(BACKPLANE_PF_ROLE_DECAY); }
  /// Of a loss: the class number whose rows count for nothing.
  constexpr Field ignored() const {
    static_assert(std::is_same_v<M, std::int64_t>, "a class number is a std::int64_t");
    return flagged(BACKPLANE_PF_ROLE_IGNORE);
  }
  /// Of a required parameter: a value to show and to test the part with.
  constexpr Field example(Default value) const {
    Field copy = *this;
    copy.spec.def = value;
    copy.spec.def.required = true;
    return copy;
  }
  constexpr Field deprecated() const { return flagged(BACKPLANE_PF_DEPRECATED); }
  /// Other names, separated by commas.
  constexpr Field alias(const char* names) const {
    Field copy = *this;
    copy.spec.aliases = names;
    return copy;
  }
  /// Of an integer or a list of them: word k may stand for a number and is given as
  /// -1 - k, whatever the range.
  constexpr Field words(std::initializer_list<const char*> names) const {
    Field copy = *this;
    for (const char* name : names) copy.spec.choices.at(copy.spec.n_choices++) = name;
    return copy;
  }
  /// "px", "1/s": for the documents.
  constexpr Field unit(const char* name) const {
    Field copy = *this;
    copy.spec.unit = name;
    return copy;
  }

 private:
  constexpr Field flagged(std::uint32_t flag) const {
    Field copy = *this;
    copy.spec.flags |= flag;
    return copy;
  }
};

}  // namespace sdk

/// In the place of a default: the user must give a value.
inline constexpr sdk::Required required{};

[[nodiscard]] constexpr sdk::Range at_least(double low) {
  return {.min = low};
}
[[nodiscard]] constexpr sdk::Range above(double low) {
  return {.min = low, .min_open = true};
}
/// From low to less than high.
[[nodiscard]] constexpr sdk::Range below(double low, double high) {
  return {.min = low, .max = high, .max_open = true};
}

template <class S, class M>
[[nodiscard]] constexpr auto field(M S::*member, const char* name, sdk::Default def,
                                   sdk::Range range, const char* doc) {
  sdk::Spec spec;
  spec.type = sdk::type_of<M>();
  spec.name = name, spec.doc = doc, spec.def = def, spec.range = range;
  return sdk::Field<S, M>{member, spec};
}

template <class S, class M>
[[nodiscard]] constexpr auto field(M S::*member, const char* name, sdk::Default def,
                                   const char* doc) {
  return field(member, name, def, sdk::Range{}, doc);
}

/// One of some words; entry i of `words` stands for the enumerator of value i.
template <class S, class M>
[[nodiscard]] constexpr auto choice(M S::*member, const char* name,
                                    std::type_identity_t<M> def,
                                    std::initializer_list<const char*> words,
                                    const char* doc) {
  auto made = field(member, name, static_cast<std::int64_t>(def), doc);
  for (const char* word : words) made.spec.choices.at(made.spec.n_choices++) = word;
  return made;
}

template <class... F>
[[nodiscard]] constexpr std::tuple<F...> params(F... fields) {
  return {fields...};
}

}  // namespace backplane

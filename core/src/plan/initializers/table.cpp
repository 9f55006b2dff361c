// The table of initializers, by name.
#include <algorithm>
#include <array>

#include "config/tables.hpp"
#include "plan/initializers/entries.hpp"

namespace backplane {
namespace {

const auto& entries() {
  namespace all = plan::initializers;
  static const std::array<const plan::Initializer*, 15> table = {
      &all::constant(),     &all::glorot_normal(),    &all::glorot_uniform(),
      &all::he_normal(),    &all::he_uniform(),       &all::identity(),
      &all::lecun_normal(), &all::lecun_uniform(),    &all::normal(),
      &all::ones(),         &all::orthogonal(),       &all::truncated_normal(),
      &all::uniform(),      &all::variance_scaling(), &all::zeros()};
  return table;
}

}  // namespace

DescribedList initializer_table() {
  static const auto table = [] {
    std::array<const Described*, std::tuple_size_v<std::decay_t<decltype(entries())>>>
        described{};
    std::copy(entries().begin(), entries().end(), described.begin());
    return described;
  }();
  return table;
}

const plan::Initializer* plan::find_initializer(std::string_view id) {
  for (const Initializer* entry : entries())
    if (entry->id == id) return entry;
  return nullptr;
}

}  // namespace backplane

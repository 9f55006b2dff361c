#pragma once
// Tables of any size as tables of this runtime's size: what the filler did not know is
// zero, which means the old behaviour.

#include <algorithm>
#include <cstring>

#include "backplane/abi.h"

namespace backplane::plugin {

/// A whole T from one whose struct_size, its first member, tells how much of it there
/// is.
template <class T>
T normalised(const void* given) {
  std::uint32_t size = 0;
  std::memcpy(&size, given, sizeof(size));
  T table{};
  std::memcpy(&table, given, std::min<std::size_t>(size, sizeof(T)));
  return table;
}

}  // namespace backplane::plugin

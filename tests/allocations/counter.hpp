#pragma once
// How often this program has allocated: step_test.cpp counts every `new`.

#include <cstdint>

namespace backplane::test {

[[nodiscard]] std::uint64_t allocation_count();

}  // namespace backplane::test

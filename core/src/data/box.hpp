#pragma once
// A rectangle of pixels.

#include <cstdint>

namespace backplane::data {

struct Box {
  std::int64_t top = 0, left = 0, h = 0, w = 0;
};

}  // namespace backplane::data

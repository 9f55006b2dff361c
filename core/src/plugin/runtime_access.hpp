#pragma once
// What the core's own rooms reach of a runtime beyond its public face.

#include "backplane/runtime.hpp"
#include "math/parallel.hpp"

namespace backplane {

struct RuntimeAccess {
  /// The threads; valid as long as the runtime.
  [[nodiscard]] static Parallel& pool(const Runtime& runtime);
  [[nodiscard]] static Registry& registry(Runtime& runtime);
};

}  // namespace backplane

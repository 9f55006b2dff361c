#pragma once
// A job as a file again, with every default that was taken.

#include <vector>

#include "config/job.hpp"

namespace backplane::config {

/// Reads back to the same job from any folder: paths are absolute.
[[nodiscard]] Node resolve(const Job& job, const std::vector<PluginRequest>& plugins);

/// Its section `model` alone.
[[nodiscard]] Node model_node(const Job& job);

}  // namespace backplane::config

#pragma once
// What a metric is called where it is measured: `val.top_5`, `val.f1_micro`.

#include <string>

#include "config/job.hpp"

namespace backplane::config {

/// Its id; `top_k` with k = 5 is top_5, and an average that was chosen is appended.
[[nodiscard]] std::string measured_as(const Bound& metric);
/// `measure` of the loss `number`: where there are several it is called so.
[[nodiscard]] std::string measured_as(const Job& job, std::size_t loss,
                                      const std::string& measure);

}  // namespace backplane::config

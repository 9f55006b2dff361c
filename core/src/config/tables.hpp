#pragma once
// The kinds that are core tables for now: what may stand in a section beside the
// plugins' parts. Each table lives in the room of its kind, one file an entry; config
// sees only words and parameters. A string parameter of the unit "path" is a file or a
// folder, relative to the configuration's own; one of the unit "measure" names what the
// run measures, such as val.loss.

#include <span>

#include "backplane/component.hpp"

namespace backplane {

using DescribedList = std::span<const Described* const>;

inline constexpr const char* kMeasureUnit = "measure";

[[nodiscard]] DescribedList initializer_table();  ///< plan/initializers/
[[nodiscard]] DescribedList schedule_table();     ///< train/schedules/
[[nodiscard]] DescribedList metric_table();       ///< train/metrics/
[[nodiscard]] DescribedList source_table();       ///< data/sources/
[[nodiscard]] DescribedList transform_table();    ///< data/transforms/
[[nodiscard]] DescribedList augment_table();      ///< data/augments/

}  // namespace backplane

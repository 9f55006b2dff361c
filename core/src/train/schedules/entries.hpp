#pragma once
// The schedules that exist, one file each. A new one: its file, a line here and one in
// the table.

#include "train/schedule.hpp"

namespace backplane::train::schedules {

const ScheduleKind& constant();
const ScheduleKind& cosine();
const ScheduleKind& exponential();
const ScheduleKind& step();
const ScheduleKind& warmup();

}  // namespace backplane::train::schedules

#pragma once
// The schedules that exist, one file each. A new one: its file, a line here and one in
// the table.

#include "train/schedule.hpp"

namespace backplane::train::schedules {

const ScheduleKind& constant();
const ScheduleKind& cosine();
const ScheduleKind& cosine_restarts();
const ScheduleKind& exponential();
const ScheduleKind& inverse_sqrt();
const ScheduleKind& one_cycle();
const ScheduleKind& plateau();
const ScheduleKind& poly();
const ScheduleKind& step();
const ScheduleKind& warmup();
const ScheduleKind& wsd();

}  // namespace backplane::train::schedules

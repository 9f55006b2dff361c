// The table of schedules, by name.
#include <algorithm>
#include <array>

#include "config/tables.hpp"
#include "train/schedules/entries.hpp"

namespace backplane {
namespace {

const auto& kinds() {
  namespace all = train::schedules;
  static const std::array<const train::ScheduleKind*, 11> table = {
      &all::constant(),    &all::cosine(),       &all::cosine_restarts(),
      &all::exponential(), &all::inverse_sqrt(), &all::one_cycle(),
      &all::plateau(),     &all::poly(),         &all::step(),
      &all::warmup(),      &all::wsd()};
  return table;
}

}  // namespace

DescribedList schedule_table() {
  static const auto table = [] {
    std::array<const Described*, std::tuple_size_v<std::decay_t<decltype(kinds())>>>
        all{};
    std::copy(kinds().begin(), kinds().end(), all.begin());
    return all;
  }();
  return table;
}

const train::ScheduleKind* train::find_schedule(std::string_view id) {
  for (const ScheduleKind* kind : kinds())
    if (kind->id == id) return kind;
  return nullptr;
}

}  // namespace backplane

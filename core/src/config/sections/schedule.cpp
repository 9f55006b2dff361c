// schedule: a piece or a list of pieces; `for:` beside one says how long it lasts.
#include <fmt/format.h>

#include "config/layout.hpp"
#include "config/sections/sections.hpp"
#include "config/tables.hpp"

namespace backplane::config {

void read_schedule(const Node& schedule, Diagnostics& diagnostics,
                   std::vector<SchedulePiece>& pieces) {
  using Unit = Duration::Unit;
  const Choices choices =
      table_choices("schedule", schedule_table(), siblings_of("schedule"));
  for (const Node& node : as_list(schedule)) {
    auto bound = bind_choice(node, choices, {}, diagnostics);
    if (!bound) continue;
    SchedulePiece piece{std::move(*bound), {}};
    if (const Node* length = node.find("for"))
      piece.length =
          checked_duration(*length, "'for' of a schedule",
                           {Unit::epochs, Unit::steps, Unit::fraction}, diagnostics);
    pieces.push_back(std::move(piece));
  }
}

}  // namespace backplane::config

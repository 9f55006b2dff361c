// optimizer: a component, and beside it what its weight decay leaves out.
#include "config/layout.hpp"
#include "config/sections/sections.hpp"

namespace backplane::config {

void read_optimizer(const Entry& optimizer, const Reader& reader, Job& job) {
  const Choices choices =
      plugged_choices(reader.registry, {Kind::optimizer}, siblings_of("optimizer"));
  if (auto bound = bind_plugged(optimizer.value, choices, reader))
    job.optimizer = std::move(*bound);
  if (!optimizer.value.is_map()) return;
  Keys keys(optimizer.value, "'optimizer'", reader.diagnostics);
  keys.texts("no_decay", job.no_decay);
}

}  // namespace backplane::config

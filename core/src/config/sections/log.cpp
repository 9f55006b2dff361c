// log: `progress`, and `jsonl: {every: 1 step}` for a line every so many steps.
#include <fmt/format.h>

#include <cmath>

#include "config/sections/sections.hpp"
#include "config/words.hpp"
#include "described.hpp"

namespace backplane::config {

namespace {

/// The loggers' words; what they do is the host's business.
struct Loggers {
  Described progress, jsonl;
  std::vector<const Described*> all;

  Loggers() {
    progress.id = "progress";
    progress.summary = "A live line on a terminal";
    jsonl.id = "jsonl";
    jsonl.summary = "metrics.jsonl, a line an epoch, or more often";
    jsonl.params = {string_param("every", "1 epoch", "'1 epoch', or '10 steps'")};
    all = {&progress, &jsonl};
  }
};

const Loggers& loggers() {
  static const Loggers instance;
  return instance;
}

void read_jsonl(const Bound& bound, Diagnostics& diagnostics, LogJob& job) {
  using Unit = Duration::Unit;
  if (!bound.places[0].known()) return;
  Node every;
  every.kind = Node::Kind::scalar;
  every.text = bound.values[0].s;
  every.place = bound.places[0];
  const auto read = checked_duration(every, "'every' of 'jsonl'",
                                     {Unit::steps, Unit::epochs}, diagnostics);
  if (!read) return;
  const bool whole = read->amount == std::floor(read->amount);
  if (!whole || (read->unit == Unit::epochs && read->amount != 1)) {
    diagnostics.add("E0211", fmt::format("'every' of 'jsonl' is {}", shown(every)),
                    every.place,
                    "whole steps, or '1 epoch': every epoch has its line anyway");
    return;
  }
  job.jsonl_steps = read->unit == Unit::steps;
  if (job.jsonl_steps) job.jsonl_every = static_cast<std::int64_t>(read->amount);
}

}  // namespace

void read_log(const Node& log, Diagnostics& diagnostics, LogJob& job) {
  const Choices choices = table_choices("logger", loggers().all);
  for (const Node& node : as_list(log)) {
    const auto bound = bind_choice(node, choices, {}, diagnostics);
    if (bound && bound->part == &loggers().jsonl) read_jsonl(*bound, diagnostics, job);
  }
}

}  // namespace backplane::config

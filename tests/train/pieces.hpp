#pragma once
// Parts of the core's tables as a configuration writes them.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "config/component.hpp"
#include "config/config.hpp"
#include "config/sections/sections.hpp"
#include "config/tables.hpp"
#include "train/metric.hpp"

namespace backplane::tests {

inline config::Node read_yaml(const std::string& yaml) {
  auto read = config::parse_config("it: " + yaml + "\n", "job.yaml");
  if (!read.ok()) FAIL(render(read.error()));
  return *read->root.find("it");
}

/// `schedule:` of a file.
inline std::vector<config::SchedulePiece> pieces(const std::string& yaml) {
  Diagnostics diagnostics;
  std::vector<config::SchedulePiece> list;
  config::read_schedule(read_yaml(yaml), diagnostics, list);
  if (!diagnostics.ok()) FAIL(render(diagnostics.joined()));
  return list;
}

/// One item of `metrics:`.
inline config::Bound metric(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto choices = config::table_choices("metric", metric_table());
  const std::string item = yaml.find(':') == yaml.npos ? yaml : "{" + yaml + "}";
  auto bound = config::bind_choice(read_yaml(item), choices, {}, diagnostics);
  if (!diagnostics.ok()) FAIL(render(diagnostics.joined()));
  return *bound;
}

/// The metrics of a run with one loss.
inline Result<train::Metrics> metrics_of(const std::vector<config::Bound>& bounds,
                                         const train::MetricTask& task) {
  config::Job job;
  for (const config::Bound& bound : bounds) job.metrics.push_back({bound, 0});
  return train::make_metrics(job, {task});
}

}  // namespace backplane::tests

#pragma once
// What the sections loss and metrics say.

#include <string>

#include "config/bind.hpp"
#include "config/item_job.hpp"

namespace backplane::config {

/// What an output of the network costs. The cost of the whole is the sum over all of
/// them of weight * loss.
struct LossJob {
  Bound part;
  std::string name;        ///< in measures, where there are several
  std::string of;          ///< the item whose output it judges; "": the last one
  int item = kInput;       ///< its number
  std::size_t target = 0;  ///< of the data
  double weight = 1;
  Place of_place;
};

struct MetricJob {
  Bound part;
  std::size_t loss = 0;  ///< whose output and target it looks at
};

}  // namespace backplane::config

// Lengths of time in a configuration, counted in steps.
#include "train/duration.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "config/scalar.hpp"

namespace backplane::train {
namespace {

using config::Duration;

Error no_length(std::string message, const Place& place) {
  Error error;
  error.code = "E0360";
  error.message = std::move(message);
  error.place = place;
  error.label = "write it as '2 epochs', '500 steps' or '10%'";
  return error;
}

}  // namespace

Result<Duration> parse_length(std::string_view text, const Place& place) {
  config::Node node;
  node.kind = config::Node::Kind::scalar;
  node.place = place;
  node.text = text;
  const auto read = config::read_duration(node);
  if (read.value) return *read.value;
  return no_length(fmt::format("'{}' is no length", text), place);
}

Result<std::uint64_t> steps_of(const Duration& duration, const Clock& clock) {
  double steps = duration.amount;
  switch (duration.unit) {
    case Duration::Unit::steps:
      break;
    case Duration::Unit::epochs:
      steps *= static_cast<double>(clock.steps_per_epoch);
      break;
    case Duration::Unit::fraction:
      steps *= static_cast<double>(clock.total_steps);
      break;
    case Duration::Unit::seconds:
      return no_length("a schedule counts epochs, steps or parts of the run, not time",
                       duration.place);
  }
  constexpr double kMost = 9e15;  // below 2^53: every whole number is exact
  const double whole = std::round(steps);
  if (!(whole >= 1)) {
    Error error;
    error.code = "E0361";
    error.message =
        fmt::format("this length is {:.3g} steps: expected at least one", steps);
    error.place = duration.place;
    error.remarks = {fmt::format("an epoch of this run has {} steps, the whole run {}",
                                 clock.steps_per_epoch, clock.total_steps)};
    return error;
  }
  return static_cast<std::uint64_t>(std::fmin(whole, kMost));
}

Result<std::uint64_t> parse_steps(std::string_view text, const Place& place,
                                  const Clock& clock) {
  const auto length = parse_length(text, place);
  if (!length) return length.error();
  return steps_of(*length, clock);
}

}  // namespace backplane::train

// mae = mean |y - t| over rows and outputs
#include <cmath>

#include "train/metrics/entries.hpp"
#include "train/metrics/mean_error.hpp"

namespace backplane::train::metrics {
namespace {

struct Mae {
  static constexpr const char* id = "mae";
  static constexpr const char* summary = "mean |y - t| over rows and outputs";
  static constexpr const char* doc = "";
  static double term(double y, double t) { return std::fabs(y - t); }
  static double finish(double mean) { return mean; }
};

}  // namespace

const MetricKind& mae() {
  static const MeanErrorKind<Mae> instance;
  return instance;
}

}  // namespace backplane::train::metrics

// rmse = sqrt(mean (y - t)^2), the mean over rows and outputs
#include <cmath>

#include "train/metrics/entries.hpp"
#include "train/metrics/mean_error.hpp"

namespace backplane::train::metrics {
namespace {

struct Rmse {
  static constexpr const char* id = "rmse";
  static constexpr const char* summary =
      "sqrt(mean (y - t)^2), the mean over rows and outputs";
  static constexpr const char* doc = "";
  static double term(double y, double t) { return (y - t) * (y - t); }
  static double finish(double mean) { return std::sqrt(mean); }
};

}  // namespace

const MetricKind& rmse() {
  static const MeanErrorKind<Rmse> instance;
  return instance;
}

}  // namespace backplane::train::metrics

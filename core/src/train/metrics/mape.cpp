// mape = mean |y - t| / |t| over rows and outputs
#include <cmath>
#include <limits>

#include "train/metrics/entries.hpp"
#include "train/metrics/mean_error.hpp"

namespace backplane::train::metrics {
namespace {

// A target of 0 counts as this much, as in scikit-learn.
constexpr double kLeast = std::numeric_limits<double>::epsilon();

struct Mape {
  static constexpr const char* id = "mape";
  static constexpr const char* summary = "mean |y - t| / |t| over rows and outputs";
  static constexpr const char* doc =
      "The mean absolute error as a part of the target: 0.05 is five percent. A "
      "target of 0 makes it huge.";
  static double term(double y, double t) {
    return std::fabs(y - t) / std::fmax(std::fabs(t), kLeast);
  }
  static double finish(double mean) { return mean; }
};

}  // namespace

const MetricKind& mape() {
  static const MeanErrorKind<Mape> instance;
  return instance;
}

}  // namespace backplane::train::metrics

#pragma once
// The check of a whole network's gradients, in double, against central differences.

#include <cstdint>
#include <string>
#include <vector>

#include "backplane/inspect.hpp"

namespace backplane {

struct GradcheckOptions : ConfigOptions {
  /// Entries a tensor, the 20 largest gradients among them, or a tenth if that is less.
  /// 0: 200, and fewer, 3 at least, where the network is large.
  int entries = 0;
  /// Of the training data. 0: 8, and 3 where the network is large: each has corners.
  std::int64_t samples = 0;
  double tolerance = 1e-6;  ///< of a tensor's largest gradient
  std::uint64_t seed = 1;
};

/// One parameter tensor: what backpropagation holds against (L(w+h) - L(w-h)) / 2h.
struct GradcheckTensor {
  std::string name;
  std::int64_t count = 0;  ///< entries of the tensor
  int checked = 0;
  int kinks = 0;           ///< entries redrawn: a kink in their step, and a difference
  double largest = 0;      ///< largest |gradient| of the whole tensor
  double difference = 0;   ///< largest |analytic - numeric|
  std::int64_t worst = 0;  ///< the entry where that is, row-major
  double analytic = 0, numeric = 0;  ///< there
  bool zero = false;                 ///< its gradient is zero everywhere
  bool passed = false;
};

struct GradcheckReport {
  std::vector<GradcheckTensor> tensors;
  double loss = 0;
  double directional_analytic = 0, directional_numeric = 0;  ///< over all parameters
  bool directional_passed = false;
  bool passed = false;
};

/// Runs in float64 whatever the configuration says; random masks (dropout) are held
/// still. A tensor whose gradient is zero everywhere does not pass.
BACKPLANE_API Result<GradcheckReport> gradcheck(Runtime& runtime,
                                                const std::string& config,
                                                const GradcheckOptions& options = {});

}  // namespace backplane

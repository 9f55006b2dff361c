#pragma once
// What one core of this machine can: the measures that times are held against.

namespace backplane::inspect {

struct Peaks {
  double gemm = 0;    ///< GFLOP/s
  double stream = 0;  ///< GB/s
};

/// The best of a few tries, on the calling thread; takes about a third of a second.
[[nodiscard]] Peaks measure_peaks();

}  // namespace backplane::inspect

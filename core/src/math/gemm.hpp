#pragma once
// Matrix products: the one door to BLAS.

#include "backplane/abi.h"

namespace backplane {

/// The "backplane.math/1" service; lives for ever, callable from any task.
/// Pre: sizes and leading dimensions fit an int; c overlaps neither a nor b.
[[nodiscard]] const backplane_math* math_service();

/// The threads OpenBLAS uses inside one product, process-wide; 0 if this BLAS cannot
/// say.
[[nodiscard]] int blas_threads();

/// Sets it, where the BLAS can: only for a process that the runtime owns, as products
/// of one thread inside our own tasks are what is fast and what keeps the bits.
void set_blas_threads(int threads);

}  // namespace backplane

#pragma once
// Rows made orthonormal: the Q of a QR decomposition with a positive diagonal of R.

#include <cstddef>
#include <span>

namespace backplane::plan::initializers {

/// The rows of V, packed (rows, cols), become orthonormal; row i stays in the span of
/// the first i + 1. Pre: rows <= cols, and the rows are independent.
void orthonormalise(std::span<double> V, std::size_t rows, std::size_t cols);

}  // namespace backplane::plan::initializers

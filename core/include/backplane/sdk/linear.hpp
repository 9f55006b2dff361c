#pragma once
// The pieces of z = x W' + b that layers share: dW = dz' x, db = the sum of dz's rows.

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/layer_run.hpp"

namespace backplane::sdk {

/// Every row is b: what a product is added to.
template <class T>
void fill_rows(const Matrix<T>& rows, const T* b) {
  for (std::int64_t r = 0; r < rows.rows; ++r) std::copy_n(b, rows.cols, rows.row(r));
}

/// Rows of dW from `row` on; dz has a column for each of them.
template <class T>
void weight_gradient(const Run<T>& run, const Same<Matrix<const T>>& dz,
                     const Same<Matrix<const T>>& x, const Same<Matrix<T>>& dW,
                     std::int64_t row) {
  run.multiply(transposed(dz), x, run.accumulate(), dW.row_block(row, dz.cols));
}
template <class T>
void bias_gradient(const Run<T>& run, const Same<Matrix<const T>>& dz, Same<T>* db) {
  if (run.accumulate() == T(0)) std::fill_n(db, dz.cols, T(0));
  for (std::int64_t r = 0; r < dz.rows; ++r)
    for (std::int64_t g = 0; g < dz.cols; ++g) db[g] += dz(r, g);
}

}  // namespace backplane::sdk

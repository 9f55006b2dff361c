#pragma once
// Fortran order to row-major.

#include "io/array.hpp"

namespace backplane::io {

/// Pre: the bytes are in Fortran order, the first index fastest. After: row-major.
void make_row_major(Array& array);

}  // namespace backplane::io

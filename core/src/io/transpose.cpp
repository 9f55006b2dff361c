// Fortran order to row-major.
#include "io/transpose.hpp"

#include <cstring>

namespace backplane::io {

void make_row_major(Array& array) {
  const std::size_t rank = array.shape.size(), width = size_of(array.element);
  if (rank < 2 || array.bytes.empty()) return;
  std::vector<std::int64_t> stride(rank, 1), index(rank, 0);
  for (std::size_t i = 1; i < rank; ++i) stride[i] = stride[i - 1] * array.shape[i - 1];

  std::vector<std::byte> rows(array.bytes.size());
  std::int64_t from = 0;
  for (std::size_t at = 0; at < rows.size(); at += width) {
    std::memcpy(rows.data() + at,
                array.bytes.data() + static_cast<std::size_t>(from) * width, width);
    for (std::size_t i = rank; i-- > 0;) {
      from += stride[i];
      if (++index[i] < array.shape[i]) break;
      from -= index[i] * stride[i];
      index[i] = 0;
    }
  }
  array.bytes = std::move(rows);
}

}  // namespace backplane::io

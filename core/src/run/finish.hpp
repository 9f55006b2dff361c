#pragma once
// The host's act on a finished block, as the boundary wants it: an activation forward,
// or its derivative backward, at the place where the block stands.

#include "backplane/activation.hpp"
#include "backplane/shape.hpp"

namespace backplane::run {

/// Block of z at `block`; y goes to the same place in the tensor at `y`.
/// Block of dy: dx overwrites it; x and y are read at the same place where needed.
struct Finish : backplane_finish {
  const Activation* activation = nullptr;
  std::uint32_t dtype = 0;
  bool backward = false;
  std::byte* block_base = nullptr;  ///< of the tensor that holds the block
  std::byte* x = nullptr;           ///< bases of the tensors beside it
  std::byte* y = nullptr;

  Finish() : backplane_finish{&Finish::call} {}

 private:
  static backplane_status call(const backplane_finish* self, void* block,
                               std::int64_t rows, std::int64_t cols, std::int64_t ld,
                               backplane_error* error);
};

}  // namespace backplane::run

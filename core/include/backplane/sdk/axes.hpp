#pragma once
// An axis as a user writes it: counted as in PyTorch, where 0 is the batch and -1 the
// last; the batch itself is no layer's to touch.

#include <cstdint>
#include <string>

#include "backplane/sdk/failure.hpp"
#include "backplane/sdk/layer_plan.hpp"

namespace backplane::sdk {

/// From 1 to the shape's last. Pre: check_axis took it.
[[nodiscard]] inline std::uint32_t axis_at(const backplane_shape& shape,
                                           std::int64_t axis) {
  return static_cast<std::uint32_t>(axis < 0 ? axis + shape.rank : axis);
}

/// For `plan`: throws what is no axis of a sample. `part` names the layer.
inline void check_axis(const backplane_shape& shape, std::int64_t axis,
                       const std::string& part) {
  const std::int64_t rank = shape.rank;
  const std::int64_t counted = axis < 0 ? axis + rank : axis;
  if (counted > 0 && counted < rank) return;
  std::string text = "'" + part + "' ";
  if (counted == 0)
    throw invalid(text.append("cannot work along axis ")
                      .append(std::to_string(axis))
                      .append(", which is the batch"));
  throw invalid(text.append("works along axis ")
                    .append(std::to_string(axis))
                    .append(", but gets ")
                    .append(sample_text(shape))
                    .append(", which has the axes 1 to ")
                    .append(std::to_string(rank - 1)));
}

}  // namespace backplane::sdk

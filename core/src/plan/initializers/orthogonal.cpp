// orthogonal: W W' = gain^2 I, or W' W for more rows than columns; as PyTorch's
// orthogonal_: the Q of a normal matrix [shape[0], rest], R's diagonal positive.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "described.hpp"
#include "plan/initializers/draw.hpp"
#include "plan/initializers/entries.hpp"
#include "plan/initializers/orthonormal.hpp"

namespace backplane::plan::initializers {
namespace {

// to (cols, rows) = from (rows, cols)'
void transpose(std::span<const double> from, std::size_t rows, std::size_t cols,
               std::span<double> to) {
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < cols; ++c) to[c * rows + r] = from[r * cols + c];
}

class Orthogonal final : public Initializer {
 public:
  Orthogonal() {
    id = "orthogonal";
    summary = "W W' = gain^2 I, drawn evenly from all such matrices";
    doc =
        "Of the shorter side, rows or columns are orthogonal and of length gain. More "
        "than two dimensions are taken as [first, all others].";
    params = {gain_param()};
  }

  [[nodiscard]] bool by_element() const override { return false; }

  [[nodiscard]] Outcome fits(std::span<const Value>,
                             const Shape& shape) const override {
    if (shape.rank >= 2) return Done{};
    Error error;
    error.code = "E0351";
    error.message = fmt::format(
        "'orthogonal' fills matrices of 2 or more dimensions, but this parameter "
        "has the shape {}",
        to_string(shape));
    return error;
  }

 protected:
  void block(std::span<const Value> values, const InitTarget& target, std::uint64_t,
             std::span<double> out) const override {
    if (out.empty()) return;
    draw_normal(target.seed, 0, 0, 1, out);
    const auto rows = static_cast<std::size_t>(
        target.shape.rank > 0 ? std::max<std::int64_t>(target.shape.dim[0], 1) : 1);
    const std::size_t cols = out.size() / rows;
    if (rows < cols) {
      orthonormalise(out, rows, cols);
    } else {
      std::vector<double> columns(out.size());
      transpose(out, rows, cols, columns);
      orthonormalise(columns, cols, rows);
      transpose(columns, cols, rows, out);
    }
    for (double& x : out) x *= values[0].f * target.gain;
  }
};

}  // namespace

const Initializer& orthogonal() {
  static const Orthogonal instance;
  return instance;
}

}  // namespace backplane::plan::initializers

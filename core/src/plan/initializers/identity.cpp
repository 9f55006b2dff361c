// identity: w = gain where row and column agree, 0 elsewhere, as PyTorch's eye_; a
// convolution's w = gain at the centre where they do, as dirac_: its output is its
// input.
#include <fmt/format.h>

#include <algorithm>

#include "described.hpp"
#include "plan/initializers/entries.hpp"

namespace backplane::plan::initializers {
namespace {

enum Param : std::size_t { kGain, kGroups };

// The tensor as [O, I, field]: the field of a matrix is one element.
struct Kernel {
  std::uint64_t rows = 1, cols = 1, field = 1, centre = 0;

  explicit Kernel(const Shape& shape) {
    if (shape.rank > 0) rows = size(shape, 0);
    if (shape.rank > 1) cols = size(shape, 1);
    for (std::uint32_t d = 2; d < shape.rank; ++d) {
      field *= size(shape, d);
      centre = centre * size(shape, d) + size(shape, d) / 2;
    }
  }

 private:
  static std::uint64_t size(const Shape& shape, std::uint32_t d) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(shape.dim[d], 1));
  }
};

class Identity final : public Initializer {
 public:
  Identity() {
    id = "identity";
    summary = "w = gain where row and column agree, 0 elsewhere";
    doc =
        "Of a convolution, gain at the centre of kernel (o, i) with o = i, so that it "
        "gives what it gets; with groups, in each group by itself.";
    params = {real_param("gain", 1, "Value on the diagonal", BACKPLANE_PF_MAIN),
              within(integer_param("groups", 1, "As the convolution's"), 1)};
  }

  [[nodiscard]] Outcome fits(std::span<const Value> values,
                             const Shape& shape) const override {
    Error error;
    error.code = "E0351";
    if (shape.rank < 2 || shape.rank > 5) {
      error.message = fmt::format(
          "'identity' fills matrices and kernels of 2 to 5 dimensions, but this "
          "parameter has the shape {}",
          to_string(shape));
      return error;
    }
    const std::int64_t groups = values[kGroups].i;
    if (shape.dim[0] % groups == 0) return Done{};
    error.code = "E0352";
    error.message = fmt::format(
        "'identity' with groups = {} does not divide the {} outputs of this parameter",
        groups, shape.dim[0]);
    error.label = "groups";
    return error;
  }

 protected:
  void block(std::span<const Value> values, const InitTarget& target,
             std::uint64_t offset, std::span<double> out) const override {
    const Kernel kernel(target.shape);
    const auto groups = static_cast<std::uint64_t>(values[kGroups].i);
    const std::uint64_t per_group =
        target.shape.rank > 2 ? std::max<std::uint64_t>(kernel.rows / groups, 1)
                              : kernel.rows;
    for (std::size_t k = 0; k < out.size(); ++k) {
      const std::uint64_t i = offset + k, pair = i / kernel.field;
      const std::uint64_t row = pair / kernel.cols % per_group,
                          col = pair % kernel.cols;
      const bool one = row == col && i % kernel.field == kernel.centre;
      out[k] = one ? values[kGain].f * target.gain : 0.0;
    }
  }
};

}  // namespace

const Initializer& identity() {
  static const Identity instance;
  return instance;
}

}  // namespace backplane::plan::initializers

// Initializers: filling a tensor in blocks, in double, rounded where float is wanted.
#include "plan/initializer.hpp"

#include <algorithm>
#include <vector>

namespace backplane::plan {

Fans fans_of(const InitTarget& target) {
  const Shape& shape = target.shape;
  Fans fans;
  if (shape.rank < 2) {
    fans.in = fans.out = std::max<std::int64_t>(elements(shape), 1);
  } else {
    std::int64_t field = 1;
    for (std::uint32_t i = 2; i < shape.rank; ++i) field *= shape.dim[i];
    fans.in = std::max<std::int64_t>(shape.dim[1] * field, 1);
    fans.out = std::max<std::int64_t>(shape.dim[0] * field, 1);
  }
  if (target.fan_in > 0) fans.in = target.fan_in;
  if (target.fan_out > 0) fans.out = target.fan_out;
  return fans;
}

Outcome Initializer::check(std::span<const Value>) const {
  return Done{};
}

Outcome Initializer::fits(std::span<const Value>, const Shape&) const {
  return Done{};
}

void Initializer::fill(std::span<const Value> values, const InitTarget& target,
                       std::span<double> out) const {
  block(values, target, 0, out);
}

void Initializer::fill(std::span<const Value> values, const InitTarget& target,
                       std::span<float> out) const {
  constexpr std::size_t kChunk = 1024;
  std::vector<double> exact(by_element() ? std::min(kChunk, out.size()) : out.size());
  for (std::size_t begin = 0; begin < out.size(); begin += exact.size()) {
    const std::size_t n = std::min(exact.size(), out.size() - begin);
    block(values, target, begin, std::span(exact).first(n));
    std::transform(exact.begin(), exact.begin() + static_cast<std::ptrdiff_t>(n),
                   out.begin() + static_cast<std::ptrdiff_t>(begin),
                   [](double x) { return static_cast<float>(x); });
  }
}

}  // namespace backplane::plan

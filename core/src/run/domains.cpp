// Domains, asked once, and in words.
#include "run/domains.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace backplane::run {

std::string in_words(const Domain& domain) {
  if (std::isinf(domain.high)) return fmt::format("{:g} or more", domain.low);
  if (std::isinf(domain.low)) return fmt::format("at most {:g}", domain.high);
  return fmt::format("{:g} to {:g}", domain.low, domain.high);
}

Domains::Domains(const Loss& loss, std::uint32_t side, std::int64_t cols,
                 std::int64_t width) {
  for (std::int64_t c = 0; c < width; ++c)
    columns_.push_back(loss.domain(side, cols, c));
  const bool any = std::ranges::all_of(columns_, [](const Domain& domain) {
    return std::isinf(domain.low) && std::isinf(domain.high);
  });
  if (any) columns_.clear();
}

}  // namespace backplane::run

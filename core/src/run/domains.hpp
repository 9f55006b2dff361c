#pragma once
// What numbers the loss takes, column by column.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backplane/loss.hpp"

namespace backplane::run {

/// "0 to 1", "0 or more", "at most 88".
[[nodiscard]] std::string in_words(const Domain& domain);

/// The domains of one side of a loss.
class Domains {
 public:
  Domains() = default;
  /// Of BACKPLANE_LOSS_PREDICTIONS or BACKPLANE_LOSS_TARGETS, `width` columns wide,
  /// where the network gives `cols`.
  Domains(const Loss& loss, std::uint32_t side, std::int64_t cols, std::int64_t width);

  /// Where rows of `width` numbers hold the first that the loss does not take, NaN
  /// among them; nothing where it takes any number.
  template <class T>
  [[nodiscard]] std::optional<std::int64_t> first_outside(const T* values,
                                                          std::int64_t n) const {
    if (columns_.empty()) return std::nullopt;
    for (std::int64_t i = 0; i < n; ++i) {
      const Domain& domain = of(i);
      const auto value = static_cast<double>(values[i]);
      if (!(value >= domain.low && value <= domain.high)) return i;
    }
    return std::nullopt;
  }
  /// Of the i-th number. Pre: it was found outside.
  [[nodiscard]] const Domain& of(std::int64_t i) const {
    return columns_[static_cast<std::size_t>(i) % columns_.size()];
  }

 private:
  std::vector<Domain> columns_;  ///< empty: any number
};

}  // namespace backplane::run

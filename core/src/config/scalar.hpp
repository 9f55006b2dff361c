#pragma once
// The declared type reads the scalar: `64Ki`, `1e-3`, `1/255`, `10%`, `2 epochs`.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/job.hpp"
#include "config/node.hpp"

namespace backplane::config {

/// A value, or a few words on why the text is none.
template <class T>
struct Reading {
  std::optional<T> value;
  std::string why;
};

/// `256`, `-3`, `64Ki`; no leading zeros, no decimal point.
[[nodiscard]] Reading<std::int64_t> read_integer(const Node& node);
/// Any finite number: `0.1`, `1e-3`, `1/255`, `10%`, `64Ki`.
[[nodiscard]] Reading<double> read_real(const Node& node);
/// `true` and `false`.
[[nodiscard]] Reading<bool> read_boolean(const Node& node);
/// `2 epochs`, `500 steps`, `10 min`, `10%`. A number alone is none.
[[nodiscard]] Reading<Duration> read_duration(const Node& node);

/// The text without a trailing unit: "10 epochs" -> "10" for the unit "epochs".
[[nodiscard]] std::string_view without_unit(std::string_view text,
                                            std::string_view unit);
/// A number's shortest text that reads back to the same bits.
[[nodiscard]] std::string number_text(double value);
[[nodiscard]] std::string duration_text(const Duration& duration);

}  // namespace backplane::config

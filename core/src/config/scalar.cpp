// Numbers are read whole or not at all; what is left over is said.
#include "config/scalar.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace backplane::config {

namespace {

constexpr const char* kQuotes = "in quotes it is text; write it without";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string not_one_scalar(const Node& node) {
  if (node.is_null()) return "no value was given";
  if (node.is_list()) return "one value is wanted, not a list";
  return "one value is wanted, not a map";
}

std::int64_t take_binary_suffix(std::string_view& text) {
  constexpr std::pair<std::string_view, std::int64_t> kSuffixes[] = {
      {"Ki", 1LL << 10}, {"Mi", 1LL << 20}, {"Gi", 1LL << 30}};
  for (const auto& [suffix, factor] : kSuffixes) {
    if (text.size() > suffix.size() && text.ends_with(suffix)) {
      text.remove_suffix(suffix.size());
      return factor;
    }
  }
  return 1;
}

bool leading_zero(std::string_view digits) {
  return digits.size() > 1 && digits[0] == '0' && is_digit(digits[1]);
}

std::optional<double> decimal(std::string_view text) {
  const bool plus = text.starts_with('+');
  if (plus) text.remove_prefix(1);
  std::string_view digits = text;
  if (digits.starts_with('-') && !plus) digits.remove_prefix(1);
  if (digits.empty() || !(is_digit(digits[0]) || digits[0] == '.')) return {};
  if (leading_zero(digits)) return {};
  double value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end) return {};
  return value;
}

std::optional<double> real(std::string_view text) {
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const auto over = decimal(text.substr(0, slash));
    const auto under = decimal(text.substr(slash + 1));
    if (!over || !under || *under == 0) return {};
    return *over / *under;
  }
  if (text.ends_with('%')) {
    const auto percent = decimal(text.substr(0, text.size() - 1));
    return percent ? std::optional(*percent / 100) : std::nullopt;
  }
  const auto factor = static_cast<double>(take_binary_suffix(text));
  const auto value = decimal(text);
  return value ? std::optional(*value * factor) : std::nullopt;
}

std::string why_no_integer(std::string_view text, std::string_view digits) {
  if (leading_zero(digits)) return "leading zeros are not allowed";
  if (!digits.empty() && is_digit(digits[0]) && real(text))
    return "a whole number has no decimal point, exponent, fraction or percent sign";
  return "this is no number";
}

struct UnitName {
  std::string_view name;
  Duration::Unit unit;
  double factor;
};
constexpr std::array kUnits = {
    UnitName{"epoch", Duration::Unit::epochs, 1},
    UnitName{"epochs", Duration::Unit::epochs, 1},
    UnitName{"step", Duration::Unit::steps, 1},
    UnitName{"steps", Duration::Unit::steps, 1},
    UnitName{"s", Duration::Unit::seconds, 1},
    UnitName{"min", Duration::Unit::seconds, 60},
    UnitName{"h", Duration::Unit::seconds, 3600},
};

}  // namespace

Reading<std::int64_t> read_integer(const Node& node) {
  if (!node.is_scalar()) return {{}, not_one_scalar(node)};
  if (node.quoted) return {{}, kQuotes};
  std::string_view text = node.text;
  const std::int64_t factor = take_binary_suffix(text);
  const bool plus = text.starts_with('+');
  if (plus) text.remove_prefix(1);
  std::string_view digits = text;
  if (digits.starts_with('-') && !plus) digits.remove_prefix(1);
  if (digits.empty() || !is_digit(digits[0])) return {{}, "this is no number"};
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec == std::errc::result_out_of_range)
    return {{}, "this number is too large"};
  if (read.ec != std::errc() || read.ptr != end || leading_zero(digits))
    return {{}, why_no_integer(node.text, digits)};
  std::int64_t scaled = 0;
  if (__builtin_mul_overflow(value, factor, &scaled))
    return {{}, "this number is too large"};
  return {scaled, {}};
}

Reading<double> read_real(const Node& node) {
  if (!node.is_scalar()) return {{}, not_one_scalar(node)};
  if (node.quoted) return {{}, kQuotes};
  const auto value = real(node.text);
  if (!value) {
    const bool zero = leading_zero(node.text);
    return {{}, zero ? "leading zeros are not allowed" : "this is no number"};
  }
  if (!std::isfinite(*value)) return {{}, "this number is too large"};
  return {value, {}};
}

Reading<bool> read_boolean(const Node& node) {
  if (!node.is_scalar()) return {{}, not_one_scalar(node)};
  if (node.quoted) return {{}, kQuotes};
  if (node.text == "true") return {true, {}};
  if (node.text == "false") return {false, {}};
  return {{}, "write 'true' or 'false'"};
}

Reading<Duration> read_duration(const Node& node) {
  constexpr const char* kForms =
      "write it as '2 epochs', '500 steps', '10 min' or '10%'";
  if (!node.is_scalar()) return {{}, not_one_scalar(node)};
  const std::string_view text = node.text;
  Duration duration;
  duration.place = node.place;
  if (text.ends_with('%')) {
    const auto value = real(text);
    if (!value || *value < 0 || *value > 1) return {{}, "a part from 0% to 100%"};
    duration.amount = *value;
    duration.unit = Duration::Unit::fraction;
    return {duration, {}};
  }
  const std::size_t space = text.find(' ');
  const std::size_t begin = text.find_first_not_of(' ', space);
  if (space == std::string_view::npos || begin == std::string_view::npos)
    return {{}, kForms};
  const auto value = decimal(text.substr(0, space));
  const std::string_view word = text.substr(begin);
  for (const UnitName& unit : kUnits) {
    if (!value || word != unit.name) continue;
    if (*value < 0 || *value > 1e15) return {{}, "from 0 to 1e15"};
    duration.amount = *value * unit.factor;
    duration.unit = unit.unit;
    return {duration, {}};
  }
  return {{}, kForms};
}

std::string_view without_unit(std::string_view text, std::string_view unit) {
  const std::size_t space = text.rfind(' ');
  if (unit.empty() || space == std::string_view::npos) return text;
  std::string_view word = text.substr(space + 1);
  if (word.ends_with('s') && word != unit) word.remove_suffix(1);
  std::string_view singular = unit;
  if (singular.ends_with('s') && word != unit) singular.remove_suffix(1);
  return word == singular ? text.substr(0, text.find_last_not_of(' ', space) + 1)
                          : text;
}

std::string number_text(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end.ptr};
}

std::string duration_text(const Duration& duration) {
  const std::string amount = number_text(duration.amount);
  switch (duration.unit) {
    case Duration::Unit::epochs:
      return amount + (duration.amount == 1 ? " epoch" : " epochs");
    case Duration::Unit::steps:
      return amount + (duration.amount == 1 ? " step" : " steps");
    case Duration::Unit::seconds:
      return amount + " s";
    case Duration::Unit::fraction:
      break;
  }
  return number_text(duration.amount * 100) + "%";
}

}  // namespace backplane::config

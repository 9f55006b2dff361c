// Parameters in words: what one takes, and a value as it would stand in YAML.
#include "backplane/params.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cmath>

#include "described.hpp"

namespace backplane {

namespace {

bool is_integer(ParamType type) {
  return type == ParamType::integer || type == ParamType::integers;
}

std::string number(double value) {
  if (std::isnan(value)) return ".nan";
  if (std::isinf(value)) return value > 0 ? ".inf" : "-.inf";
  auto text = fmt::format("{}", value);
  const auto e = text.find('e');
  if (e == std::string::npos) return text;
  const bool negative = text[e + 1] == '-';
  auto digits = text.substr(e + 2);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return text.substr(0, e + 1) + (negative ? "-" : "") + digits;
}

std::string bound(double value, bool whole) {
  return whole ? fmt::format("{:.0f}", value) : number(value);
}

/// " ≥ 1", " in [0, 1)", " < 3" or "".
std::string range(const ParamSpec& spec, bool whole) {
  const bool open_min = spec.has(BACKPLANE_PF_MIN_EXCL);
  const bool open_max = spec.has(BACKPLANE_PF_MAX_EXCL);
  if (spec.min && spec.max) {
    return fmt::format(" in {}{}, {}{}", open_min ? "(" : "[", bound(*spec.min, whole),
                       bound(*spec.max, whole), open_max ? ")" : "]");
  }
  if (spec.min)
    return fmt::format(" {} {}", open_min ? ">" : "≥", bound(*spec.min, whole));
  if (spec.max)
    return fmt::format(" {} {}", open_max ? "<" : "≤", bound(*spec.max, whole));
  return {};
}

bool is_plain(const std::string& text) {
  if (text.empty() || std::isalpha(static_cast<unsigned char>(text[0])) == 0)
    return false;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_' && c != '.' &&
        c != '-' && c != '/')
      return false;
  }
  for (const char* word : {"true", "false", "null", "none", "yes", "no", "on", "off"}) {
    if (text == word) return false;
  }
  return true;
}

std::string quoted(const std::string& text) {
  if (is_plain(text)) return text;
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20U || byte == 0x7FU) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

template <class T, class Print>
std::string listed(const std::vector<T>& values, const Print& print) {
  std::string out;
  for (const auto& value : values) out += (out.empty() ? "" : ", ") + print(value);
  return "[" + out + "]";
}

std::string or_words(const ParamSpec& spec) {
  if (spec.choices.empty()) return "";
  return fmt::format(", or {}", fmt::join(spec.choices, ", "));
}

std::string integer(std::int64_t value, const ParamSpec& spec) {
  const std::string* word = spec.word(value);
  return word != nullptr ? *word : std::to_string(value);
}

}  // namespace

std::string expected(const ParamSpec& spec) {
  const auto limits = range(spec, is_integer(spec.type));
  switch (spec.type) {
    case ParamType::boolean:
      return "true or false";
    case ParamType::integer:
      return "integer" + limits + or_words(spec);
    case ParamType::real:
      return "number" + limits;
    case ParamType::string:
      return "text";
    case ParamType::choice:
      return fmt::format("one of {}", fmt::join(spec.choices, ", "));
    case ParamType::integers:
      return (limits.empty() ? "list of integers" : "list of integers, each" + limits) +
             or_words(spec);
    case ParamType::reals: {
      const std::string many =
          spec.unit == kRangeUnit ? "range of numbers" : "list of numbers";
      return limits.empty() ? many : many + ", each" + limits;
    }
    case ParamType::component:
      return "component";
    case ParamType::strings:
      return "text or a list of texts";
  }
  return "value";
}

std::string to_yaml(const Value& value, const ParamSpec& spec) {
  switch (value.type) {
    case ParamType::boolean:
      return value.i != 0 ? "true" : "false";
    case ParamType::integer:
      return integer(value.i, spec);
    case ParamType::real:
      return number(value.f);
    case ParamType::string:
      return quoted(value.s);
    case ParamType::choice: {
      const auto index = static_cast<std::size_t>(value.i);
      return value.i >= 0 && index < spec.choices.size() ? spec.choices[index] : "none";
    }
    case ParamType::integers:
      if (value.is.size() == 1 && spec.word(value.is[0]) != nullptr)
        return *spec.word(value.is[0]);
      return listed(value.is, [&](std::int64_t v) { return integer(v, spec); });
    case ParamType::reals:
      return listed(value.fs, number);
    case ParamType::strings:
      return listed(value.ss, quoted);
    case ParamType::component:
      return value.s.empty() ? "none" : quoted(value.s);
  }
  return "none";
}

}  // namespace backplane

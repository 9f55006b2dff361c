// Every overflow and every division by zero is found before it happens.
#include "config/arithmetic.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace backplane::config {

namespace {

Calculated no(std::string why) {
  return {{}, std::move(why)};
}

Calculated whole(std::int64_t a, char op, std::int64_t b) {
  std::int64_t r = 0;
  bool overflow = false;
  if (op == '+') overflow = __builtin_add_overflow(a, b, &r);
  if (op == '-') overflow = __builtin_sub_overflow(a, b, &r);
  if (op == '*') overflow = __builtin_mul_overflow(a, b, &r);
  if (op == 'd' || op == '%') {
    if (b == 0) return no("division by zero");
    if (a == std::numeric_limits<std::int64_t>::min() && b == -1) {
      overflow = op == 'd';
    } else {
      const bool down = a % b != 0 && (a < 0) != (b < 0);
      r = op == 'd' ? a / b - (down ? 1 : 0) : a % b + (down ? b : 0);
    }
  }
  if (overflow) return no("the result is larger than 64 bits hold");
  return {Term(r), {}};
}

Calculated real(double a, char op, double b) {
  if ((op == '/' || op == 'd' || op == '%') && b == 0) return no("division by zero");
  double r = 0;
  if (op == '+') r = a + b;
  if (op == '-') r = a - b;
  if (op == '*') r = a * b;
  if (op == '/') r = a / b;
  if (op == 'd') r = std::floor(a / b);
  if (op == '%') r = a - b * std::floor(a / b);
  if (!std::isfinite(r)) return no("the result is not finite");
  return {Term(r), {}};
}

double as_real(const Term& term) {
  const auto* whole_number = std::get_if<std::int64_t>(&term);
  return whole_number != nullptr ? static_cast<double>(*whole_number)
                                 : std::get<double>(term);
}

}  // namespace

Calculated calculate(const Term& left, std::string_view op, const Term& right) {
  for (const Term* term : {&left, &right})
    if (const auto* text = std::get_if<std::string>(term))
      return no(fmt::format("'{}' is text, and text cannot be calculated with", *text));
  const char sign = op == "//" ? 'd' : op[0];
  if (left.index() == 0 && right.index() == 0 && sign != '/')
    return whole(std::get<0>(left), sign, std::get<0>(right));
  return real(as_real(left), sign, as_real(right));
}

}  // namespace backplane::config

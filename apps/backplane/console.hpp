#pragma once
// The person at the other end: what is printed where, in which colours, and as what.

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "backplane/error.hpp"

namespace backplane::app {

enum class Ink { plain, bold, dim, red, green, yellow, blue };
enum class Colour { automatic, always, never };

/// Answers of main(): what went well, what failed, what was asked wrongly, Ctrl-C.
inline constexpr int kGood = 0, kBad = 1, kWrongUsage = 2, kInterrupted = 130;

class Console {
 public:
  /// Opens /dev/null in place of standard streams that are closed, so that no file of
  /// ours takes their numbers, and lets a broken pipe be an error of write.
  Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  void configure(Colour colour, bool json, bool quiet);

  [[nodiscard]] bool json() const { return json_; }
  /// Neither --quiet nor --json: words about what is going on are welcome.
  [[nodiscard]] bool talks() const { return !quiet_ && !json_; }
  [[nodiscard]] bool terminal() const { return terminal_; }  ///< stdout is a screen
  [[nodiscard]] int columns() const;                         ///< of that screen

  /// Text in a colour, where stdout shows colours.
  [[nodiscard]] std::string paint(Ink ink, std::string_view text) const;

  void write(std::string_view text);  ///< to stdout, as it is
  template <class... A>
  void print(fmt::format_string<A...> format, A&&... values) {
    write(fmt::format(format, std::forward<A>(values)...));
  }
  /// To stderr, with a newline: what is no result and no error.
  void warn(std::string_view text);
  void flush();

  /// Reports the error and all found with it: blocks and `closing` on stderr, or JSON
  /// on stdout. Returns kBad.
  int fail(const Error& error, std::string_view closing = {});
  /// Closes stdout; the exit code, which a full disk behind stdout makes kBad.
  int finish(int code);

 private:
  bool json_ = false, quiet_ = false, terminal_ = false;
  bool colour_out_ = false, colour_err_ = false;
  int write_error_ = 0;  // errno of the first write that failed
};

/// "1 error", "3 errors".
[[nodiscard]] std::string count_of(const Error& error);
/// "1,234,567".
[[nodiscard]] std::string grouped(std::int64_t number);
/// "0.9012"; in powers of ten where that would show too few digits: "3.1e-06".
[[nodiscard]] std::string shown(double value);
/// "12 ms", "4.8 s", "2:05", "1:02:05".
[[nodiscard]] std::string duration(double seconds);

}  // namespace backplane::app

// The console: streams, colours and the form of an error.
#include "console.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "json.hpp"

namespace backplane::app {

namespace {

const char* escape(Ink ink) {
  switch (ink) {
    case Ink::bold:
      return "\x1b[1m";
    case Ink::dim:
      return "\x1b[2m";
    case Ink::red:
      return "\x1b[31m";
    case Ink::green:
      return "\x1b[32m";
    case Ink::yellow:
      return "\x1b[33m";
    case Ink::blue:
      return "\x1b[34m";
    case Ink::plain:
      break;
  }
  return "";
}

bool environment_says(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool is_screen(int descriptor) {
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::strcmp(term, "dumb") == 0;
  return ::isatty(descriptor) == 1 && !dumb;
}

bool shows_colours(Colour colour, int descriptor) {
  if (colour != Colour::automatic) return colour == Colour::always;
  return is_screen(descriptor) && !environment_says("NO_COLOR");
}

}  // namespace

Console::Console() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor)
    if (::fcntl(descriptor, F_GETFD) == -1 && errno == EBADF)
      if (::open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY) == -1) break;
  std::signal(SIGPIPE, SIG_IGN);
  configure(Colour::automatic, false, false);
}

void Console::configure(Colour colour, bool json, bool quiet) {
  json_ = json;
  quiet_ = quiet;
  terminal_ = is_screen(STDOUT_FILENO);
  colour_out_ = shows_colours(colour, STDOUT_FILENO);
  colour_err_ = shows_colours(colour, STDERR_FILENO);
}

int Console::columns() const {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return 80;
}

std::string Console::paint(Ink ink, std::string_view text) const {
  if (!colour_out_ || ink == Ink::plain || text.empty()) return std::string(text);
  return fmt::format("{}{}\x1b[0m", escape(ink), text);
}

void Console::write(std::string_view text) {
  if (write_error_ != 0) return;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
    write_error_ = errno;
}

void Console::warn(std::string_view text) {
  flush();
  std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

void Console::flush() {
  if (write_error_ == 0 && std::fflush(stdout) != 0) write_error_ = errno;
}

int Console::fail(const Error& error, std::string_view closing) {
  if (json_) {
    write(dump(Json{{"ok", false}, {"errors", errors_json(error)}}));
    return kBad;
  }
  flush();
  auto text = render(error, colour_err_);
  if (!closing.empty()) text.append("\n").append(closing).append("\n");
  std::fwrite(text.data(), 1, text.size(), stderr);
  return kBad;
}

int Console::finish(int code) {
  flush();
  // A reader that has had enough (head, less) is no failure of ours.
  if (write_error_ == 0 || write_error_ == EPIPE) return code;
  warn(fmt::format(
      "error[E0817]: standard output cannot be written: {}\n = the result is not "
      "complete; make room or send it elsewhere",
      std::strerror(write_error_)));
  return code == kGood ? kBad : code;
}

std::string count_of(const Error& error) {
  const auto count = error.also.size() + 1;
  return fmt::format("{} error{}", count, count == 1 ? "" : "s");
}

std::string grouped(std::int64_t number) {
  auto digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string shown(double value) {
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-3 && size < 1e6);
  return plain || !std::isfinite(value) ? fmt::format("{:.4f}", value)
                                        : fmt::format("{:.1e}", value);
}

std::string duration(double seconds) {
  if (!(seconds >= 0) || seconds > 1e9) return "?";
  if (seconds < 0.9995) return fmt::format("{:.0f} ms", seconds * 1e3);
  if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::lround(seconds));
  const auto minutes = whole / 60;
  if (minutes < 60) return fmt::format("{}:{:02}", minutes, whole % 60);
  return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, whole % 60);
}

}  // namespace backplane::app

// Whether a run goes on with the configuration it was begun with.
#include <fmt/format.h>

#include <string_view>

#include "train/checkpoint.hpp"

namespace backplane::train {
namespace {

// Cuts the first line off `text`, without its line feed.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::string shown(std::string_view line, bool ended) {
  return ended ? "nothing more" : fmt::format("'{}'", line);
}

}  // namespace

Outcome same_config(const Checkpoint& checkpoint, const std::string& text,
                    const std::string& name) {
  if (checkpoint.config == text) return Done{};
  std::string_view then = checkpoint.config, now = text;
  std::string_view was, is;
  bool then_ended = false, now_ended = false;
  int line = 0;
  do {
    ++line;
    then_ended = then.empty();
    now_ended = now.empty();
    was = take_line(then);
    is = take_line(now);
  } while (was == is && then_ended == now_ended && !(then_ended && now_ended));

  Error error;
  error.code = "E0623";
  error.message =
      fmt::format("'{}' and checkpoint '{}' disagree: found {}, expected {}", name,
                  checkpoint.path, shown(is, now_ended), shown(was, then_ended));
  error.place = {name, line, 1, 1, std::string(is)};
  error.remarks = {
      "a run goes on with the configuration it was begun with: put it back, "
      "or train anew with --out"};
  return error;
}

}  // namespace backplane::train

// Every place is one on the line `--set path=value`.
#include "config/override_path.hpp"

#include <fmt/format.h>

#include <charconv>

#include "config/override.hpp"
#include "config/source.hpp"
#include "config/words.hpp"
#include "config/yaml.hpp"

namespace backplane::config {

namespace {

constexpr std::string_view kFlag = "--set ";

class PathParser {
 public:
  PathParser(const std::string& set, Diagnostics& diagnostics)
      : line_(std::string(kFlag) + set), diagnostics_(diagnostics) {}

  std::optional<Override> parse() {
    const std::size_t equals = line_.find('=');
    if (equals == std::string::npos || equals == kFlag.size()) {
      wrong(kFlag.size(), line_.size(), "expects path=value");
      return {};
    }
    Override result;
    if (!path(equals, result.path)) return {};
    auto value = parse_yaml(std::string_view(line_).substr(equals + 1), kCommandLine);
    if (!value.ok()) {
      Error error = value.error();
      move_error(error, equals + 1);
      add_all(error, diagnostics_);
      return {};
    }
    result.value = std::move(*value);
    move_node(result.value, equals + 1);
    return result;
  }

 private:
  [[nodiscard]] Place place(std::size_t begin, std::size_t end) const {
    const std::string_view line = line_;
    return {kCommandLine, 1, code_points(line.substr(0, begin)) + 1,
            std::max(code_points(line.substr(begin, end - begin)), 1), line_};
  }

  void wrong(std::size_t begin, std::size_t end, const std::string& label) {
    diagnostics_.add("E0118", "this override cannot be read", place(begin, end), label);
  }

  bool path(std::size_t end, std::vector<Segment>& segments) {
    std::size_t at = kFlag.size();
    while (at < end) {
      const bool first = segments.empty();
      if (line_[at] == '[' && !first) {
        if (!index(at, end, segments)) return false;
        continue;
      }
      if (!first && line_[at++] != '.') {
        wrong(at - 1, end, "expects '.', '[' or '=' here");
        return false;
      }
      const std::size_t stop = std::min(line_.find_first_of(".[", at), end);
      if (stop == at) {
        wrong(at, at + 1, "a key is missing here");
        return false;
      }
      segments.push_back({line_.substr(at, stop - at), {}, place(at, stop)});
      at = stop;
    }
    return true;
  }

  bool index(std::size_t& at, std::size_t end, std::vector<Segment>& segments) {
    const std::size_t close = line_.find(']', at);
    std::size_t value = 0;
    const char* first = line_.data() + at + 1;
    const char* last = line_.data() + std::min(close, end);
    const auto read = std::from_chars(first, last, value);
    if (close >= end || read.ec != std::errc() || read.ptr != last) {
      wrong(at, std::min(close, end), "expects the number of an item, such as [2]");
      return false;
    }
    segments.push_back({{}, value, place(at, close + 1)});
    at = close + 1;
    return true;
  }

  /// The value was parsed alone; its places are put on the whole line.
  void move_place(Place& p, std::size_t offset) const {
    if (p.line == 1) p.column += code_points(std::string_view(line_).substr(0, offset));
    if (p.line == 1) p.text = line_;
  }
  void move_node(Node& node, std::size_t offset) const {
    move_place(node.place, offset);
    for (Node& item : node.items) move_node(item, offset);
    for (Entry& e : node.entries) {
      move_place(e.key_place, offset);
      move_node(e.value, offset);
    }
  }
  void move_error(Error& error, std::size_t offset) const {
    move_place(error.place, offset);
    for (Note& note : error.notes) move_place(note.place, offset);
    for (Error& other : error.also) move_error(other, offset);
  }

  std::string line_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::optional<Override> parse_override(const std::string& set,
                                       Diagnostics& diagnostics) {
  return PathParser(set, diagnostics).parse();
}

}  // namespace backplane::config

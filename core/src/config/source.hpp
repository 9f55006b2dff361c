#pragma once
// The text of one file by lines, to turn a parser's byte marks into places.

#include <string>
#include <string_view>
#include <vector>

#include "backplane/error.hpp"

namespace backplane::config {

class Source {
 public:
  /// Keeps a view of `text`, which must outlive this.
  Source(std::string name, std::string_view text);

  /// `line` and `byte` count from 0; out of range is moved to the nearest place.
  /// Length in code points. Past 4096 bytes of a line, columns count bytes.
  [[nodiscard]] Place at(int line, int byte, int length = 1) const;
  /// The scalar that begins there, its anchor skipped; marked to its end on that line.
  [[nodiscard]] Place scalar(int line, int byte, std::string_view text) const;
  /// Whether the `{` or `[` that stands there is closed in the end.
  [[nodiscard]] bool closes(int line, int byte) const;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  [[nodiscard]] std::string_view line(int index) const;

  std::string name_;
  std::vector<std::string_view> lines_;
};

/// How many code points these bytes of UTF-8 hold.
[[nodiscard]] int code_points(std::string_view text);
/// The byte at which valid UTF-8 ends; text.size() when all of it is valid.
[[nodiscard]] std::size_t valid_utf8(std::string_view text);

}  // namespace backplane::config

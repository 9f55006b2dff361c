// Curves in Braille dots.
#include "plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace backplane::app {

namespace {

/// A field of dots, a character for each two by four of them.
class Canvas {
 public:
  Canvas(int columns, int rows)
      : columns_(columns),
        rows_(rows),
        cells_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) {}

  void dot(int x, int y) {
    constexpr unsigned kBits[4][2] = {{1, 8}, {2, 16}, {4, 32}, {64, 128}};
    if (x < 0 || y < 0 || x >= 2 * columns_ || y >= 4 * rows_) return;
    cells_[index(x / 2, y / 4)] |= kBits[y % 4][x % 2];
  }

  /// A Braille character is U+2800 and its dots: three bytes of UTF-8.
  [[nodiscard]] std::string line(int row) const {
    std::string text;
    for (int c = 0; c < columns_; ++c) {
      const auto dots = cells_[index(c, row)];
      text += '\xe2';
      text += static_cast<char>(0xa0U + (dots >> 6U));
      text += static_cast<char>(0x80U + (dots & 63U));
    }
    return text;
  }

 private:
  [[nodiscard]] std::size_t index(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
           static_cast<std::size_t>(column);
  }

  int columns_, rows_;
  std::vector<unsigned> cells_;
};

struct Range {
  double low, high;
  [[nodiscard]] int place(double value, int dots) const {
    return static_cast<int>(std::lround((value - low) / (high - low) * (dots - 1)));
  }
  [[nodiscard]] bool holds(double value) const { return value >= low && value <= high; }
};

Range range_of(const std::vector<double>& values) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (!(low <= high)) return {-1, 1};
  if (high - low < 1e-12) return {low - 0.5, high + 0.5};
  return {low, high};
}

void draw(Canvas& canvas, const Curve& curve, Range x, Range y, int wide, int high) {
  if (x.holds(0))
    for (int j = 0; j < high; j += 3) canvas.dot(x.place(0, wide), j);
  if (y.holds(0))
    for (int i = 0; i < wide; i += 3) canvas.dot(i, high - 1 - y.place(0, high));
  int before = -1;
  for (std::size_t i = 0; i < curve.xs.size(); ++i) {
    if (!std::isfinite(curve.ys[i])) {
      before = -1;
      continue;
    }
    const int column = x.place(curve.xs[i], wide);
    const int here = high - 1 - y.place(curve.ys[i], high);
    const int from = before < 0 ? here : std::min(before, here);
    const int to = before < 0 ? here : std::max(before, here);
    for (int j = from; j <= to; ++j) canvas.dot(column, j);
    before = here;
  }
}

}  // namespace

std::vector<std::string> plot(const Curve& curve, int columns, int rows) {
  const auto x = range_of(curve.xs), y = range_of(curve.ys);
  Canvas canvas(columns, rows);
  draw(canvas, curve, x, y, 2 * columns, 4 * rows);
  constexpr int kLabel = 7;
  std::vector<std::string> lines{
      fmt::format("{:>{}} {:<{}}", "", kLabel, curve.title, columns)};
  for (int row = 0; row < rows; ++row) {
    std::string label;
    if (row == 0) label = fmt::format("{:.3g}", y.high);
    if (row == rows - 1) label = fmt::format("{:.3g}", y.low);
    lines.push_back(fmt::format("{:>{}} {}", label, kLabel, canvas.line(row)));
  }
  const auto right = fmt::format("{:.3g}", x.high);
  lines.push_back(fmt::format("{:>{}} {:<{}}{}", "", kLabel,
                              fmt::format("{:.3g}", x.low),
                              columns - static_cast<int>(right.size()), right));
  return lines;
}

}  // namespace backplane::app

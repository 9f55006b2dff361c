#pragma once
// A curve as text: two by four dots a character.

#include <string>
#include <vector>

namespace backplane::app {

struct Curve {
  std::string title;
  std::vector<double> xs, ys;  ///< as many of each; xs rise evenly
};

/// Lines of equal width, the title first and the range of x last; the y range stands at
/// the left, and the axes are drawn where zero lies within. Values that are not finite
/// are left out.
[[nodiscard]] std::vector<std::string> plot(const Curve& curve, int columns, int rows);

}  // namespace backplane::app

#pragma once
// A sliding window as the user describes it: kernel, stride, padding and dilation, each
// one number for all axes or one an axis; checked against the image that it meets.

#include <cstdint>
#include <string>
#include <vector>

#include "backplane/sdk/failure.hpp"
#include "backplane/sdk/params.hpp"
#include "backplane/sdk/window.hpp"

namespace backplane::sdk {

using Numbers = std::vector<std::int64_t>;

/// Words of the parameter `padding`: as much as keeps a stride-1 output at the input's
/// size (at a larger stride, ceil(in / stride)), or none.
inline constexpr std::int64_t kSamePadding = -1, kValidPadding = -2;
inline constexpr std::initializer_list<const char*> kPaddingWords = {"same", "valid"};

/// The number of axis i.
[[nodiscard]] inline std::int64_t pick(const Numbers& list, std::size_t i) {
  return list[list.size() == 1 ? 0 : i];
}

/// Throws when the list has neither one entry nor one for each axis.
inline void check_list(const char* name, const Numbers& list, std::size_t axes) {
  if (list.size() == 1 || list.size() == axes) return;
  refuse(name, "'", name, "' takes one number or ", static_cast<std::int64_t>(axes),
         ", but gets ", static_cast<std::int64_t>(list.size()));
}

struct WindowSpec {
  const Numbers &kernel, &stride, &padding, &dilation;

  /// `stride` may be empty: the windows then stand side by side.
  void check(std::size_t axes) const {
    check_list("kernel", kernel, axes);
    if (!stride.empty()) check_list("stride", stride, axes);
    check_list("padding", padding, axes);
    check_list("dilation", dilation, axes);
  }

  /// Axis i over `in` inputs; outputs are counted as floor((in + pad - span) / stride)
  /// + 1, or with ceil, where a last window may begin inside the input only.
  [[nodiscard]] Axis axis(std::size_t i, std::int64_t in, bool ceil = false) const {
    Axis a;
    a.in = in;
    a.kernel = pick(kernel, i);
    a.stride = stride.empty() ? a.kernel : pick(stride, i);
    a.dilation = pick(dilation, i);
    const std::int64_t pad = pick(padding, i);
    if (pad == kSamePadding) {
      a.before = (a.span() - 1) / 2;
      a.after = a.span() - 1 - a.before;
    } else {
      a.before = a.after = pad == kValidPadding ? 0 : pad;
    }
    const std::int64_t room = in + a.before + a.after - a.span();
    a.out = room < 0 ? 0 : (room + (ceil ? a.stride - 1 : 0)) / a.stride + 1;
    if (ceil && a.out > 0 && (a.out - 1) * a.stride >= in + a.before) --a.out;
    return a;
  }
};

/// Throws where pooling would see windows of padding alone.
inline void check_half_padding(const WindowSpec& window) {
  for (std::size_t i = 0; i < 2; ++i)
    if (pick(window.padding, i) * 2 > pick(window.kernel, i))
      refuse("padding", "pads by ", pick(window.padding, i),
             ", more than half of a window of ", pick(window.kernel, i));
}

/// Throws where so many filters or channels cannot be split into the groups.
inline void check_groups(const char* what, std::int64_t n, std::int64_t groups) {
  if (n % groups == 0) return;
  refuse("groups", n, " ", what, " cannot be split into ", groups,
         " groups of one size");
}

/// Throws where no window fits. `flat`: the image is one row.
inline void check_fits(const Plane& plane, bool flat) {
  if (plane.h.out > 0 && plane.w.out > 0) return;
  const auto text = [flat](std::int64_t h, std::int64_t w) {
    return (flat ? std::string() : std::to_string(h) + "×") + std::to_string(w);
  };
  const auto padded = [](const Axis& a) { return a.in + a.before + a.after; };
  refuse("kernel", "needs a window of ", text(plane.h.span(), plane.w.span()),
         ", larger than the padded input of ", text(padded(plane.h), padded(plane.w)));
}

}  // namespace backplane::sdk

#pragma once
// From an image file of any size to a sample: bytes, channels×height×width.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/image.hpp"

namespace backplane::data {

/// How another height and width is brought to the sample's: `stretch` takes the whole
/// image; `crop` its middle, as much as has the right proportions.
enum class Fit { stretch, crop };
/// A new pixel is the mean of the old ones around it, weighted by a tent (`bilinear`),
/// or of those that it covers (`area`).
enum class Resize { bilinear, area };

/// What samples made of images look like, and how they come to look so.
struct ImageForm {
  std::int64_t channels = 1, height = 0, width = 0;
  Fit fit = Fit::stretch;
  Resize resize = Resize::bilinear;

  [[nodiscard]] std::int64_t elements() const { return channels * height * width; }
};

inline constexpr const char* kFits[] = {"stretch", "crop"};
inline constexpr const char* kResizes[] = {"bilinear", "area"};

/// `out` [C, H, W] of the form, whatever the image's size and channels. Pre: 1 or 3
/// channels on both sides.
void shape_image(io::Pixels image, const ImageForm& form, std::span<std::uint8_t> out);

}  // namespace backplane::data

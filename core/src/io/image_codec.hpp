#pragma once
// The formats of images, each over the bytes of a whole file (for a header, of its
// beginning).

#include <fmt/format.h>
#include <cstddef>
#include <span>
#include <string>

#include "io/fault.hpp"
#include "io/image.hpp"

namespace backplane::io {

using ImageBytes = std::span<const std::byte>;

[[nodiscard]] bool is_png(ImageBytes bytes);
[[nodiscard]] bool is_jpeg(ImageBytes bytes);
[[nodiscard]] bool is_pnm(ImageBytes bytes);

Result<ImageHeader> png_header(ImageBytes bytes, const std::string& path);
Result<ImageHeader> jpeg_header(ImageBytes bytes, const std::string& path);
Result<ImageHeader> pnm_header(ImageBytes bytes, const std::string& path);

/// Pre: the header is good, and its size within the limits.
Result<Pixels> decode_png(ImageBytes bytes, const std::string& path);
Result<Pixels> decode_jpeg(ImageBytes bytes, const std::string& path);
Result<Pixels> decode_pnm(ImageBytes bytes, const std::string& path);

[[nodiscard]] inline Error bad_image(const std::string& path, const std::string& what) {
  return fault("E0540",
               fmt::format("'{}' is no image that can be read: {}", path, what));
}

}  // namespace backplane::io

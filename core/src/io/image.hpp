#pragma once
// Images in PNG, JPEG, PGM and PPM files, as bytes from 0 to 255.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "backplane/error.hpp"

namespace backplane::io {

struct ImageHeader {
  std::int64_t height = 0, width = 0;
  std::int64_t channels = 1;  ///< 1 grey, 3 colours; transparency is not counted
};

/// [height, width, channels]: the channels of a pixel side by side.
struct Pixels : ImageHeader {
  std::vector<std::uint8_t> bytes;
};

/// By the ending of its name: one of the formats that are read here; an image of
/// another format; neither.
enum class ImageName { readable, other_format, none };
[[nodiscard]] ImageName image_name(const std::string& path);

/// The format is recognised by its first bytes. Errors: E0540, no image or a damaged
/// one; E0541, an image of too many pixels; E05xx of the file.
Result<ImageHeader> read_image_header(const std::string& path);
/// Errors: the same, and for each byte that is missing or wrong. Transparency is left
/// out, 16 bits are brought to 8, and colour profiles are not applied.
Result<Pixels> read_image(const std::string& path);

/// `channels` 1 or 3; colours to grey by 0.299 R + 0.587 G + 0.114 B.
[[nodiscard]] Pixels with_channels(Pixels image, std::int64_t channels);

/// The bytes of a PNG file. Pre: 1 or 3 channels. Errors: E0540, too large for PNG.
Result<std::vector<std::byte>> encode_png(const Pixels& image);

}  // namespace backplane::io

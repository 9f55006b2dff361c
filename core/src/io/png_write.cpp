// An image as the bytes of a PNG file, through libpng.
#include <png.h>

#include "io/image_codec.hpp"
#include "io/limits.hpp"

namespace backplane::io {

// The simplified interface: errors are values, and nothing is printed.
Result<std::vector<std::byte>> encode_png(const Pixels& image) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.height = static_cast<png_uint_32>(image.height);
  png.width = static_cast<png_uint_32>(image.width);
  png.format = image.channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  const auto failed = [&] {
    const std::string why = png.message;
    png_image_free(&png);
    return fault("E0540", "the image cannot be written as PNG: " + why);
  };
  png_alloc_size_t size = 0;
  if (png_image_write_get_memory_size(png, size, 0, image.bytes.data(), 0, nullptr) ==
      0)
    return failed();
  std::vector<std::byte> bytes(size);
  if (png_image_write_to_memory(&png, bytes.data(), &size, 0, image.bytes.data(), 0,
                                nullptr) == 0)
    return failed();
  bytes.resize(size);
  return bytes;
}

}  // namespace backplane::io

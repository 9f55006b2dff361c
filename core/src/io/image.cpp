// Which format, how large, and the two numbers of channels.
#include "io/image.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>

#include "io/file.hpp"
#include "io/image_codec.hpp"
#include "io/limits.hpp"

namespace backplane::io {
namespace {

// A header is looked for in so many bytes, then in more: a JPEG may begin with a
// preview.
constexpr std::array<std::uint64_t, 3> kHeads{4096, 1 << 20, kMaxImageFile};

Error no_image(const std::string& path, ImageBytes bytes) {
  if (bytes.empty()) return bad_image(path, "it is empty");
  return bad_image(path, "it does not begin as PNG, JPEG, PGM or PPM do");
}

Error too_large(const std::string& path, const ImageHeader& header) {
  return fault("E0541",
               fmt::format("'{}' is an image of {}×{} pixels", path, header.height,
                           header.width),
               {fmt::format("at most {} pixels are read, {} on a side", kMaxPixels,
                            kMaxImageSide)});
}

Result<ImageHeader> header_in(ImageBytes bytes, const std::string& path) {
  auto header = is_png(bytes)    ? png_header(bytes, path)
                : is_jpeg(bytes) ? jpeg_header(bytes, path)
                : is_pnm(bytes)  ? pnm_header(bytes, path)
                                 : Result<ImageHeader>(no_image(path, bytes));
  if (!header) return header;
  if (header->height < 1 || header->width < 1)
    return bad_image(path, fmt::format("it is {}×{} pixels, which is nothing",
                                       header->height, header->width));
  if (header->height > kMaxImageSide || header->width > kMaxImageSide ||
      header->height * header->width > kMaxPixels)
    return too_large(path, *header);
  return header;
}

}  // namespace

ImageName image_name(const std::string& path) {
  std::string end = std::filesystem::path(path).extension().string();
  std::transform(end.begin(), end.end(), end.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto among = [&](std::initializer_list<std::string_view> ends) {
    return std::find(ends.begin(), ends.end(), end) != ends.end();
  };
  if (among({".png", ".jpg", ".jpeg", ".pgm", ".ppm", ".pnm"}))
    return ImageName::readable;
  if (among({".bmp", ".gif", ".tif", ".tiff", ".webp", ".avif", ".heic", ".jp2", ".jxl",
             ".pbm", ".pam", ".tga", ".ico"}))
    return ImageName::other_format;
  return ImageName::none;
}

Result<ImageHeader> read_image_header(const std::string& path) {
  Result<ImageHeader> header = bad_image(path, "it is empty");
  for (const std::uint64_t n : kHeads) {
    const auto head = read_head(path, n);
    if (!head) return head.error();
    header = header_in(*head, path);
    if (header || head->size() < n || header.error().code == "E0541") break;
  }
  return header;
}

Result<Pixels> read_image(const std::string& path) {
  const auto bytes = read_file(path, kMaxImageFile);
  if (!bytes) return bytes.error();
  const auto header = header_in(*bytes, path);
  if (!header) return header.error();
  if (is_png(*bytes)) return decode_png(*bytes, path);
  return is_jpeg(*bytes) ? decode_jpeg(*bytes, path) : decode_pnm(*bytes, path);
}

Pixels with_channels(Pixels image, std::int64_t channels) {
  if (image.channels == channels) return image;
  Pixels made;
  made.height = image.height;
  made.width = image.width;
  made.channels = channels;
  const std::size_t n = image.bytes.size() / static_cast<std::size_t>(image.channels);
  made.bytes.resize(n * static_cast<std::size_t>(channels));
  for (std::size_t i = 0; i < n; ++i) {
    if (channels == 3) {
      std::fill_n(made.bytes.begin() + static_cast<std::ptrdiff_t>(3 * i), 3,
                  image.bytes[i]);
      continue;
    }
    // In 65536ths, rounded.
    const std::uint8_t* rgb = image.bytes.data() + 3 * i;
    const std::uint32_t sum = 19595U * rgb[0] + 38470U * rgb[1] + 7471U * rgb[2];
    made.bytes[i] = static_cast<std::uint8_t>((sum + 32768U) >> 16);
  }
  return made;
}

}  // namespace backplane::io

// PGM and PPM: P2 and P3 in digits, P5 and P6 in bytes; width, height, the value of
// white, then the pixels.
#include <optional>

#include "io/bytes.hpp"
#include "io/image_codec.hpp"

namespace backplane::io {
namespace {

constexpr std::uint32_t kMaxWhite = 65535;
constexpr std::uint32_t kMaxNumber = 1'000'000'000;

struct Parsed {
  ImageHeader header;
  std::uint32_t white = 255;
  bool digits = false;
};

// Numbers between white space and comments.
class Reader {
 public:
  explicit Reader(ImageBytes bytes) : bytes_(bytes) {}

  std::optional<std::uint32_t> number() {
    skip();
    std::optional<std::uint32_t> value;
    while (at_ < bytes_.size()) {
      const char c = here();
      if (c < '0' || c > '9') break;
      value = value.value_or(0) * 10 + static_cast<std::uint32_t>(c - '0');
      if (*value > kMaxNumber) return {};
      ++at_;
    }
    return value;
  }
  /// What follows the one white space after the header.
  [[nodiscard]] ImageBytes raster() const {
    return bytes_.subspan(std::min(at_ + 1, bytes_.size()));
  }
  Reader& after_magic() {
    at_ = 2;
    return *this;
  }

 private:
  [[nodiscard]] char here() const { return static_cast<char>(bytes_[at_]); }
  void skip() {
    bool comment = false;
    for (; at_ < bytes_.size(); ++at_) {
      const char c = here();
      if (comment && c != '\n' && c != '\r') continue;
      comment = c == '#';
      if (!comment && c != ' ' && (c < '\t' || c > '\r')) return;
    }
  }

  ImageBytes bytes_;
  std::size_t at_ = 0;
};

Result<Parsed> parse(Reader& reader, ImageBytes bytes, const std::string& path) {
  const char kind = static_cast<char>(bytes[1]);
  Parsed parsed;
  parsed.digits = kind == '2' || kind == '3';
  parsed.header.channels = kind == '2' || kind == '5' ? 1 : 3;
  reader.after_magic();
  const auto width = reader.number(), height = reader.number(), white = reader.number();
  if (!width || !height || !white || *white < 1 || *white > kMaxWhite)
    return bad_image(path, "its header is no width, height and value of white");
  parsed.header.width = *width;
  parsed.header.height = *height;
  parsed.white = *white;
  return parsed;
}

std::uint8_t scaled(std::uint32_t value, std::uint32_t white) {
  return static_cast<std::uint8_t>((value * 255 + white / 2) / white);
}

Error cut_off(const std::string& path, std::size_t have, std::size_t need,
              const char* what) {
  return bad_image(path, fmt::format("it ends after {} of {} {}", have, need, what));
}

Error beyond_white(const std::string& path, std::uint32_t value, std::uint32_t white) {
  return bad_image(path, fmt::format("a pixel of {} where white is {}", value, white));
}

}  // namespace

bool is_pnm(ImageBytes bytes) {
  if (bytes.size() < 3 || bytes[0] != std::byte{'P'}) return false;
  const char kind = static_cast<char>(bytes[1]), next = static_cast<char>(bytes[2]);
  const bool known = kind == '2' || kind == '3' || kind == '5' || kind == '6';
  return known && (next == ' ' || next == '#' || (next >= '\t' && next <= '\r'));
}

Result<ImageHeader> pnm_header(ImageBytes bytes, const std::string& path) {
  Reader reader(bytes);
  const auto parsed = parse(reader, bytes, path);
  if (!parsed) return parsed.error();
  return parsed->header;
}

Result<Pixels> decode_pnm(ImageBytes bytes, const std::string& path) {
  Reader reader(bytes);
  const auto parsed = parse(reader, bytes, path);
  if (!parsed) return parsed.error();
  Pixels image{parsed->header, {}};
  const auto n = static_cast<std::size_t>(image.height * image.width * image.channels);
  const std::size_t width = parsed->white > 255 ? 2 : 1;  // bytes a value
  const ImageBytes raster = reader.raster();
  if (!parsed->digits && raster.size() < n * width)
    return cut_off(path, raster.size(), n * width, "bytes of pixels");
  image.bytes.reserve(std::min(n, bytes.size()));
  for (std::size_t i = 0; i < n; ++i) {
    std::uint32_t value = 0;
    if (parsed->digits) {
      const auto read = reader.number();
      if (!read) return cut_off(path, i, n, "numbers");
      value = *read;
    } else {
      for (std::size_t k = 0; k < width; ++k)
        value = value << 8 | std::to_integer<std::uint32_t>(raster[i * width + k]);
    }
    if (value > parsed->white) return beyond_white(path, value, parsed->white);
    image.bytes.push_back(scaled(value, parsed->white));
  }
  return image;
}

}  // namespace backplane::io

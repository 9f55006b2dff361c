// PNG through libpng. Its errors come back by longjmp: the functions that it may leave
// so hold no object that would have to be destroyed.
#include <png.h>

#include <array>
#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "io/bytes.hpp"
#include "io/image_codec.hpp"
#include "io/limits.hpp"

namespace backplane::io {
namespace {

constexpr std::size_t kSignature = 8, kHeader = 33;
constexpr png_alloc_size_t kMaxChunk = 8'000'000;

// One reading: libpng's structures, the bytes, where the pixels go, what went wrong.
struct Reading {
  png_structp png = nullptr;
  png_infop info = nullptr;
  const std::byte* at = nullptr;
  std::size_t left = 0;
  png_bytep* rows = nullptr;
  std::array<char, 128> message{};
};

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
  auto* const reading = static_cast<Reading*>(png_get_error_ptr(png));
  std::snprintf(reading->message.data(), reading->message.size(), "%s", message);
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

void on_read(png_structp png, png_bytep to, std::size_t n) {
  auto* const reading = static_cast<Reading*>(png_get_io_ptr(png));
  if (n > reading->left) png_error(png, "it ends too early");
  std::memcpy(to, reading->at, n);
  reading->at += n;
  reading->left -= n;
}

// Calls libpng; false when it gave up. Pre: `step` holds nothing to destroy.
bool guarded(Reading& reading, void (*step)(Reading&)) {
  if (setjmp(png_jmpbuf(reading.png)) != 0) return false;  // NOLINT: libpng's way
  step(reading);
  return true;
}

// To 8 bits a channel, one or three channels.
void read_info(Reading& reading) {
  png_structp png = reading.png;
  png_set_read_fn(png, &reading, &on_read);
  png_set_user_limits(png, static_cast<png_uint_32>(kMaxImageSide),
                      static_cast<png_uint_32>(kMaxImageSide));
  png_set_chunk_malloc_max(png, kMaxChunk);
  png_read_info(png, reading.info);
  png_set_palette_to_rgb(png);
  if (png_get_color_type(png, reading.info) == PNG_COLOR_TYPE_GRAY)
    png_set_expand_gray_1_2_4_to_8(png);
  png_set_scale_16(png);
  png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, reading.info);
}

void read_rows(Reading& reading) {
  png_read_image(reading.png, reading.rows);
  png_read_end(reading.png, nullptr);
}

// libpng's structures while they are needed.
class Open {
 public:
  explicit Open(ImageBytes bytes) {
    reading_.at = bytes.data();
    reading_.left = bytes.size();
    reading_.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading_, &on_error,
                                          &on_warning);
    if (reading_.png != nullptr) reading_.info = png_create_info_struct(reading_.png);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
  ~Open() { png_destroy_read_struct(&reading_.png, &reading_.info, nullptr); }

  [[nodiscard]] bool ok() const { return reading_.info != nullptr; }
  Reading& reading() { return reading_; }

 private:
  Reading reading_;
};

}  // namespace

bool is_png(ImageBytes bytes) {
  return bytes.size() >= kSignature &&
         png_sig_cmp(reinterpret_cast<png_const_bytep>(bytes.data()), 0, kSignature) ==
             0;
}

Result<ImageHeader> png_header(ImageBytes bytes, const std::string& path) {
  if (bytes.size() < kHeader) return bad_image(path, "it ends within the PNG header");
  const std::byte* at = bytes.data() + kSignature;
  if (load_big_u32(at) != 13 || std::memcmp(at + 4, "IHDR", 4) != 0)
    return bad_image(path, "its PNG header is damaged");
  const auto colour = std::to_integer<unsigned>(at[17]);
  return ImageHeader{load_big_u32(at + 12), load_big_u32(at + 8),
                     (colour & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1};
}

Result<Pixels> decode_png(ImageBytes bytes, const std::string& path) {
  Open open(bytes);
  if (!open.ok()) return bad_image(path, "libpng cannot start");
  Reading& reading = open.reading();
  const auto failed = [&] { return bad_image(path, reading.message.data()); };
  if (!guarded(reading, &read_info)) return failed();
  Pixels image;
  image.height = png_get_image_height(reading.png, reading.info);
  image.width = png_get_image_width(reading.png, reading.info);
  image.channels = png_get_channels(reading.png, reading.info);
  const std::size_t row = png_get_rowbytes(reading.png, reading.info);
  if (image.channels != 1 && image.channels != 3)
    return bad_image(path, "its colours are of no known kind");
  image.bytes.resize(row * static_cast<std::size_t>(image.height));
  std::vector<png_bytep> rows;
  for (std::int64_t r = 0; r < image.height; ++r)
    rows.push_back(image.bytes.data() + row * static_cast<std::size_t>(r));
  reading.rows = rows.data();
  if (!guarded(reading, &read_rows)) return failed();
  return image;
}

}  // namespace backplane::io

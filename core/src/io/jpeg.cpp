// JPEG through libjpeg. Its errors come back by longjmp: the functions that it may
// leave so hold no object that would have to be destroyed.
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>

#include <jerror.h>

#include <array>
#include <csetjmp>

#include "io/image_codec.hpp"
#include "io/limits.hpp"

namespace backplane::io {
namespace {

constexpr int kMaxScans = 100;  // each passes over the whole image

// One reading: libjpeg's structures first, since its callbacks get these alone.
struct Reading {
  jpeg_decompress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg_progress_mgr progress;
  std::jmp_buf back;
  std::array<char, JMSG_LENGTH_MAX> message;
  std::uint8_t* pixels;
  std::size_t row;
};

Reading& reading_of(j_common_ptr common) {
  return *static_cast<Reading*>(common->client_data);
}

[[noreturn]] void on_error(j_common_ptr common) {
  Reading& reading = reading_of(common);
  common->err->format_message(common, reading.message.data());
  std::longjmp(reading.back, 1);  // NOLINT: libjpeg's way
}

// Warnings that mean wrong pixels are errors here; the others are of no consequence.
void on_message(j_common_ptr common, int level) {
  if (level >= 0) return;
  switch (common->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
      on_error(common);
    default:
      break;
  }
}

void on_output(j_common_ptr) {}

void on_progress(j_common_ptr common) {
  Reading& reading = reading_of(common);
  if (reading.jpeg.input_scan_number <= kMaxScans) return;
  std::snprintf(reading.message.data(), reading.message.size(), "it has over %d scans",
                kMaxScans);
  std::longjmp(reading.back, 1);  // NOLINT: libjpeg's way
}

void start(Reading& reading, ImageBytes bytes) {
  reading.message[0] = '\0';
  reading.jpeg.err = jpeg_std_error(&reading.errors);
  reading.errors.error_exit = &on_error;
  reading.errors.emit_message = &on_message;
  reading.errors.output_message = &on_output;
  reading.jpeg.client_data = &reading;
  jpeg_create_decompress(&reading.jpeg);
  reading.progress.progress_monitor = &on_progress;
  reading.jpeg.progress = &reading.progress;
  jpeg_mem_src(&reading.jpeg, reinterpret_cast<const unsigned char*>(bytes.data()),
               static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&reading.jpeg, TRUE);
}

void read_rows(Reading& reading) {
  jpeg_decompress_struct& jpeg = reading.jpeg;
  jpeg.out_color_space = jpeg.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_start_decompress(&jpeg);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = reading.pixels + jpeg.output_scanline * reading.row;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
}

// libjpeg's structures while they are needed.
class Open {
 public:
  Open() = default;
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
  ~Open() { jpeg_destroy_decompress(&reading_.jpeg); }

  bool header(ImageBytes bytes) {
    if (setjmp(reading_.back) != 0) return false;  // NOLINT: libjpeg's way
    start(reading_, bytes);
    return true;
  }
  bool rows(std::uint8_t* pixels, std::size_t row) {
    reading_.pixels = pixels;
    reading_.row = row;
    if (setjmp(reading_.back) != 0) return false;  // NOLINT: libjpeg's way
    read_rows(reading_);
    return true;
  }
  [[nodiscard]] const jpeg_decompress_struct& jpeg() const { return reading_.jpeg; }
  [[nodiscard]] const char* message() const { return reading_.message.data(); }

 private:
  Reading reading_{};
};

Result<ImageHeader> open_header(Open& open, ImageBytes bytes, const std::string& path) {
  if (!open.header(bytes)) return bad_image(path, open.message());
  const jpeg_decompress_struct& jpeg = open.jpeg();
  if (jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK)
    return bad_image(path, "its colours are CMYK, for print; save it as RGB");
  return ImageHeader{jpeg.image_height, jpeg.image_width,
                     jpeg.num_components == 1 ? 1 : 3};
}

}  // namespace

bool is_jpeg(ImageBytes bytes) {
  return bytes.size() >= 3 && bytes[0] == std::byte{0xFF} &&
         bytes[1] == std::byte{0xD8} && bytes[2] == std::byte{0xFF};
}

Result<ImageHeader> jpeg_header(ImageBytes bytes, const std::string& path) {
  Open open;
  return open_header(open, bytes, path);
}

Result<Pixels> decode_jpeg(ImageBytes bytes, const std::string& path) {
  Open open;
  const auto header = open_header(open, bytes, path);
  if (!header) return header.error();
  Pixels image{*header, {}};
  const auto row = static_cast<std::size_t>(header->width * header->channels);
  image.bytes.resize(row * static_cast<std::size_t>(header->height));
  if (!open.rows(image.bytes.data(), row)) return bad_image(path, open.message());
  return image;
}

}  // namespace backplane::io

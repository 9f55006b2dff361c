// Images in every form against the pixels that another program read, and damaged ones.
#include "io/image.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>

#include "io/file.hpp"
#include "io/scratch.hpp"
#include "io/tamper.hpp"

using namespace backplane;
namespace fs = std::filesystem;

namespace {

const std::string kImages = BACKPLANE_SOURCE_DIR "/tests/fixtures/images/";

std::string text_of_file(const std::string& path) {
  return test::text_of(*io::read_file(path, 1 << 20));
}

// What a file's pixels must be: width, height, 255, then bytes.
std::vector<std::uint8_t> expected_of(const std::string& name) {
  const bool grey = fs::exists(kImages + name + ".pgm");
  const std::string text = text_of_file(kImages + name + (grey ? ".pgm" : ".ppm"));
  const auto n = std::size_t{23} * 17 * (grey ? 1 : 3);
  REQUIRE(text.size() > n);
  return {text.end() - static_cast<std::ptrdiff_t>(n), text.end()};
}

int largest_difference(const std::vector<std::uint8_t>& a,
                       const std::vector<std::uint8_t>& b) {
  REQUIRE(a.size() == b.size());
  int most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

io::Pixels read(const std::string& path) {
  auto image = io::read_image(path);
  if (!image.ok()) FAIL(render(image.error()));
  return std::move(*image);
}

Error refused(const std::string& path) {
  const auto image = io::read_image(path);
  REQUIRE_FALSE(image.ok());
  return image.error();
}

}  // namespace

TEST_CASE("image: PNG in every depth and kind is read exactly", "[io][image]") {
  const std::string name =
      GENERATE("colour.png", "grey.png", "interlaced.png", "alpha.png",
               "grey_alpha.png", "grey1.png", "grey2.png", "grey4.png", "grey16.png",
               "palette.png", "palette_clear.png");
  CAPTURE(name);
  const auto image = read(kImages + name);
  const auto header = io::read_image_header(kImages + name);
  REQUIRE(header.ok());
  CHECK(image.height == 23);
  CHECK(image.width == 17);
  CHECK(header->height == 23);
  CHECK(header->width == 17);
  CHECK(header->channels == image.channels);
  CHECK(image.bytes == expected_of(name));
}

TEST_CASE("image: JPEG is read as other programs read it", "[io][image]") {
  const std::string name = GENERATE("colour.jpg", "grey.jpg", "progressive.jpg");
  CAPTURE(name);
  const auto image = read(kImages + name);
  CHECK(io::read_image_header(kImages + name)->channels == image.channels);
  CHECK(image.height == 23);
  CHECK(image.width == 17);
  // Versions of the library may round otherwise.
  CHECK(largest_difference(image.bytes, expected_of(name)) <= 3);
}

TEST_CASE("image: PGM and PPM in digits and bytes", "[io][image]") {
  const test::Scratch scratch;
  const auto pixels = [&](const std::string& text) {
    return read(scratch.put("a.pnm", text)).bytes;
  };
  const std::vector<std::uint8_t> expected{0, 128, 255};
  CHECK(pixels("P2 3 1 255 0 128 255") == expected);
  CHECK(pixels("P2\n# a note\n3 1# and 9 9\n255\n0\n128 255\n") == expected);
  CHECK(pixels(std::string("P5\n3 1\n255\n\0\x80\xff", 14)) == expected);
  CHECK(pixels("P3 1 1 255 0 128 255") == expected);
  CHECK(pixels(std::string("P6 1 1 255 \0\x80\xff", 14)) == expected);
  CHECK(pixels("P2 3 1 2 0 1 2") == expected);
  CHECK(pixels(std::string("P5 3 1 65535 \0\0\x80\x80\xff\xff", 19)) == expected);
  CHECK(read(kImages + "colour.png.ppm").bytes == expected_of("colour.png"));
}

TEST_CASE("image: colours become grey and grey becomes colours", "[io][image]") {
  const auto grey = io::with_channels(read(kImages + "colour.png"), 1);
  CHECK(grey.bytes == expected_of("colour.png.grey"));
  const auto three = io::with_channels(grey, 3);
  CHECK(three.channels == 3);
  for (std::size_t i = 0; i < grey.bytes.size(); ++i)
    CHECK(three.bytes[3 * i + i % 3] == grey.bytes[i]);
}

TEST_CASE("image: what is written as PNG reads back", "[io][image]") {
  const test::Scratch scratch;
  for (const char* name : {"colour.png", "grey.png"}) {
    const auto image = read(kImages + name);
    const auto bytes = io::encode_png(image);
    REQUIRE(bytes.ok());
    CHECK(read(scratch.put("a.png", test::text_of(*bytes))).bytes == image.bytes);
  }
  CHECK_FALSE(io::encode_png(io::Pixels{}).ok());
}

TEST_CASE("image: the format is told by the bytes, not by the name", "[io][image]") {
  const test::Scratch scratch;
  scratch.put("a.jpg", text_of_file(kImages + "colour.png"));
  CHECK(read(scratch.path("a.jpg")).bytes == expected_of("colour.png"));
  CHECK(io::image_name("A.PNG") == io::ImageName::readable);
  CHECK(io::image_name("x/b.Jpeg") == io::ImageName::readable);
  CHECK(io::image_name("b.webp") == io::ImageName::other_format);
  CHECK(io::image_name("b.txt") == io::ImageName::none);
  CHECK(io::image_name("png") == io::ImageName::none);
}

TEST_CASE("image: what cannot be read says why", "[io][image][error]") {
  const test::Scratch scratch;
  const auto says = [&](const std::string& content, const std::string& words) {
    const auto error = refused(scratch.put("bad", content));
    CAPTURE(error.message);
    CHECK(error.code == "E0540");
    CHECK_THAT(error.message, Catch::Contains("/bad'") && Catch::Contains(words));
  };
  says("", "it is empty");
  says("GIF89a", "does not begin as");
  const std::string png = text_of_file(kImages + "colour.png");
  says(png.substr(0, 20), "ends within the PNG header");
  says(png.substr(0, png.size() / 2), "ends too early");
  says(png.substr(0, png.size() - 12), "ends too early");
  std::string bad = png;
  bad[60] ^= 1;
  says(bad, "IDAT: ");
  bad = png;
  bad[png.size() - 14] ^= 1;  // of the checksum before the end
  says(bad, "IDAT: CRC error");
  const std::string jpeg = text_of_file(kImages + "colour.jpg");
  says(jpeg.substr(0, jpeg.size() / 2), "Premature end");
  says(jpeg.substr(0, 100), "Premature end");
  says(text_of_file(kImages + "cmyk.jpg"), "CMYK");
  says("P5 3 2 255 abc", "it ends after 3 of 6 bytes of pixels");
  says("P2 2 1 255 7", "it ends after 1 of 2 numbers");
  says("P2 2 1 9 7 10", "a pixel of 10 where white is 9");
  says("P5 3 2", "no width, height and value of white");
  says("P5 3 2 70000 ", "no width, height and value of white");
  says("P5 0 2 255 ", "which is nothing");
  CHECK(refused(scratch.path("none")).code == "E0501");
}

TEST_CASE("image: sizes beyond the limit are refused by their header",
          "[io][image][error]") {
  const test::Scratch scratch;
  const std::string path = scratch.put("bomb.pgm", "P5 32768 32768 255 x");
  CHECK(refused(path).code == "E0541");
  CHECK(io::read_image_header(path).error().code == "E0541");
  CHECK(refused(scratch.put("side.pgm", "P5 40000 1 255 x")).code == "E0541");
  std::string png = text_of_file(kImages + "grey.png");
  png[17] = '\1';  // of the width
  CHECK(refused(scratch.put("bomb.png", png)).code == "E0541");
}

TEST_CASE("image: a JPEG's size is found behind a long preview", "[io][image]") {
  const test::Scratch scratch;
  const std::string jpeg = text_of_file(kImages + "colour.jpg");
  std::string padded = jpeg.substr(0, 2);
  for (int i = 0; i < 3; ++i)  // comments of 60,000 bytes
    padded += std::string("\xff\xfe\xea\x60", 4) + std::string(60'000 - 2, 'x');
  padded += jpeg.substr(2);
  const auto header = io::read_image_header(scratch.put("a.jpg", padded));
  REQUIRE(header.ok());
  CHECK(header->width == 17);
  CHECK(read(scratch.path("a.jpg")).bytes == read(kImages + "colour.jpg").bytes);
}

TEST_CASE("image: changed bytes give pixels or an error, never more", "[io][image]") {
  const test::Scratch scratch;
  int good = 0, bad = 0;
  for (const char* name :
       {"colour.png", "interlaced.png", "palette_clear.png", "grey16.png", "colour.jpg",
        "progressive.jpg", "grey.jpg", "cmyk.jpg", "grey.png.pgm", "colour.png.ppm"}) {
    const std::string whole = text_of_file(kImages + name);
    for (std::uint64_t round = 0; round < 300; ++round) {
      CAPTURE(name, round);
      const std::string path = scratch.put("x", test::tampered(whole, round));
      const auto header = io::read_image_header(path);
      const auto image = io::read_image(path);
      if (!image.ok()) {
        CHECK_FALSE(image.error().message.empty());
        ++bad;
        continue;
      }
      ++good;
      REQUIRE(header.ok());
      CHECK(image->height == header->height);
      CHECK(image->width == header->width);
      CHECK(static_cast<std::int64_t>(image->bytes.size()) ==
            image->height * image->width * image->channels);
    }
  }
  CHECK(good > 100);
  CHECK(bad > 1000);
}

// Images brought to a size: against PyTorch, against the mean of what is covered, and
// by hand.
#include "data/image_form.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <numeric>

#include "io/array.hpp"

using namespace backplane;
using data::Fit;
using data::ImageForm;
using data::Resize;

namespace {

const std::string kImages = BACKPLANE_SOURCE_DIR "/tests/fixtures/images/";

io::Pixels pixels(std::int64_t H, std::int64_t W, std::vector<std::uint8_t> bytes,
                  std::int64_t C = 1) {
  io::Pixels image;
  image.height = H;
  image.width = W;
  image.channels = C;
  image.bytes = std::move(bytes);
  return image;
}

std::vector<int> shaped(const io::Pixels& image, const ImageForm& form) {
  std::vector<std::uint8_t> out(static_cast<std::size_t>(form.elements()));
  data::shape_image(image, form, out);
  return {out.begin(), out.end()};
}

}  // namespace

TEST_CASE("image form: bilinear is PyTorch's with antialias", "[data][images]") {
  const auto [height, width] = GENERATE(
      table<std::int64_t, std::int64_t>({{7, 5}, {40, 33}, {11, 30}, {23, 4}}));
  CAPTURE(height, width);
  const auto array = io::read_npy(kImages + "bilinear_" + std::to_string(height) + "x" +
                                  std::to_string(width) + ".npy");
  REQUIRE(array.ok());
  const auto* expected = reinterpret_cast<const double*>(array->bytes.data());
  const auto image = io::read_image(kImages + "colour.png");
  REQUIRE(image.ok());
  const auto found = shaped(*image, {3, height, width});
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    CHECK(std::abs(found[i] - expected[i]) <= 0.5 + 1e-4);
  }
}

TEST_CASE("image form: area is the mean of what a pixel covers", "[data][images]") {
  const auto image = pixels(2, 6, {0, 30, 60, 90, 120, 150, 10, 40, 70, 100, 130, 160});
  CHECK(shaped(image, {1, 1, 2, Fit::stretch, Resize::area}) ==
        std::vector<int>{35, 125});
  // Each covers one pixel and a half.
  CHECK(shaped(image, {1, 1, 4, Fit::stretch, Resize::area}) ==
        std::vector<int>{15, 55, 105, 145});
  CHECK(shaped(pixels(1, 2, {0, 100}), {1, 1, 4, Fit::stretch, Resize::area}) ==
        std::vector<int>{0, 0, 100, 100});
}

TEST_CASE("image form: crop takes the middle in the right proportions",
          "[data][images]") {
  const auto wide = pixels(2, 6, {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15});
  CHECK(shaped(wide, {1, 2, 2, Fit::crop}) == std::vector<int>{2, 3, 12, 13});
  CHECK(shaped(wide, {1, 2, 4, Fit::crop}) ==
        std::vector<int>{1, 2, 3, 4, 11, 12, 13, 14});
  const auto high = pixels(4, 1, {0, 50, 70, 200});
  CHECK(shaped(high, {1, 2, 1, Fit::crop, Resize::area}) == std::vector<int>{50, 70});
  const auto tall = pixels(6, 2, {9, 9, 0, 20, 40, 60, 80, 100, 120, 140, 9, 9});
  CHECK(shaped(tall, {1, 2, 1, Fit::crop, Resize::area}) == std::vector<int>{30, 110});
  CHECK(shaped(high, {1, 1, 1, Fit::crop, Resize::area}) == std::vector<int>{60});
}

TEST_CASE("image form: channels become planes", "[data][images]") {
  const auto image = pixels(1, 2, {1, 2, 3, 4, 5, 6}, 3);
  CHECK(shaped(image, {3, 1, 2}) == std::vector<int>{1, 4, 2, 5, 3, 6});
  CHECK(shaped(pixels(1, 2, {7, 8}), {3, 1, 2}) == std::vector<int>{7, 8, 7, 8, 7, 8});
  CHECK(shaped(pixels(1, 1, {255, 255, 255}, 3), {1, 1, 1}) == std::vector<int>{255});
}

TEST_CASE("image form: a plain image stays plain at any size", "[data][images]") {
  const auto image = pixels(5, 7, std::vector<std::uint8_t>(35, 201));
  for (const auto resize : {Resize::bilinear, Resize::area})
    for (const auto fit : {Fit::stretch, Fit::crop})
      for (const std::int64_t n : {1, 2, 5, 13, 100})
        for (const int v : shaped(image, {1, n, 9, fit, resize})) CHECK(v == 201);
}

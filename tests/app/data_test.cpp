// data, and images from the folder to the prediction.
#include <filesystem>

#include "app/command.hpp"
#include "io/image.hpp"

using namespace backplane::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kConfig = R"(name: tones
seed: 3
data:
  images: photos
  batch: 8
  validation: 20%
  transform: [scale: 1/255, flatten]
  augment: [flip: both, mixup]
model: [dense: classes]
loss: cross_entropy
metrics: [accuracy]
optimizer: {adam: {lr: 0.1}}
train: {epochs: 30}
)";

// Thirty images of 4×6 in shades of grey; the class says whether they are light.
void put_photos(const Scratch& scratch) {
  scratch.put("tones.yaml", kConfig);
  for (int i = 0; i < 30; ++i) {
    const bool light = i % 2 == 1;
    const std::string folder =
        scratch.path(std::string("photos/") + (light ? "light" : "dark"));
    fs::create_directories(folder);
    std::string text = "P2 6 4 255";
    for (int k = 0; k < 24; ++k)
      text += " " + std::to_string((light ? 180 : 10) + (i * 7 + k * 3) % 60);
    std::ofstream(folder + "/" + std::to_string(i) + ".pgm") << text;
  }
}

}  // namespace

TEST_CASE("data counts each class in each part", "[app][data]") {
  const Scratch scratch;
  put_photos(scratch);
  const auto done = run(command(scratch.folder(), {"data", "tones.yaml"}));
  CAPTURE(done.out, done.err);
  CHECK(done.code == 0);
  CHECK(done.out.rfind("images: samples of 1×4×6, given to the network as 24\n", 0) ==
        0);
  const auto json =
      json_of(run(command(scratch.folder(), {"data", "tones.yaml", "--json"})));
  CHECK(json["stored"] == "1×4×6");
  CHECK(json["train"] == 24);
  CHECK(json["classes"][1]["name"] == "light");
  CHECK(json["classes"][1]["train"] == 12);
  CHECK(json["classes"][1]["validation"] == 3);
  CHECK_FALSE(json.contains("sheet"));
}

TEST_CASE("data draws samples and their augmented views", "[app][data]") {
  const Scratch scratch;
  put_photos(scratch);
  const auto done =
      run(command(scratch.folder(), {"data", "tones.yaml", "--json", "--out",
                                     "sheet.png", "--samples", "3", "--views", "2"}));
  CAPTURE(done.err);
  const auto sheet = json_of(done)["sheet"];
  CHECK(sheet["labels"].size() == 3);
  const auto image = backplane::io::read_image(scratch.path("sheet.png"));
  REQUIRE(image.ok());
  // Pixels of 4×6 are drawn nine times as large, with a border of 4 around each image->
  CHECK(image->height == 4 + 3 * (36 + 4));
  CHECK(image->width == 4 + 3 * (54 + 4));
  CHECK(sheet["height"] == image->height);
  CHECK(image->bytes[0] == 96);
  // The first image as it is stored: light or dark.
  const auto at = [&](std::int64_t r, std::int64_t k) {
    return image->bytes[static_cast<std::size_t>(r * image->width + k)];
  };
  CHECK((at(4, 4) >= 180) == (sheet["labels"][0] == "light"));
  CHECK(at(4, 4) == at(12, 12));
}

TEST_CASE("data refuses what is no image, by its place", "[app][data][error]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  CHECK(run(command(scratch.folder(), {"data", "xor.yaml"})).code == 0);
  const auto done =
      run(command(scratch.folder(), {"data", "xor.yaml", "--out", "sheet.png"}));
  CHECK(done.code == 1);
  CHECK(holds(done.err, "error[E0552]"));
  CHECK(holds(done.err, "xor.yaml:4:8"));
  CHECK(scratch.count() == 1);
}

TEST_CASE("a model of images predicts files and folders of them", "[app][predict]") {
  const Scratch scratch;
  put_photos(scratch);
  const auto trained = run(
      command(scratch.folder(), {"train", "tones.yaml", "--out", "run", "--quiet"}));
  CAPTURE(trained.err);
  REQUIRE(trained.code == 0);
  fs::create_directories(scratch.path("new/deep"));
  scratch.put("new/black.pgm", "P2 1 1 255 5");
  scratch.put("new/deep/white.ppm", "P3 2 1 255 230 230 230 240 240 240");
  const auto folder = run(command(scratch.folder(), {"predict", "run", "new"}));
  CAPTURE(folder.err);
  CHECK(folder.out == "file,class\nblack.pgm,dark\ndeep/white.ppm,light\n");
  const auto one = json_of(
      run(command(scratch.folder(), {"predict", "run", "new/black.pgm", "--json"})));
  CHECK(one["files"][0] == "black.pgm");
  CHECK(one["classes"][0] == 0);
  scratch.put("new/bad.png", "no image");
  const auto bad = run(command(scratch.folder(), {"predict", "run", "new"}));
  CHECK(bad.code == 1);
  CHECK(holds(bad.err, "error[E0540]"));
}

TEST_CASE("an augmentation that does not fit is named by check",
          "[app][check][error]") {
  const Scratch scratch;
  put_photos(scratch);
  std::string config = kConfig;
  config.replace(config.find("flip: both"), 10, "pad_crop: 4");
  scratch.put("tones.yaml", config);
  const auto done = run(command(scratch.folder(), {"check", "tones.yaml"}));
  CHECK(done.code == 1);
  CHECK(holds(done.err, "error[E0550]: pad_crop pads 4 pixels, and an image is 4×6"));
  CHECK(holds(done.err, "tones.yaml:8:23"));
}

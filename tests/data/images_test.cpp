// Folders of images: what is found, in which order, and what is refused.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "data/image_files.hpp"
#include "jobs.hpp"
#include "math/pool.hpp"

using namespace backplane;
namespace fs = std::filesystem;

namespace {

// A grey image of one value.
std::string pgm(int value, int height = 2, int width = 3) {
  std::string text =
      "P2 " + std::to_string(width) + " " + std::to_string(height) + " 255";
  for (int i = 0; i < height * width; ++i) text += " " + std::to_string(value);
  return text;
}

void put(const test::Scratch& scratch, const std::string& file,
         const std::string& content) {
  fs::create_directories(fs::path(scratch.path(file)).parent_path());
  scratch.put(file, content);
}

config::DataJob images_job(const std::string& folder,
                           std::map<std::string, Value> params = {}) {
  params["path"] = Value::string(folder);
  return test::job_of(test::bound(source_table(), "images", params));
}

std::vector<int> first_bytes(const data::Examples& examples) {
  const auto& array = *examples.input();
  const auto n = static_cast<std::size_t>(array.count() / array.shape[0]);
  std::vector<int> values;
  for (std::size_t i = 0; i < array.bytes.size(); i += n)
    values.push_back(std::to_integer<int>(array.bytes[i]));
  return values;
}

Error probe_error(const config::DataJob& job) {
  Diagnostics diagnostics;
  (void)data::probe(job, diagnostics);
  REQUIRE_FALSE(diagnostics.ok());
  return diagnostics.joined();
}

std::vector<std::string> messages(const Error& error) {
  std::vector<std::string> all{error.message};
  for (const Error& other : error.also) all.push_back(other.message);
  return all;
}

}  // namespace

TEST_CASE("images: a folder a class, in the order of names", "[data][images]") {
  const test::Scratch scratch;
  put(scratch, "dog/b.pgm", pgm(20));
  put(scratch, "dog/a.pgm", pgm(10));
  put(scratch, "cat/z.pgm", pgm(30));
  put(scratch, "cat/.hidden.pgm", "no image");
  put(scratch, "cat/notes.txt", "no image");
  put(scratch, "Zebra/1.pgm", pgm(40));
  put(scratch, "LICENSE", "no image");
  const auto job = images_job(scratch.folder());
  Diagnostics diagnostics;
  const auto header = data::probe(job, diagnostics);
  REQUIRE(header);
  CHECK(to_string(header->input().shape) == "1×2×3");
  CHECK(header->train == 4);
  CHECK(header->test == 0);
  CHECK(header->target().classes == 3);
  REQUIRE(header->input().image);
  CHECK(header->input().image->height == 2);

  const auto data = data::load(job, 1, {3});
  REQUIRE(data.ok());
  CHECK(data->label_names.front() == std::vector<std::string>{"Zebra", "cat", "dog"});
  CHECK(first_bytes(data->train) == std::vector<int>{40, 30, 10, 20});
  CHECK(*data->train.target().labels == std::vector<std::int32_t>{0, 1, 2, 2});
}

TEST_CASE("images: train and test stand in folders of their own", "[data][images]") {
  const test::Scratch scratch;
  put(scratch, "train/a/1.pgm", pgm(1));
  put(scratch, "train/b/1.pgm", pgm(2));
  put(scratch, "train/b/2.pgm", pgm(3));
  put(scratch, "test/b/1.pgm", pgm(4));
  const auto data = data::load(images_job(scratch.folder()), 1, {2});
  REQUIRE(data.ok());
  CHECK(first_bytes(data->train) == std::vector<int>{1, 2, 3});
  CHECK(first_bytes(data->test) == std::vector<int>{4});
  CHECK(*data->test.target().labels == std::vector<std::int32_t>{1});
  CHECK(data->header.test == 1);
  fs::remove_all(scratch.path("test"));
  CHECK(data::load(images_job(scratch.folder()), 1, {2})->test.count() == 0);
}

TEST_CASE("images: size and channels are those of the files, or as wanted",
          "[data][images]") {
  const test::Scratch scratch;
  put(scratch, "a/1.pgm", pgm(100, 4, 4));
  put(
      scratch, "b/1.ppm", "P3 4 4 255" + [] {
        std::string text;
        for (int i = 0; i < 16; ++i) text += " 255 0 0";
        return text;
      }());
  const auto shape = [&](const std::map<std::string, Value>& params) {
    const auto data = data::load(images_job(scratch.folder(), params), 1, {2});
    if (!data.ok()) return data.error().code;
    return to_string(data->header.input().shape);
  };
  CHECK(shape({}) == "3×4×4");
  CHECK(shape({{"channels", Value::choice(1)}}) == "1×4×4");
  CHECK(shape({{"size", Value::integers({8})}}) == "3×8×8");
  CHECK(shape({{"size", Value::integers({2, 6})}, {"channels", Value::choice(1)}}) ==
        "1×2×6");
  CHECK(shape({{"size", Value::integers({2, 6, 7})}}) == "E0204");
  const auto grey = data::load(
      images_job(scratch.folder(), {{"channels", Value::choice(1)}}), 1, {2});
  CHECK(first_bytes(grey->train) == std::vector<int>{100, 76});
}

TEST_CASE("images: any number of threads reads the same bytes", "[data][images]") {
  const test::Scratch scratch;
  for (int i = 0; i < 50; ++i)
    put(scratch, "c" + std::to_string(i % 3) + "/" + std::to_string(i) + ".pgm",
        pgm(i, 2 + i % 3, 5));
  const auto job = images_job(scratch.folder(), {{"size", Value::integers({3, 4})}});
  const auto alone = data::load(job, 1, {3});
  REQUIRE(alone.ok());
  for (const std::uint32_t threads : {1U, 3U}) {
    Pool pool(threads);
    const auto many = data::load(job, 1, {3}, &pool);
    REQUIRE(many.ok());
    CHECK(many->train.input()->bytes == alone->train.input()->bytes);
  }
}

TEST_CASE("images: every bad file is named at once, up to a number",
          "[data][images][error]") {
  const test::Scratch scratch;
  put(scratch, "a/1.pgm", pgm(1));
  put(scratch, "a/2.pgm", "P2 3 2 255 1 2 3");
  put(scratch, "b/1.png", "no image at all");
  put(scratch, "b/2.pgm", pgm(1));
  const auto job = images_job(scratch.folder());
  // The headers: check sees what no image is, but reads no pixels.
  Error error = probe_error(job);
  CHECK(error.code == "E0540");
  CHECK(error.place.line == 2);
  REQUIRE(messages(error).size() == 1);
  CHECK_THAT(error.message, Catch::Contains("b/1.png") && Catch::Contains("begin"));
  scratch.put("b/1.png", pgm(2));
  scratch.put("b/2.pgm", "P2 3 2 255 1 2 3 4 500 6");
  CHECK(test::probe_code(job).empty());
  const auto data = data::load(job, 1, {2});
  REQUIRE_FALSE(data.ok());
  CHECK(messages(data.error()).size() == 2);
  CHECK_THAT(messages(data.error())[0], Catch::Contains("a/2.pgm"));
  CHECK_THAT(messages(data.error())[1], Catch::Contains("a pixel of 500"));
  CHECK(data.error().also[0].place.line == 2);

  for (int i = 0; i < 30; ++i) put(scratch, "b/x" + std::to_string(i) + ".png", "?");
  error = probe_error(job);
  CHECK(messages(error).size() == 20);
  CHECK_THAT(error.also.back().remarks.back(), Catch::Contains("there may be more"));
}

TEST_CASE("images: folders that hold no classes are refused, all mistakes at once",
          "[data][images][error]") {
  const test::Scratch scratch;
  const auto job = images_job(scratch.folder());
  CHECK_THAT(probe_error(job).message, Catch::Contains("has no folder for a class"));
  CHECK(probe_error(images_job(scratch.path("none"))).code == "E0501");
  put(scratch, "a/1.pgm", pgm(1));
  put(scratch, "a/more/2.pgm", pgm(1));
  put(scratch, "stray.pgm", pgm(1));
  put(scratch, "a/photo.webp", "RIFF");
  fs::create_directory(scratch.path("b"));
  const auto found = messages(probe_error(job));
  REQUIRE(found.size() == 4);
  const auto says = [&](const std::string& file, const std::string& words) {
    CHECK(std::any_of(found.begin(), found.end(), [&](const std::string& m) {
      return m.find(file) != std::string::npos && m.find(words) != std::string::npos;
    }));
  };
  says("/stray.pgm'", "outside of the classes' folders");
  says("/a/photo.webp'", "a format that is not read");
  says("/a/more'", "a folder within a class");
  says("/b'", "holds no image");
}

TEST_CASE("images: parts that do not go together are refused",
          "[data][images][error]") {
  const test::Scratch scratch;
  put(scratch, "train/a/1.pgm", pgm(1));
  put(scratch, "test/b/1.pgm", pgm(1));
  put(scratch, "val/a/1.pgm", pgm(1));
  const auto found = messages(probe_error(images_job(scratch.folder())));
  REQUIRE(found.size() == 2);
  CHECK_THAT(found[0], Catch::Contains("/val' stands beside 'train'"));
  CHECK_THAT(found[1], Catch::Contains("/test/b' is a class that the training part"));
  fs::remove_all(scratch.path("val"));
  fs::remove_all(scratch.path("test"));
  put(scratch, "train/a/2.pgm", pgm(1, 2, 4));
  const auto error = probe_error(images_job(scratch.folder()));
  CHECK(error.code == "E0543");
  CHECK_THAT(error.message, Catch::Contains("is 2×4 pixels") && Catch::Contains("2×3"));
}

TEST_CASE("predict: images are brought to what the model takes", "[data][predict]") {
  const test::Scratch scratch;
  put(scratch, "in/b.pgm", pgm(50, 4, 6));
  put(scratch, "in/sub/a.pgm", pgm(60, 9, 9));
  put(scratch, "in/notes.txt", "no image");
  data::InputForm form;
  form.shape = make_shape(DType::f32, {18});
  const data::InputForm no_images = form;
  form.image = data::ImageForm{3, 2, 3};
  const auto many = data::load_inputs(scratch.path("in"), form);
  REQUIRE(many.ok());
  CHECK(many->names == std::vector<std::string>{"b.pgm", "sub/a.pgm"});
  CHECK(many->input()->shape == std::vector<std::int64_t>{2, 3, 2, 3});
  CHECK(first_bytes(*many) == std::vector<int>{50, 60});
  const auto one = data::load_inputs(scratch.path("in/b.pgm"), form);
  REQUIRE(one.ok());
  CHECK(one->names == std::vector<std::string>{"b.pgm"});
  CHECK(one->count() == 1);
  CHECK(data::load_inputs(scratch.path("in"), no_images).error().code == "E0544");
  fs::create_directory(scratch.path("empty"));
  CHECK(data::load_inputs(scratch.path("empty"), form).error().code == "E0542");
  scratch.put("in/b.pgm", "P2");
  CHECK(data::load_inputs(scratch.path("in"), form).error().code == "E0540");
}

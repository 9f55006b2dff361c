// Data sets: what is read, what is refused, how the parts are cut.
#include "data/dataset.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "data/split.hpp"
#include "jobs.hpp"

using namespace backplane;
using test::bound;
using test::job_of;

namespace {

constexpr auto kFashion = "/usr/share/datasets/fashion-mnist";

// Two training images of 2×3 and their labels, and one to test.
void put_idx(const test::Scratch& scratch) {
  const auto images = [](char n) {
    return std::string("\0\0\x08\x03\0\0\0", 7) + n +
           std::string("\0\0\0\2\0\0\0\3", 8);
  };
  const auto labels = [](char n) { return std::string("\0\0\x08\x01\0\0\0", 7) + n; };
  scratch.put("train-images-idx3-ubyte", images(2) + "abcdefghijkl");
  scratch.put("train-labels-idx1-ubyte", labels(2) + std::string("\0\2", 2));
  scratch.put("t10k-images-idx3-ubyte", images(1) + "ABCDEF");
  scratch.put("t10k-labels-idx1-ubyte", labels(1) + '\1');
}

config::DataJob idx_job(const std::string& folder, std::int64_t batch = 1) {
  return job_of(bound(source_table(), "idx", {{"path", Value::string(folder)}}), batch);
}

}  // namespace

TEST_CASE("data: a folder of IDX files is read as images of one channel",
          "[data][idx]") {
  const test::Scratch scratch;
  put_idx(scratch);
  const auto job = idx_job(scratch.folder());
  Diagnostics diagnostics;
  const auto header = data::probe(job, diagnostics);
  REQUIRE(header);
  CHECK(to_string(header->input().shape) == "1×2×3");
  CHECK(header->train == 2);
  CHECK(header->test == 1);
  CHECK(header->target().classes == 3);
  CHECK(header->target().kind == data::Targets::labels);

  const auto data = data::load(job, 1, {10});
  REQUIRE(data.ok());
  CHECK(*data->train.target().labels == std::vector<std::int32_t>{0, 2});
  CHECK(*data->test.target().labels == std::vector<std::int32_t>{1});
  CHECK(data->label_names.front() == std::vector<std::string>{"0", "1", "2"});
  CHECK(data->files.size() == 4);
  CHECK(data->validation.count() == 0);
  CHECK(test::load_code(job, 2) == "E0523");

  scratch.put("labels.txt", "shirt\r\nboot\nbag\n");
  CHECK(data::load(job, 1, {10})->label_names.front() ==
        std::vector<std::string>{"shirt", "boot", "bag"});
  scratch.put("labels.txt", "shirt\n");
  CHECK(test::load_code(job) == "E0530");
}

TEST_CASE("data: what a folder lacks is named", "[data][idx][error]") {
  const test::Scratch scratch;
  CHECK(test::probe_code(idx_job(scratch.path("none"))) == "E0501");
  const auto job = idx_job(scratch.folder());
  Diagnostics diagnostics;
  CHECK_FALSE(data::probe(job, diagnostics));
  CHECK_THAT(diagnostics.joined().message, Catch::Contains("train-images-idx3-ubyte"));
  CHECK(diagnostics.joined().place.line == 2);
  put_idx(scratch);
  std::filesystem::remove(scratch.path("t10k-labels-idx1-ubyte"));
  CHECK(test::load_code(job) == "E0501");
}

TEST_CASE("data: what config has reported is not reported again", "[data][error]") {
  Diagnostics diagnostics;
  CHECK_FALSE(data::probe(job_of(bound(source_table(), "idx")), diagnostics));
  CHECK(diagnostics.ok());
}

TEST_CASE("data: NPY targets are labels or dense by their type and rank",
          "[data][npy]") {
  const test::Scratch scratch;
  test::put_npy<float>(scratch, "x", io::Element::f32, {3, 2}, {1, 2, 3, 4, 5, 6});
  test::put_npy<std::int64_t>(scratch, "labels", io::Element::i64, {3}, {0, 1, 4});
  test::put_npy<double>(scratch, "one", io::Element::f64, {3}, {.5, 1, 2});
  test::put_npy<std::int32_t>(scratch, "ints", io::Element::i32, {3, 2},
                              {0, 1, 2, 3, 4, 5});
  const auto labels = data::load(test::npy_job(scratch, "x", "labels"), 1, {-1});
  REQUIRE(labels.ok());
  CHECK(labels->header.target().classes == 5);
  CHECK(*labels->train.target().labels == std::vector<std::int32_t>{0, 1, 4});
  const auto one = data::load(test::npy_job(scratch, "x", "one"), 1, {-1});
  REQUIRE(one.ok());
  CHECK(one->header.target().kind == data::Targets::dense);
  CHECK(one->header.target().width == 1);
  CHECK(one->header.target().classes == -1);
  CHECK(
      data::load(test::npy_job(scratch, "x", "ints"), 1, {-1})->header.target().width ==
      2);
}

TEST_CASE("data: labels outside of the classes are named by file, index and value",
          "[data][error]") {
  const test::Scratch scratch;
  test::put_npy<float>(scratch, "x", io::Element::f32, {3, 1}, {1, 2, 3});
  test::put_npy<std::int64_t>(scratch, "t", io::Element::i64, {3}, {0, 12, -1});
  const auto job = test::npy_job(scratch, "x", "t");
  const auto outside = data::load(job, 1, {10});
  REQUIRE_FALSE(outside.ok());
  CHECK(outside.error().code == "E0523");
  CHECK_THAT(outside.error().message,
             Catch::Contains("label 12 at index 1") && Catch::Contains("/t'"));
  CHECK_THAT(data::load(job, 1, {-1}).error().message,
             Catch::Contains("label -1 at index 2"));
  test::put_npy<std::uint64_t>(scratch, "t", io::Element::u64, {3},
                               {0, std::uint64_t{1} << 63, 1});
  CHECK(test::load_code(job) == "E0523");
}

TEST_CASE("data: a label that the loss leaves out is no class, wherever it stands",
          "[data]") {
  const test::Scratch scratch;
  test::put_npy<float>(scratch, "x", io::Element::f32, {4, 1}, {1, 2, 3, 4});
  auto job = test::npy_job(scratch, "x", "t");
  Diagnostics diagnostics;
  const auto classes = [&](std::int64_t label, std::int64_t ignored) {
    test::put_npy<std::int64_t>(scratch, "t", io::Element::i64, {4}, {0, label, 2, 1});
    job.ignored = {ignored};
    const auto loaded = data::load(job, 1, {3});
    REQUIRE(loaded.ok());
    CHECK((*loaded->train.target().labels)[1] == label);
    CHECK(loaded->header.target().classes ==
          data::probe(job, diagnostics)->target().classes);
    return loaded->header.target().classes;
  };
  CHECK(classes(-100, -100) == 3);
  CHECK(classes(255, 255) == 3);
  CHECK(classes(2, 2) == 2);
  CHECK(classes(0, 0) == 3);
}

TEST_CASE("data: a label that the loss does not leave out is refused",
          "[data][error]") {
  const test::Scratch scratch;
  test::put_npy<float>(scratch, "x", io::Element::f32, {3, 1}, {1, 2, 3});
  test::put_npy<std::int64_t>(scratch, "t", io::Element::i64, {3}, {0, -1, 255});
  auto job = test::npy_job(scratch, "x", "t");
  job.ignored = {255};
  CHECK_THAT(data::load(job, 1, {3}).error().message, Catch::Contains("label -1"));
  job.ignored = {-1};
  CHECK_THAT(data::load(job, 1, {3}).error().message, Catch::Contains("label 255"));
  Diagnostics diagnostics;
  CHECK(data::probe(job, diagnostics)->target().classes == 256);
}

TEST_CASE("data: counts that disagree, empty sets and batches too large are refused",
          "[data][error]") {
  const test::Scratch scratch;
  test::put_npy<float>(scratch, "x", io::Element::f32, {3, 1}, {1, 2, 3});
  test::put_npy<float>(scratch, "t", io::Element::f32, {3}, {1, 2, 3});
  test::put_npy<float>(scratch, "t2", io::Element::f32, {2}, {1, 2});
  test::put_npy<float>(scratch, "none", io::Element::f32, {0, 1}, {});
  test::put_npy<float>(scratch, "flat", io::Element::f32, {3, 0}, {});
  test::put_npy<float>(scratch, "number", io::Element::f32, {}, {1});
  const auto code = [&](const char* x, const char* t, std::int64_t batch) {
    const auto job = test::npy_job(scratch, x, t, batch);
    const std::string probed = test::probe_code(job);
    CHECK(test::load_code(job) == (probed == "several" ? "E0522" : probed));
    return probed;
  };
  CHECK(code("x", "t", 3).empty());
  CHECK(code("x", "t", 4) == "E0521");
  CHECK(code("x", "t2", 1) == "E0522");
  CHECK(code("none", "none", 1) == "E0520");
  CHECK(code("flat", "t", 1) == "E0520");
  CHECK(code("number", "t", 1) == "E0525");
  CHECK(code("x", "number", 1) == "E0525");
  CHECK(code("x", "missing", 1) == "E0501");

  auto job = test::npy_job(scratch, "x", "t", 2);
  job.validation_count = 1;
  CHECK(test::load_code(job).empty());
  job.validation_count = 2;
  CHECK(test::load_code(job) == "E0521");
  Diagnostics diagnostics;
  const auto header = data::probe(job, diagnostics);
  CHECK_FALSE(diagnostics.ok());
  REQUIRE(header);  // the shapes can be checked all the same
  CHECK(header->input().shape.dim[0] == 1);
  job.validation_count = 3;
  CHECK(test::load_code(job) == "E0526");
  job.validation_count = 0;
  job.validation_fraction = 0.01;
  CHECK(test::load_code(job) == "E0526");
}

TEST_CASE("data: a test set must look like the training set", "[data][error]") {
  const test::Scratch scratch;
  test::put_npy<float>(scratch, "x", io::Element::f32, {2, 2}, {1, 2, 3, 4});
  test::put_npy<float>(scratch, "t", io::Element::f32, {2}, {1, 2});
  test::put_npy<std::uint8_t>(scratch, "u", io::Element::u8, {2}, {1, 2});
  using Files = std::vector<std::string>;
  const auto code = [&](Files x, Files t, const Files& inputs = {"x"}) {
    auto job = job_of(bound(source_table(), "npy",
                            {{"inputs", Value::strings(inputs)},
                             {"targets", Value::strings({"t"})},
                             {"test_inputs", Value::strings(std::move(x))},
                             {"test_targets", Value::strings(std::move(t))}}));
    job.folder = scratch.folder();
    return test::load_code(job);
  };
  CHECK(code({"x"}, {"t"}).empty());
  CHECK(code({"t"}, {"t"}) == "E0525");
  CHECK(code({"x"}, {"u"}) == "E0525");
  CHECK(code({"x"}, {}) == "E0206");
  CHECK(code({"x", "x"}, {"t"}) == "E0241");
  CHECK(code({}, {}, {}) == "E0206");
}

TEST_CASE("data: toys are functions of the seed", "[data][toy]") {
  const auto toy = [](std::int64_t kind, std::int64_t samples, double noise) {
    return job_of(bound(source_table(), "toy",
                        {{"kind", Value::choice(kind)},
                         {"samples", Value::integer(samples)},
                         {"noise", Value::real(noise)},
                         {"classes", Value::integer(3)}}));
  };
  const auto gate = data::load(toy(0, 6, 0), 1, {-1});
  REQUIRE(gate.ok());
  const auto* x = reinterpret_cast<const double*>(gate->train.input()->bytes.data());
  const auto* t =
      reinterpret_cast<const double*>(gate->train.target().dense->bytes.data());
  CHECK(std::vector<double>(x, x + 12) ==
        std::vector<double>{0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1});
  CHECK(std::vector<double>(t, t + 6) == std::vector<double>{0, 1, 1, 0, 0, 1});

  const auto spirals = data::load(toy(1, 90, 0.05), 1, {3});
  REQUIRE(spirals.ok());
  CHECK(spirals->header.target().classes == 3);
  CHECK(std::count(spirals->train.target().labels->begin(),
                   spirals->train.target().labels->end(), 2) == 30);
  CHECK(spirals->train.input()->bytes ==
        data::load(toy(1, 90, 0.05), 1, {3})->train.input()->bytes);
  CHECK(spirals->train.input()->bytes !=
        data::load(toy(1, 90, 0.05), 2, {3})->train.input()->bytes);

  const auto sine = data::load(toy(2, 50, 0), 7, {-1});
  REQUIRE(sine.ok());
  x = reinterpret_cast<const double*>(sine->train.input()->bytes.data());
  t = reinterpret_cast<const double*>(sine->train.target().dense->bytes.data());
  for (int i = 0; i < 50; ++i) CHECK(t[i] == Approx(std::sin(x[i])).margin(1e-15));
}

TEST_CASE("data: the validation part keeps the classes' shares", "[data][split]") {
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 100; ++i) labels.push_back(i < 55 ? 0 : i < 90 ? 5 : 2);
  const auto split = data::cut_validation(100, 9, &labels, 3);
  std::map<std::int32_t, int> count;
  for (const auto row : split.validation) ++count[labels[row]];
  // Shares of 9: 4.95, 0.9 and 3.15; what is left goes to the largest remainders.
  CHECK(count[0] == 5);
  CHECK(count[2] == 1);
  CHECK(count[5] == 3);

  std::set<std::uint32_t> all(split.train.begin(), split.train.end());
  all.insert(split.validation.begin(), split.validation.end());
  CHECK(split.train.size() == 91);
  CHECK(split.validation.size() == 9);
  CHECK(all.size() == 100);
  CHECK(std::is_sorted(split.train.begin(), split.train.end()));
  CHECK(data::cut_validation(100, 9, &labels, 3).validation == split.validation);
  CHECK(data::cut_validation(100, 9, &labels, 4).validation != split.validation);
  CHECK(data::cut_validation(100, 99, nullptr, 4).train.size() == 1);
}

TEST_CASE("data: Fashion-MNIST as Debian has it", "[data][idx][slow]") {
  if (!std::filesystem::exists(kFashion)) return;
  auto job = idx_job(kFashion, 128);
  job.validation_fraction = 0.1;
  const auto data = data::load(job, 42, {10});
  REQUIRE(data.ok());
  CHECK(data->train.input()->shape == std::vector<std::int64_t>{60'000, 1, 28, 28});
  CHECK(data->train.count() == 54'000);
  CHECK(data->validation.count() == 6'000);
  CHECK(data->test.count() == 10'000);
  const auto& labels = *data->train.target().labels;
  CHECK(std::vector<std::int32_t>(labels.begin(), labels.begin() + 4) ==
        std::vector<std::int32_t>{9, 0, 0, 3});
  std::vector<int> count(10);
  for (const auto row : data->validation.rows)
    ++count[static_cast<std::size_t>(labels[row])];
  CHECK(count == std::vector<int>(10, 600));
}

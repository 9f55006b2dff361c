// Orders, gathering and transforms against the naive way.
#include "data/batch.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "data/elements.hpp"
#include "data/transform.hpp"
#include "jobs.hpp"

using namespace backplane;

namespace {

data::Examples examples_of(io::Array array) {
  data::Examples examples;
  examples.rows.resize(static_cast<std::size_t>(array.shape[0]));
  std::iota(examples.rows.begin(), examples.rows.end(), std::uint32_t{0});
  examples.inputs = {std::make_shared<const io::Array>(std::move(array))};
  return examples;
}

// Every element by itself, in double.
std::vector<double> naive(const data::Examples& examples, const data::Affine& affine,
                          const std::vector<std::uint32_t>& positions) {
  const std::int64_t width = examples.input()->count() / examples.input()->shape[0];
  std::vector<double> out;
  for (const auto position : positions)
    for (std::int64_t i = 0; i < width; ++i) {
      const std::size_t c = affine.scale.size() == 1
                                ? 0
                                : static_cast<std::size_t>(i / affine.channel_stride) %
                                      affine.scale.size();
      const double x = data::visit_element(examples.input()->element, [&](auto type) {
        return static_cast<double>(data::elements_of<decltype(type)>(
            *examples.input())[examples.rows[position] * width + i]);
      });
      out.push_back(x * affine.scale[c] + affine.shift[c]);
    }
  return out;
}

template <class T>
std::vector<T> gathered(const data::Examples& examples, const data::Affine& affine,
                        const std::vector<std::uint32_t>& positions) {
  const std::int64_t width = examples.input()->count() / examples.input()->shape[0];
  std::vector<T> out(positions.size() * static_cast<std::size_t>(width));
  data::GatherTo to;
  to.dtype = sizeof(T) == 4 ? DType::f32 : DType::f64;
  to.inputs = out.data();
  data::gather(examples, affine, positions, to);
  return out;
}

io::Array counting(io::Element element, std::vector<std::int64_t> shape) {
  io::Array array{{element, std::move(shape)}, {}};
  array.bytes.resize(static_cast<std::size_t>(array.count()) * io::size_of(element));
  data::visit_element(element, [&](auto type) {
    auto* values = reinterpret_cast<decltype(type)*>(array.bytes.data());
    for (std::int64_t i = 0; i < array.count(); ++i)
      values[i] = static_cast<decltype(type)>(i * 37 % 251);
  });
  return array;
}

}  // namespace

TEST_CASE("batch: an epoch's order is a permutation of its own", "[data][batch]") {
  std::vector<std::uint32_t> a(101), b(101), c(101);
  data::epoch_order(7, 3, true, a);
  data::epoch_order(7, 4, true, b);
  data::epoch_order(7, 3, true, c);
  CHECK(a == c);
  CHECK(a != b);
  data::epoch_order(8, 3, true, c);
  CHECK(a != c);
  data::epoch_order(7, 3, false, c);
  std::sort(a.begin(), a.end());
  CHECK(a == c);
  CHECK(c[100] == 100);
}

TEST_CASE("batch: gathering equals the naive way for every element type",
          "[data][batch]") {
  using io::Element;
  const auto element = GENERATE(Element::u8, Element::i8, Element::i16, Element::i32,
                                Element::i64, Element::u16, Element::u32, Element::u64,
                                Element::f32, Element::f64, Element::boolean);
  CAPTURE(io::name_of(element));
  auto examples = examples_of(counting(element, {9, 2, 3}));
  examples.rows = {8, 1, 1, 5};
  const std::vector<std::uint32_t> positions = {3, 0, 2};
  for (const data::Affine& affine :
       {data::Affine{}, data::Affine{{1 / 255.0}, {-0.5}, 0},
        data::Affine{{2, 3}, {0.1, 0.2}, 3}, data::Affine{{2, 3, 4}, {1, 2, 3}, 1},
        data::Affine{{1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1}, 1}}) {
    const auto expected = naive(examples, affine, positions);
    CHECK(gathered<double>(examples, affine, positions) == expected);
    const auto floats = gathered<float>(examples, affine, positions);
    for (std::size_t i = 0; i < floats.size(); ++i)
      CHECK(floats[i] == static_cast<float>(expected[i]));
  }
}

TEST_CASE("batch: a map that does not fit the sample stays within it",
          "[data][batch]") {
  const auto examples = examples_of(counting(io::Element::f32, {2, 5}));
  const data::Affine odd{{1, 2, 3}, {0, 0, 0}, 2};
  CHECK(gathered<double>(examples, odd, {1}) == naive(examples, odd, {1}));
  const data::Affine wide{std::vector<double>(9, 2), std::vector<double>(9, 0), 1};
  CHECK(gathered<double>(examples, wide, {0}) == naive(examples, wide, {0}));
}

TEST_CASE("batch: targets come as labels, dense or one-hot", "[data][batch]") {
  auto examples = examples_of(counting(io::Element::u8, {4, 1}));
  examples.rows = {3, 2, 1};
  examples.target().labels = std::make_shared<const std::vector<std::int32_t>>(
      std::vector<std::int32_t>{0, 1, 2, 0});
  const std::vector<std::uint32_t> positions = {0, 1, 2};
  std::vector<std::int32_t> labels(3);
  std::vector<float> hot(9, 7);
  data::GatherTo to;
  to.labels = labels.data();
  to.dense = hot.data();
  to.one_hot = 3;
  data::gather(examples, {}, positions, to);
  CHECK(labels == std::vector<std::int32_t>{0, 2, 1});
  CHECK(hot == std::vector<float>{1, 0, 0, 0, 0, 1, 0, 1, 0});

  examples.target().labels = nullptr;
  examples.target().dense = std::make_shared<const io::Array>(
      test::array<double>(io::Element::f64, {4, 2}, {1, 2, 3, 4, 5, 6, 7, 8}));
  std::vector<double> dense(6);
  to = {};
  to.dtype = DType::f64;
  to.dense = dense.data();
  data::gather(examples, {{9}, {9}, 0}, positions, to);
  CHECK(dense == std::vector<double>{7, 8, 5, 6, 3, 4});
}

TEST_CASE("transform: compositions apply the first map first", "[data][transform]") {
  const auto examples = examples_of(counting(io::Element::f64, {2, 2, 2, 2}));
  const data::Affine one{{3}, {1}, 0}, channel{{2, 5}, {1, 4}, 4};
  const data::Affine feature{{1, 2, 3, 4, 5, 6, 7, 8}, {8, 7, 6, 5, 4, 3, 2, 1}, 1};
  for (const auto& first : {one, channel, feature})
    for (const auto& second : {one, channel, feature}) {
      const auto x = gathered<double>(examples, first, {1});
      const auto middle = examples_of(test::array(io::Element::f64, {1, 8}, x));
      const auto expected = gathered<double>(middle, second, {0});
      const auto both =
          gathered<double>(examples, data::compose(first, second, 8), {1});
      for (std::size_t i = 0; i < 8; ++i) CHECK(both[i] == Approx(expected[i]));
    }
}

TEST_CASE("transform: affine maps survive as text", "[data][transform]") {
  const data::Affine affine{{1.0 / 3, 1e-300}, {-0.1, 12345678.9}, 784};
  const auto read = data::parse_affine(data::describe(affine));
  REQUIRE(read.ok());
  CHECK(read->scale == affine.scale);
  CHECK(read->shift == affine.shift);
  CHECK(read->channel_stride == 784);
  for (const char* bad : {"", "affine", "affine 0 1 1", "affine 0 2 1 1 0 0",
                          "affine 0 1 1 0 0", "affine 0 99999999999 1 0",
                          "affine 1 1 nan 0", "affine -1 1 1 0", "scale 0 1 1 0"})
    CHECK(data::parse_affine(bad).error().code == "E0528");
}

TEST_CASE("transform: normalize is fitted on the training part alone",
          "[data][transform]") {
  const test::Scratch scratch;
  test::put_npy<float>(scratch, "x", io::Element::f32, {4, 2},
                       {1, 5, 3, 5, 5, 5, 9, 5});
  test::put_npy<float>(scratch, "t", io::Element::f32, {4}, {1, 2, 3, 4});
  auto job = test::npy_job(scratch, "x", "t");
  job.validation_count = 1;
  job.transforms = {
      {test::bound(transform_table(), "scale", {{"factor", Value::real(2)}}),
       test::bound(transform_table(), "normalize")}};
  const auto data = data::load(job, 1, {-1});
  REQUIRE(data.ok());
  const auto rows = data->train.rows;
  std::vector<std::uint32_t> positions = {0, 1, 2};
  const auto x = gathered<double>(data->train, data->affines.front(), positions);
  double mean = 0, square = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    mean += x[2 * i] / 3;
    square += x[2 * i] * x[2 * i] / 3;
    CHECK(x[2 * i + 1] == Approx(0).margin(1e-12));
  }
  CHECK(mean == Approx(0).margin(1e-12));
  CHECK(square == Approx(1));
}

TEST_CASE("transform: normalize takes numbers for all or one a channel",
          "[data][transform]") {
  const test::Scratch scratch;
  test::put_npy<float>(scratch, "x", io::Element::f32, {1, 2, 1, 2}, {1, 2, 3, 4});
  test::put_npy<float>(scratch, "t", io::Element::f32, {1}, {1});
  auto job = test::npy_job(scratch, "x", "t");
  const auto with = [&](std::vector<double> mean, std::vector<double> std) {
    job.transforms = {
        {test::bound(transform_table(), "normalize",
                     {{"mean", Value::reals(mean)}, {"std", Value::reals(std)}}),
         test::bound(transform_table(), "flatten")}};
    const auto data = data::load(job, 1, {-1});
    if (!data.ok()) return std::vector<double>{};
    CHECK(to_string(data->header.input().shape) == "4");
    return gathered<double>(data->train, data->affines.front(), {0});
  };
  CHECK(with({1}, {2}) == std::vector<double>{0, 0.5, 1, 1.5});
  CHECK(with({1, 3}, {1, 2}) == std::vector<double>{0, 1, 0, 0.5});
  CHECK(with({1, 3}, {2}) == std::vector<double>{0, 0.5, 0, 0.5});
  CHECK(with({1, 2, 3}, {1}).empty());
  CHECK(test::probe_code(job) == "E0527");
  CHECK(with({1}, {}).empty());
}

data::InputForm form(std::initializer_list<std::int64_t> dims) {
  data::InputForm made;
  made.shape = make_shape(DType::f32, dims);
  return made;
}

TEST_CASE("predict: inputs are held against the model's shape", "[data][predict]") {
  const test::Scratch scratch;
  test::put_npy<float>(scratch, "x.npy", io::Element::f32, {3, 2, 2},
                       std::vector<float>(12, 1));
  const auto path = scratch.path("x.npy");
  CHECK(data::load_inputs(path, form({4}))->count() == 3);
  CHECK(data::load_inputs(path, form({2, 2})).ok());
  CHECK(data::load_inputs(path, form({1, 2, 2})).ok());
  CHECK(data::load_inputs(path, form({3})).error().code == "E0525");
  CHECK(data::load_inputs(path, form({2, 1, 2})).error().code == "E0525");
  CHECK(data::load_inputs(scratch.path("none"), form({4})).error().code == "E0501");
  scratch.put("idx", std::string("\0\0\x08\x02\0\0\0\1\0\0\0\2ab", 14));
  CHECK(data::load_inputs(scratch.path("idx"), form({2})).ok());
  test::put_npy<float>(scratch, "empty", io::Element::f32, {0, 4}, {});
  CHECK(data::load_inputs(scratch.path("empty"), form({4})).error().code == "E0520");
}

// The augmenter against the plain way: all images at once, one augmentation after the
// other; and what check says of augmentations that do not fit.
#include "data/augmenter.hpp"

#include <algorithm>
#include <set>

#include "augmented.hpp"
#include "math/rng.hpp"

using namespace backplane;
using data::ImageSize;

namespace {

constexpr std::int64_t kN = 20, kClasses = 3;
const ImageSize kSize{2, 6, 5};
constexpr std::uint64_t kSeed = 3, kEpoch = 4, kIndex = 5;

data::Examples images() {
  data::Examples examples;
  std::vector<std::uint8_t> x;
  std::vector<std::int32_t> labels;
  for (std::int64_t i = 0; i < kN * kSize.elements(); ++i)
    x.push_back(static_cast<std::uint8_t>(i * 37 % 251));
  for (std::int64_t i = 0; i < kN; ++i)
    labels.push_back(static_cast<std::int32_t>(i % kClasses));
  examples.inputs = {std::make_shared<const io::Array>(
      test::array(io::Element::u8, {kN, kSize.C, kSize.H, kSize.W}, x))};
  examples.target().labels =
      std::make_shared<const std::vector<std::int32_t>>(std::move(labels));
  for (std::uint32_t i = 0; i < kN; ++i) examples.rows.push_back(kN - 1 - i);
  return examples;
}

config::Bound augment(const char* id, const test::Params& params = {}) {
  return test::bound(augment_table(), id, params);
}

struct Batch {
  std::vector<double> x, t;
};

// Every second row first, in tasks of `step` rows, each worker in turn.
Batch augmented(const std::vector<config::Bound>& chosen, const data::Affine& affine,
                const std::vector<std::uint32_t>& positions, std::size_t step,
                bool inputs = true) {
  const auto examples = images();
  const std::size_t n = positions.size();
  Batch batch{std::vector<double>(n * 60), std::vector<double>(n * kClasses)};
  data::Augmenter augmenter(chosen, kSize, {DType::f64, kN, kClasses, 3});
  data::GatherTo to;
  to.dtype = DType::f64;
  to.inputs = inputs ? batch.x.data() : nullptr;
  to.dense = batch.t.data();
  to.one_hot = kClasses;
  const data::AugmentBatch what{examples, affine, positions, to, kSeed, kEpoch, kIndex};
  for (std::size_t stage = 0; stage < augmenter.stages(); ++stage)
    for (const std::size_t odd : {1U, 0U})
      for (std::size_t begin = odd * step; begin < n; begin += 2 * step)
        augmenter.run(stage, what, begin, std::min(n, begin + step),
                      static_cast<std::uint32_t>(begin % 3));
  return batch;
}

// All of the batch, an augmentation after the other.
Batch plain(const std::vector<config::Bound>& chosen, const data::Affine& affine,
            const std::vector<std::uint32_t>& positions) {
  const auto examples = images();
  const std::size_t n = positions.size();
  Batch now{std::vector<double>(n * 60), std::vector<double>(n * kClasses)};
  data::GatherTo to;
  to.dtype = DType::f64;
  to.inputs = now.x.data();
  to.dense = now.t.data();
  to.one_hot = kClasses;
  data::gather(examples, {}, positions, to);
  const std::uint64_t key = mix(kSeed, "augment", kEpoch);
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    const auto made = data::augment_of(chosen[k])->plan(chosen[k], kSize);
    const Batch before = now;
    data::Draws pairs(mix(key, "partner"), (kIndex << 20 | k) << 1);
    const auto apart = static_cast<std::size_t>(
        n > 1 ? 1 + pairs.below(static_cast<std::int64_t>(n) - 1) : 0);
    for (std::size_t i = 0; i < n; ++i) {
      data::Draws draws(key, (std::uint64_t{examples.rows[positions[i]]} << 20 | k)
                                 << 1);
      std::vector<double> spare(60);
      const data::Image<double> image{now.x.data() + i * 60, kSize};
      if (made.change != nullptr) made.change->apply(image, draws, spare.data());
      if (made.mix == nullptr || n == 1) continue;
      const std::size_t j = (i + apart) % n;
      const double share = made.mix->apply(image, before.x.data() + j * 60, draws);
      for (std::size_t c = 0; c < kClasses; ++c)
        now.t[i * kClasses + c] = share * before.t[i * kClasses + c] +
                                  (1 - share) * before.t[j * kClasses + c];
    }
  }
  for (double& v : now.x) v = v * affine.scale[0] + affine.shift[0];
  return now;
}

std::string error_of(const config::DataJob& job) {
  Diagnostics diagnostics;
  (void)data::probe(job, diagnostics);
  return diagnostics.ok() ? "" : render(diagnostics.joined());
}

config::DataJob image_job(const test::Scratch& scratch,
                          const std::vector<std::int64_t>& shape) {
  const io::ArrayHeader header{io::Element::f32, shape};
  test::put_npy<float>(scratch, "x", io::Element::f32, shape,
                       std::vector<float>(static_cast<std::size_t>(header.count())));
  test::put_npy<std::int32_t>(
      scratch, "t", io::Element::i32, {shape[0]},
      std::vector<std::int32_t>(static_cast<std::size_t>(shape[0])));
  return test::npy_job(scratch, "x", "t", 2);
}

}  // namespace

TEST_CASE("augmenter: tasks of any size leave what the plain way leaves",
          "[data][augment]") {
  const std::vector<config::Bound> none{}, changes{augment("flip"), augment("erase")};
  const std::vector<config::Bound> one{
      augment("pad_crop", {{"pad", Value::integer(2)}}), augment("mixup"),
      augment("noise", {{"std", Value::real(2)}})};
  const std::vector<config::Bound> two{augment("flip"), augment("cutmix"),
                                       augment("mixup"), augment("shift")};
  const std::vector<config::Bound> three{augment("cutmix"), augment("mixup"),
                                         augment("cutmix")};
  const data::Affine affine{{1 / 255.0}, {-0.5}, 0};
  std::vector<std::uint32_t> positions{4, 0, 19, 7, 12, 3, 8};
  positions.resize(GENERATE(7U, 2U, 1U));
  for (const auto& chosen : {none, changes, one, two, three}) {
    CAPTURE(chosen.size(), positions.size());
    const auto expected = plain(chosen, affine, positions);
    for (const std::size_t step : {1U, 2U, 3U, 32U}) {
      const auto found = augmented(chosen, affine, positions, step);
      CHECK(found.x == expected.x);
      CHECK(found.t == expected.t);
      CHECK(augmented(chosen, affine, positions, step, false).t == expected.t);
    }
  }
}

TEST_CASE("augmenter: mixed targets are shares of two classes", "[data][augment]") {
  std::vector<std::uint32_t> positions(kN);
  std::iota(positions.begin(), positions.end(), 0U);
  const auto found =
      augmented({augment("mixup", {{"alpha", Value::real(1)}})}, {}, positions, 32);
  int mixed = 0;
  for (std::size_t i = 0; i < kN; ++i) {
    const double* t = found.t.data() + i * kClasses;
    CHECK(t[0] + t[1] + t[2] == Approx(1));
    CHECK(*std::min_element(t, t + kClasses) == 0);
    mixed += *std::max_element(t, t + kClasses) < 1 ? 1 : 0;
  }
  CHECK(mixed > kN / 3);
}

TEST_CASE("augmenter: images without an augmentation are those of gather",
          "[data][augment]") {
  const data::Affine affine{{0.25, 3}, {1, -1}, 30};
  const std::vector<std::uint32_t> positions{1, 2, 3};
  const auto examples = images();
  std::vector<double> x(180);
  data::GatherTo to;
  to.dtype = DType::f64;
  to.inputs = x.data();
  data::gather(examples, affine, positions, to);
  CHECK(augmented({augment("flip", {{"p", Value::real(0)}})}, affine, positions, 2).x ==
        x);
}

TEST_CASE("augmenter: what does not fit the samples is said before training",
          "[data][augment][error]") {
  const test::Scratch scratch;
  auto job = image_job(scratch, {4, 1, 6, 5});
  const auto says = [&](config::Bound bound, const std::string& text) {
    bound.place = {"job.yaml", 9, 5, 1, ""};
    job.augments = {bound};
    CHECK_THAT(error_of(job), Catch::Contains("E0550") && Catch::Contains(text));
  };
  says(augment("pad_crop", {{"pad", Value::integer(5)}}),
       "pad_crop pads 5 pixels, and an image is 6×5");
  says(augment("shift", {{"pixels", Value::integer(5)}}), "moves by 5 pixels");
  says(augment("shift", {{"pixels", Value::integer(1)}, {"fraction", Value::real(.2)}}),
       "both 'fraction' and 'pixels'");
  says(augment("shift", {{"fraction", Value::real(0.01)}}), "less than a pixel");
  says(augment("erase", {{"area", Value::reals({0.001, 0.002})}}), "no rectangle");
  job.augments = {augment("pad_crop", {{"pad", Value::integer(4)}}), augment("flip")};
  CHECK(error_of(job).empty());
  job.batch = 1;
  says(augment("mixup"), "'mixup' mixes two samples of a batch, and the batch is 1");
  job = image_job(scratch, {4, 6, 5});
  says(augment("flip"), "job.yaml:9:5");
  says(augment("flip"), "grey images are stored as [N, 1, 6, 5]");
  job = test::job_of(test::bound(
      source_table(), "host",
      {{"inputs", Value::integers({1, 6, 6})}, {"classes", Value::integer(2)}}));
  says(augment("flip"), "the application gives them");
}

// Arrays of token ids, and of labels with several a sample.
#include <catch2/catch.hpp>

#include "data/batch.hpp"
#include "jobs.hpp"

using namespace backplane;
using io::Element;
using test::Scratch;

namespace {

config::DataJob job_of(const Scratch& scratch, std::int64_t vocab,
                       std::int64_t classes) {
  config::DataJob job =
      test::job_of(test::bound(source_table(), "npy",
                               {{"inputs", Value::strings({"x.npy"})},
                                {"targets", Value::strings({"t.npy"})},
                                {"vocab", Value::integers({vocab})},
                                {"classes", Value::integers({classes})}}));
  job.folder = scratch.folder();
  return job;
}

// Four sequences of three ids below 6, a label below 3 for each.
void put(const Scratch& scratch) {
  test::put_npy<std::uint8_t>(scratch, "x.npy", Element::u8, {4, 3},
                              {0, 1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 0});
  test::put_npy<std::int64_t>(scratch, "t.npy", Element::i64, {4, 3},
                              {0, 1, 2, 2, 1, 0, 0, 0, 0, 1, 1, 1});
}

}  // namespace

TEST_CASE("tokens: integer inputs with a vocabulary are ids", "[data][tokens]") {
  const Scratch scratch;
  put(scratch);
  const auto data = data::load(job_of(scratch, 6, {3}), 1, {-1});
  REQUIRE(data.ok());
  CHECK(data->header.input().vocab == 6);
  CHECK(data->header.target().classes == 3);
  CHECK(data->header.target().label_width == 3);
  CHECK(data->header.input().shape.dtype == BACKPLANE_DT_I32);
  CHECK(data->header.target().kind == data::Targets::labels);
  std::vector<std::int32_t> ids(6), labels(6);
  data::GatherTo to;
  to.ids = ids.data();
  to.labels = labels.data();
  data::gather(data->train, {}, std::vector<std::uint32_t>{3, 1}, to);
  CHECK(ids == std::vector<std::int32_t>{2, 1, 0, 3, 4, 5});
  CHECK(labels == std::vector<std::int32_t>{1, 1, 1, 2, 1, 0});
  std::vector<float> dense(18, -1);
  to = {};
  to.dense = dense.data();
  to.one_hot = 3;
  data::gather(data->train, {}, std::vector<std::uint32_t>{1, 0}, to);
  CHECK(dense ==
        std::vector<float>{0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1});
}

TEST_CASE("tokens: without either they are numbers and values", "[data][tokens]") {
  const Scratch scratch;
  put(scratch);
  const auto data = data::load(job_of(scratch, 0, {0}), 1, {-1});
  REQUIRE(data.ok());
  CHECK(data->header.input().vocab == 0);
  CHECK(data->header.target().kind == data::Targets::dense);
  CHECK(data->header.target().width == 3);
}

TEST_CASE("tokens: validation of sequences is a draw of samples", "[data][tokens]") {
  const Scratch scratch;
  put(scratch);
  auto job = job_of(scratch, 6, 3);
  job.validation_count = 1;
  const auto data = data::load(job, 1, {-1});
  REQUIRE(data.ok());
  CHECK(data->train.count() == 3);
  CHECK(data->validation.count() == 1);
}

TEST_CASE("tokens: ids and labels are held against their bounds",
          "[data][tokens][error]") {
  const Scratch scratch;
  put(scratch);
  const auto id = data::load(job_of(scratch, 5, {3}), 1, {-1});
  REQUIRE_FALSE(id.ok());
  CHECK(id.error().code == "E0563");
  CHECK(id.error().message == "token id 5 at index 5 of '" + scratch.path("x.npy") +
                                  "' is outside of the vocabulary, 0 to 4");
  CHECK(id.error().place.known());
  CHECK(test::load_code(job_of(scratch, 6, 2)) == "E0523");
  auto scaled = job_of(scratch, 6, 3);
  scaled.transforms = {
      {test::bound(transform_table(), "scale", {{"factor", Value::real(2)}})}};
  CHECK(test::probe_code(scaled) == "E0564");
  test::put_npy<std::int8_t>(scratch, "x.npy", Element::i8, {4, 1}, {0, 1, -1, 2});
  CHECK(test::load_code(job_of(scratch, 6, 3)) == "E0563");
  test::put_npy<float>(scratch, "x.npy", Element::f32, {4, 1}, {0, 1, 1, 2});
  CHECK(test::probe_code(job_of(scratch, 6, 3)) == "E0563");
  put(scratch);
  test::put_npy<float>(scratch, "t.npy", Element::f32, {4, 1}, {0, 1, 1, 2});
  CHECK(test::probe_code(job_of(scratch, 6, 3)) == "E0524");
}

TEST_CASE("tokens: a file to predict is held against the vocabulary",
          "[data][tokens][error]") {
  const Scratch scratch;
  put(scratch);
  data::InputForm form;
  form.shape = make_shape(DType::i32, {3});
  form.vocab = 6;
  CHECK(data::load_inputs(scratch.path("x.npy"), form)->count() == 4);
  form.vocab = 5;
  CHECK(data::load_inputs(scratch.path("x.npy"), form).error().code == "E0563");
}

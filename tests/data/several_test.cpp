// Samples of several inputs and targets: read, split together, gathered one by one.
#include <algorithm>
#include <catch2/catch.hpp>

#include "data/batch.hpp"
#include "data/jobs.hpp"

using namespace backplane;
using io::Element;
using test::Scratch;

namespace {

config::DataJob two_job() {
  config::DataJob job =
      test::job_of(test::bound(source_table(), "npy",
                               {{"inputs", Value::strings({"x.npy", "ids.npy"})},
                                {"targets", Value::strings({"k.npy", "y.npy"})},
                                {"vocab", Value::integers({0, 9})}}),
                   2);
  job.inputs = {{"x", {}}, {"ids", {}}};
  job.targets = {{"kind", {}}, {"years", {}}};
  return job;
}

// Row i: x = (i, 10 i), ids = (i, i, i), kind = i % 2, years = i / 2.
void put(const Scratch& scratch, int rows = 8) {
  std::vector<float> x, y;
  std::vector<std::int32_t> ids, k;
  for (int i = 0; i < rows; ++i) {
    x.insert(x.end(), {static_cast<float>(i), static_cast<float>(10 * i)});
    ids.insert(ids.end(), 3, i);
    k.push_back(i % 2);
    y.push_back(static_cast<float>(i) / 2);
  }
  test::put_npy<float>(scratch, "x.npy", Element::f32, {rows, 2}, x);
  test::put_npy<std::int32_t>(scratch, "ids.npy", Element::i32, {rows, 3}, ids);
  test::put_npy<std::int32_t>(scratch, "k.npy", Element::i32, {rows}, k);
  test::put_npy<float>(scratch, "y.npy", Element::f32, {rows, 1}, y);
}

config::DataJob in(const Scratch& scratch, config::DataJob job) {
  job.folder = scratch.folder();
  return job;
}

}  // namespace

TEST_CASE("several inputs and targets keep their rows together", "[data][several]") {
  const Scratch scratch;
  put(scratch);
  config::DataJob job = in(scratch, two_job());
  job.validation_count = 2;
  const auto data = data::load(job, 1, {2, -1});
  REQUIRE(data.ok());
  const data::DataHeader& header = data->header;
  REQUIRE(header.inputs.size() == 2);
  CHECK(header.inputs[1].name == "ids");
  CHECK(header.inputs[1].vocab == 9);
  CHECK(header.targets[0].classes == 2);
  CHECK(header.targets[1].kind == data::Targets::dense);
  CHECK(data->label_names[0] == std::vector<std::string>{"0", "1"});
  CHECK(data->label_names[1].empty());
  CHECK(data->validation.count() == 2);

  for (std::uint32_t at = 0; at < data->train.rows.size(); ++at) {
    const auto i = static_cast<float>(data->train.rows[at]);
    float x[2]{}, years[1]{};
    std::int32_t ids[3]{}, kind[1]{};
    data::GatherTo to;
    to.inputs = x;
    to.labels = kind;
    data::gather(data->train, data->affines[0], {&at, 1}, to);
    data::GatherTo other;
    other.input = other.target = 1;
    other.ids = ids;
    other.dense = years;
    data::gather(data->train, data->affines[1], {&at, 1}, other);
    CHECK(x[1] == 10 * i);
    CHECK(static_cast<float>(ids[2]) == i);
    CHECK(kind[0] == static_cast<std::int32_t>(i) % 2);
    CHECK(years[0] == i / 2);
  }
}

TEST_CASE("a transform is fitted to its own input", "[data][several]") {
  const Scratch scratch;
  put(scratch);
  config::DataJob job = in(scratch, two_job());
  job.transforms = {{test::bound(transform_table(), "normalize")}, {}};
  const auto data = data::load(job, 1, {2, -1});
  REQUIRE(data.ok());
  CHECK(data->affines[0].shift[1] < 0);
  CHECK(data->affines[1].scale == std::vector<double>{1.0});
  job.transforms = {{}, {test::bound(transform_table(), "normalize")}};
  CHECK(test::probe_code(job) == "E0564");
}

TEST_CASE("inputs and targets of other numbers of samples are refused",
          "[data][several][error]") {
  const Scratch scratch;
  put(scratch);
  test::put_npy<std::int32_t>(scratch, "ids.npy", Element::i32, {5, 3},
                              std::vector<std::int32_t>(15, 1));
  CHECK(test::probe_code(in(scratch, two_job())) == "E0522");
  put(scratch);
  test::put_npy<float>(scratch, "y.npy", Element::f32, {3, 1}, {1, 2, 3});
  CHECK(test::probe_code(in(scratch, two_job())) == "E0522");
}

TEST_CASE("mixing takes a sample of one input and one target",
          "[data][several][augment][error]") {
  const Scratch scratch;
  put(scratch);
  test::put_npy<std::uint8_t>(scratch, "x.npy", Element::u8, {8, 1, 2, 2},
                              std::vector<std::uint8_t>(32, 7));
  config::DataJob job = in(scratch, two_job());
  job.augments = {test::bound(augment_table(), "flip")};
  CHECK(test::probe_code(job).empty());
  job.augments = {test::bound(augment_table(), "mixup")};
  CHECK(test::probe_code(job) == "E0550");
}

TEST_CASE("files to predict hold as many samples", "[data][several][predict]") {
  const Scratch scratch;
  put(scratch);
  std::vector<data::InputForm> forms(2);
  forms[0].shape = make_shape(DType::f32, {2});
  forms[1].shape = make_shape(DType::i32, {3});
  forms[1].vocab = 9;
  const std::vector<std::string> paths{scratch.path("x.npy"), scratch.path("ids.npy")};
  const auto both = data::load_inputs(paths, forms);
  REQUIRE(both.ok());
  CHECK(both->count() == 8);
  CHECK(both->inputs[1]->element == Element::i32);
  test::put_npy<std::int32_t>(scratch, "ids.npy", Element::i32, {5, 3},
                              std::vector<std::int32_t>(15, 1));
  CHECK(data::load_inputs(paths, forms).error().code == "E0532");
}

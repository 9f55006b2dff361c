// What metrics see of a batch: rows that count, outputs that stand against a target.
#include "train/judged.hpp"

#include <catch2/catch.hpp>

using namespace backplane;
using train::Judged;
using train::MetricBatch;

namespace {

template <class T>
std::vector<T> outputs_of(const MetricBatch& batch) {
  const T* outputs = static_cast<const T*>(batch.outputs);
  return {outputs, outputs + batch.rows * batch.cols};
}

}  // namespace

TEST_CASE("judged: a batch of which everything counts is handed on as it is",
          "[train][judged]") {
  const std::vector<double> outputs{1, 2, 3, 4};
  const std::vector<std::int32_t> labels{1, 0};
  const MetricBatch all{DType::f64, 2, 2, outputs.data(), labels.data(), nullptr};
  Judged judged;
  for (const auto& ignored : {std::optional<std::int64_t>{}, {-100}, {7}}) {
    const MetricBatch kept = judged.of(all, 2, ignored);
    CHECK(kept.rows == 2);
    CHECK(kept.outputs == all.outputs);
    CHECK(kept.labels == all.labels);
  }
}

TEMPLATE_TEST_CASE("judged: rows of the ignored label are left out", "[train][judged]",
                   float, double) {
  const std::vector<TestType> outputs{1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<std::int32_t> labels{-100, 1, -100, 0};
  const DType dtype = sizeof(TestType) == 4 ? DType::f32 : DType::f64;
  Judged judged;
  const MetricBatch kept =
      judged.of({dtype, 4, 2, outputs.data(), labels.data(), nullptr}, 2, -100);
  CHECK(kept.rows == 2);
  CHECK(outputs_of<TestType>(kept) == std::vector<TestType>{3, 4, 7, 8});
  CHECK(kept.labels[0] == 1);
  CHECK(kept.labels[1] == 0);
}

TEST_CASE("judged: a batch of ignored rows is empty", "[train][judged]") {
  const std::vector<float> outputs{1, 2};
  const std::vector<std::int32_t> labels{3, 3};
  Judged judged;
  CHECK(judged.of({DType::f32, 2, 1, outputs.data(), labels.data(), nullptr}, 1, 3)
            .rows == 0);
}

TEST_CASE("judged: of more outputs than targets the first are judged",
          "[train][judged]") {
  const std::vector<double> outputs{1, 2, 30, 40, 5, 6, 70, 80}, dense{1, 2, 5, 6};
  Judged judged;
  const MetricBatch kept =
      judged.of({DType::f64, 2, 4, outputs.data(), nullptr, dense.data()}, 2, -100);
  CHECK(kept.cols == 2);
  CHECK(outputs_of<double>(kept) == dense);
  CHECK(kept.dense == dense.data());
}

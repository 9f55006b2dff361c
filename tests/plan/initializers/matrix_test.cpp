// orthogonal and identity: what they promise of the whole matrix, and PyTorch's own
// (scripts/make_table_fixtures.py).
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

#include "plan/initializer.hpp"
#include "plan/initializers/orthonormal.hpp"

namespace {

using namespace backplane;
using nlohmann::json;
using plan::find_initializer;
using plan::Initializer;

json fixture() {
  std::ifstream file(BACKPLANE_SOURCE_DIR "/tests/fixtures/tables/initializers.json");
  REQUIRE(file.good());
  return json::parse(file);
}

std::vector<double> filled(const char* id, const std::vector<std::int64_t>& shape,
                           const std::vector<Value>& values, std::uint64_t seed = 3) {
  plan::InitTarget target;
  target.shape.rank = static_cast<std::uint32_t>(shape.size());
  std::copy(shape.begin(), shape.end(), target.shape.dim);
  target.shape.dtype = make_shape(DType::f64, {1}).dtype;
  target.seed = seed;
  std::vector<double> out(static_cast<std::size_t>(elements(target.shape)), -99);
  find_initializer(id)->fill(values, target, out);
  return out;
}

/// The largest |a' b| of two rows of W (rows, cols), 1 - |a|^2 of a row with itself.
double worst(const std::vector<double>& W, std::size_t rows, std::size_t cols) {
  double error = 0;
  for (std::size_t a = 0; a < rows; ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      const auto row = W.begin() + static_cast<std::ptrdiff_t>(a * cols);
      const auto other = W.begin() + static_cast<std::ptrdiff_t>(b * cols);
      const double dot =
          std::inner_product(row, row + static_cast<std::ptrdiff_t>(cols), other, 0.0);
      error = std::max(error, std::fabs(dot - (a == b ? 1 : 0)));
    }
  return error;
}

std::vector<double> transposed(const std::vector<double>& W, std::size_t rows,
                               std::size_t cols) {
  std::vector<double> T(W.size());
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < cols; ++c) T[c * rows + r] = W[r * cols + c];
  return T;
}

std::string refusal(const char* id, const Shape& shape,
                    const std::vector<Value>& values) {
  const Outcome outcome = find_initializer(id)->fits(values, shape);
  return outcome.ok() ? "" : outcome.error().code;
}

}  // namespace

TEST_CASE("orthogonal: W W' = gain^2 I of the shorter side", "[plan][initializer]") {
  const std::vector<std::pair<std::size_t, std::size_t>> sizes = {
      {1, 1}, {1, 7}, {7, 1}, {31, 31}, {33, 80}, {80, 33}, {130, 128}, {200, 200}};
  for (const auto& [rows, cols] : sizes) {
    CAPTURE(rows, cols);
    auto W = filled("orthogonal",
                    {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(cols)},
                    {Value::real(0.5)});
    for (double& w : W) w *= 2;
    if (rows <= cols)
      CHECK(worst(W, rows, cols) < 1e-14);
    else
      CHECK(worst(transposed(W, rows, cols), cols, rows) < 1e-14);
  }
}

TEST_CASE("orthogonal: a kernel is the matrix [first, all others]",
          "[plan][initializer]") {
  const auto kernel = filled("orthogonal", {6, 3, 2, 2}, {Value::real(1)});
  CHECK(kernel == filled("orthogonal", {6, 12}, {Value::real(1)}));
  CHECK(kernel != filled("orthogonal", {6, 12}, {Value::real(1)}, 4));
  CHECK(filled("orthogonal", {0, 4}, {Value::real(1)}).empty());
}

TEST_CASE("orthogonal: drawn evenly, so no entry leans to a side",
          "[plan][initializer]") {
  // E w = 0 and E w^2 = 1 / n for each entry of an even draw.
  constexpr int kDraws = 4000;
  double mean = 0, square = 0;
  for (int i = 0; i < kDraws; ++i) {
    const auto W =
        filled("orthogonal", {3, 3}, {Value::real(1)}, static_cast<std::uint64_t>(i));
    mean += W[0] / kDraws;
    square += W[0] * W[0] / kDraws;
  }
  CHECK(std::fabs(mean) < 5 / std::sqrt(3.0 * kDraws));
  CHECK(square == Approx(1.0 / 3).epsilon(0.08));
}

TEST_CASE("orthonormalise: PyTorch's Q with its signs", "[plan][initializer][parity]") {
  const json all = fixture();
  for (const json& one : all["orthogonal"]) {
    const std::size_t rows = one["rows"], cols = one["cols"];
    CAPTURE(rows, cols);
    std::vector<double> V = one["A"];
    if (rows >= cols) V = transposed(V, rows, cols);
    plan::initializers::orthonormalise(V, std::min(rows, cols), std::max(rows, cols));
    if (rows >= cols) V = transposed(V, cols, rows);
    const std::vector<double> Q = one["Q"];
    for (std::size_t i = 0; i < Q.size(); ++i) CHECK(std::fabs(V[i] - Q[i]) < 1e-12);
  }
}

TEST_CASE("identity: PyTorch's eye_ and dirac_", "[plan][initializer][parity]") {
  const json all = fixture();
  for (const json& one : all["identity"]) {
    const std::vector<std::int64_t> shape = one["shape"];
    const std::int64_t groups = one["groups"];
    CAPTURE(shape, groups);
    const auto w = filled("identity", shape, {Value::real(1), Value::integer(groups)});
    std::vector<double> wanted(w.size(), 0.0);
    for (const std::size_t i : one["ones"].get<std::vector<std::size_t>>())
      wanted[i] = 1;
    CHECK(w == wanted);
  }
  CHECK(filled("identity", {2, 2}, {Value::real(-3), Value::integer(1)}) ==
        std::vector<double>{-3, 0, 0, -3});
}

TEST_CASE("orthogonal and identity: a parameter that is no matrix is refused",
          "[plan][initializer][error]") {
  const Shape bias = make_shape(DType::f32, {8}),
              image = make_shape(DType::f32, {8, 4, 3});
  CHECK(refusal("orthogonal", bias, {Value::real(1)}) == "E0351");
  CHECK(refusal("orthogonal", image, {Value::real(1)}).empty());
  CHECK(refusal("identity", bias, {Value::real(1), Value::integer(1)}) == "E0351");
  CHECK(refusal("identity", image, {Value::real(1), Value::integer(4)}).empty());
  const Outcome groups =
      find_initializer("identity")
          ->fits(std::vector<Value>{Value::real(1), Value::integer(3)}, image);
  REQUIRE_FALSE(groups.ok());
  CHECK(groups.error().code == "E0352");
  CHECK(groups.error().label == "groups");
}

// Fifty training steps from given weights, in float64: each loss equals PyTorch's to
// 1e-10 relative, and so do the weights at the end where a run has them.

#include <catch2/catch.hpp>
#include <cmath>

#include "backplane/train.hpp"
#include "io/safetensors.hpp"
#include "parity/fixtures.hpp"

namespace {

namespace fs = std::filesystem;
using namespace backplane;

fs::path folder_of(const parity::Fixture& run) {
  return fs::path(BACKPLANE_BINARY_DIR) / "parity" / run.name();
}

std::vector<double> train(const parity::Fixture& run, int threads) {
  RuntimeOptions options;
  options.threads = threads;
  options.plugins.use_environment = false;
  auto runtime = Runtime::create(options);
  INFO((runtime.ok() ? "" : render(runtime.error())));
  REQUIRE(runtime.ok());

  const fs::path out = folder_of(run);
  fs::create_directories(out.parent_path());
  std::vector<double> losses;
  TrainOptions how;
  how.out = out.string();
  how.overwrite = true;
  how.on_step = [&](const StepReport& step) { losses.push_back(step.loss); };
  const auto report = train_file(*runtime, (run.folder / "config.yaml").string(), how);
  INFO((report.ok() ? "" : render(report.error())));
  REQUIRE(report.ok());
  return losses;
}

std::vector<double> numbers(const io::StoredTensor& tensor) {
  REQUIRE(tensor.dtype == "F64");
  const auto* data = reinterpret_cast<const double*>(tensor.data);
  return {data, data + tensor.size / sizeof(double)};
}

/// Largest difference of any weight, over the largest weight of its tensor.
double weights_apart(const fs::path& expected, const fs::path& found) {
  const auto wanted = io::read_safetensors(expected.string());
  const auto made = io::read_safetensors(found.string());
  REQUIRE(wanted.ok());
  REQUIRE(made.ok());
  REQUIRE_FALSE(wanted->tensors.empty());
  double apart = 0;
  for (const auto& tensor : wanted->tensors) {
    INFO(tensor.name);
    const auto* other = made->find(tensor.name);
    REQUIRE(other != nullptr);
    const auto a = numbers(tensor), b = numbers(*other);
    REQUIRE(a.size() == b.size());
    double largest = 0, difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      largest = std::max(largest, std::abs(a[i]));
      difference = std::max(difference, std::abs(a[i] - b[i]));
    }
    apart = std::max(apart, difference / largest);
  }
  return apart;
}

}  // namespace

TEST_CASE("fifty steps give PyTorch's losses", "[parity]") {
  for (const auto& run : parity::fixtures()) {
    DYNAMIC_SECTION(run.name()) {
      const auto expected = run.losses();
      const auto found = train(run, 1);
      REQUIRE(found.size() == expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        INFO("step " << i + 1);
        const double far = std::abs(found[i] - expected[i]) / std::abs(expected[i]);
        CHECK(far <= 1e-10);
      }
      if (const auto final = run.folder / "final.safetensors"; fs::exists(final))
        CHECK(weights_apart(final, folder_of(run) / "model.safetensors") <= 1e-10);
    }
  }
}

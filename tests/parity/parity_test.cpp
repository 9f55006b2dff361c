// Fifty training steps from given weights, in float64: each loss equals PyTorch's to
// 1e-10 relative.

#include <catch2/catch.hpp>
#include <cmath>

#include "backplane/train.hpp"
#include "parity/fixtures.hpp"

namespace {

namespace fs = std::filesystem;
using namespace backplane;

std::vector<double> train(const parity::Fixture& run, int threads) {
  RuntimeOptions options;
  options.threads = threads;
  options.plugins.use_environment = false;
  auto runtime = Runtime::create(options);
  INFO((runtime.ok() ? "" : render(runtime.error())));
  REQUIRE(runtime.ok());

  const fs::path out = fs::path(BACKPLANE_BINARY_DIR) / "parity" / run.name();
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
    }
  }
}

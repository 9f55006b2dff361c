// Fifty steps of every fixture: the loss of each step equals PyTorch's in float64.
#include <cmath>

#include "backplane/train.hpp"
#include "parity/fixtures.hpp"
#include "support/chain.hpp"

TEST_CASE("parity: fifty steps give PyTorch's losses", "[parity]") {
  const auto fixtures = parity::fixtures();
  REQUIRE(fixtures.size() >= 10);
  for (const parity::Fixture& fixture : fixtures) {
    CAPTURE(fixture.name());
    const auto expected = fixture.losses();
    REQUIRE(expected.size() == 50);
    const backplane::test::Folder out;
    std::vector<double> losses;
    backplane::TrainOptions options;
    options.out = out / "run";
    options.on_step = [&](const backplane::StepReport& step) {
      losses.push_back(step.loss);
    };
    auto report = backplane::train_file(backplane::test::runtime(),
                                        fixture.folder / "config.yaml", options);
    if (!report.ok()) FAIL(backplane::render(report.error()));
    REQUIRE(losses.size() == expected.size());
    for (std::size_t i = 0; i < losses.size(); ++i) {
      CAPTURE(i, losses[i], expected[i]);
      CHECK(std::abs(losses[i] - expected[i]) <= 1e-10 * std::abs(expected[i]));
    }
  }
}

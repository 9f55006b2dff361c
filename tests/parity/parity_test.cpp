// Fifty training steps from given weights, in float64: each loss equals PyTorch's to
// 1e-10 relative, and so do the weights at the end where a run has them.

#include <catch2/catch.hpp>
#include <cmath>

#include "parity/fixtures.hpp"
#include "parity/training.hpp"

TEST_CASE("fifty steps give PyTorch's losses", "[parity]") {
  for (const auto& run : parity::fixtures()) {
    DYNAMIC_SECTION(run.name()) {
      const auto expected = run.losses();
      const auto found = parity::train(run, parity::folder_of(run));
      REQUIRE(found.size() == expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        INFO("step " << i + 1);
        const double far = std::abs(found[i] - expected[i]) / std::abs(expected[i]);
        CHECK(far <= 1e-10);
      }
      if (const auto final = run.folder / "final.safetensors";
          std::filesystem::exists(final))
        CHECK(parity::weights_apart(
                  final, parity::folder_of(run) / "model.safetensors") <= 1e-10);
    }
  }
}

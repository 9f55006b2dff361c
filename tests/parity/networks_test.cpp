// Whole networks, thirty steps from PyTorch's weights on PyTorch's batches: each loss
// equals PyTorch's, to 1e-9 relative in float64 and to 1e-4 in float32, and so do the
// weights and the running statistics at the end (scripts/fixtures/networks.py).

#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>

#include "parity/fixtures.hpp"
#include "parity/training.hpp"

namespace {

constexpr std::size_t kSteps = 30;

struct Distance {
  double losses = 0, weights = 0;
};

/// The largest, relative to PyTorch's losses.
double losses_apart(const std::vector<double>& found,
                    const std::vector<double>& expected) {
  REQUIRE(expected.size() == kSteps);
  REQUIRE(found.size() == kSteps);
  double apart = 0;
  for (std::size_t i = 0; i < kSteps; ++i) {
    INFO("step " << i + 1 << ": " << found[i] << ", PyTorch's " << expected[i]);
    REQUIRE(std::isfinite(found[i]));
    apart = std::max(apart, std::abs(found[i] - expected[i]) / std::abs(expected[i]));
  }
  return apart;
}

/// Trains and tells the distance; `but`: parameters that are not compared.
Distance from_pytorch(const parity::Fixture& run, const std::string& precision,
                      const char* losses, const std::string& but = "") {
  const auto folder = parity::folder_of(run, "_" + precision);
  const auto found = parity::train(run, folder, {"precision=" + precision});
  const Distance apart{losses_apart(found, run.losses(losses)),
                       parity::weights_apart(run.folder / "final.safetensors",
                                             folder / "model.safetensors", but)};
  std::cout << run.name() << " in " << precision << ", from PyTorch's: losses "
            << apart.losses << ", weights " << apart.weights << "\n";
  return apart;
}

}  // namespace

TEST_CASE("whole networks in float64 give PyTorch's losses and weights",
          "[parity][network]") {
  for (const auto& run : parity::fixtures("networks")) DYNAMIC_SECTION(run.name()) {
      const Distance apart = from_pytorch(run, "float64", "losses.txt");
      CHECK(apart.losses <= 1e-9);
      CHECK(apart.weights <= 1e-9);
    }
}

TEST_CASE("whole networks in float32 give PyTorch's losses and weights",
          "[parity][network]") {
  for (const auto& run : parity::fixtures("networks")) DYNAMIC_SECTION(run.name()) {
      // A bias of keys changes no softmax. Its gradient is rounding alone, which Adam
      // makes a step of full length.
      const Distance apart =
          from_pytorch(run, "float32", "losses_float32.txt", "in_proj_bias");
      CHECK(apart.losses <= 1e-4);
      CHECK(apart.weights <= 1e-4);
    }
}

TEST_CASE("the networks are a CNN, a ResNet, an LSTM and a transformer",
          "[parity][network]") {
  std::vector<std::string> names;
  for (const auto& run : parity::fixtures("networks")) {
    names.push_back(run.name());
    CHECK(run.config.find("plugins:") == std::string::npos);  // YAML alone
  }
  CHECK(names == std::vector<std::string>{"cnn", "lstm", "resnet", "transformer"});
}

#pragma once
// A run that PyTorch made, repeated by us, and how far the two end from each other.

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "backplane/train.hpp"
#include "io/safetensors.hpp"
#include "parity/fixtures.hpp"

namespace parity {

namespace fs = std::filesystem;

/// Where a repeated run goes; `as` tells apart several of one fixture.
inline fs::path folder_of(const Fixture& run, const std::string& as = "") {
  return fs::path(BACKPLANE_BINARY_DIR) / "parity" / (run.name() + as);
}

/// The loss of each step. `sets` are overrides, as on the command line.
inline std::vector<double> train(const Fixture& run, const fs::path& out,
                                 const std::vector<std::string>& sets = {}) {
  using namespace backplane;
  RuntimeOptions options;
  options.threads = 1;
  options.plugins.use_environment = false;
  auto runtime = Runtime::create(options);
  INFO((runtime.ok() ? "" : render(runtime.error())));
  REQUIRE(runtime.ok());

  fs::create_directories(out.parent_path());
  std::vector<double> losses;
  TrainOptions how;
  how.out = out.string();
  how.sets = sets;
  how.overwrite = true;
  how.on_step = [&](const StepReport& step) { losses.push_back(step.loss); };
  const auto report = train_file(*runtime, (run.folder / "config.yaml").string(), how);
  INFO((report.ok() ? "" : render(report.error())));
  REQUIRE(report.ok());
  return losses;
}

/// The numbers of a tensor of either precision.
inline std::vector<double> numbers(const backplane::io::StoredTensor& tensor) {
  REQUIRE((tensor.dtype == "F64" || tensor.dtype == "F32"));
  const auto read = [&]<class T>(T) {
    std::vector<T> values(tensor.size / sizeof(T));
    std::memcpy(values.data(), tensor.data, tensor.size);
    return std::vector<double>(values.begin(), values.end());
  };
  return tensor.dtype == "F64" ? read(double{}) : read(float{});
}

/// Largest difference of any weight, over the largest weight of its tensor; of all
/// tensors that PyTorch kept and that are not called `but`.
inline double weights_apart(const fs::path& expected, const fs::path& found,
                            const std::string& but = "") {
  const auto wanted = backplane::io::read_safetensors(expected.string());
  const auto made = backplane::io::read_safetensors(found.string());
  REQUIRE(wanted.ok());
  REQUIRE(made.ok());
  REQUIRE_FALSE(wanted->tensors.empty());
  double apart = 0;
  for (const auto& tensor : wanted->tensors) {
    INFO(tensor.name);
    const auto* other = made->find(tensor.name);
    REQUIRE(other != nullptr);
    if (!but.empty() && tensor.name.ends_with("." + but)) continue;
    const auto a = numbers(tensor), b = numbers(*other);
    REQUIRE(a.size() == b.size());
    double largest = 0, difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      REQUIRE(std::isfinite(b[i]));
      largest = std::max(largest, std::abs(a[i]));
      difference = std::max(difference, std::abs(a[i] - b[i]));
    }
    if (difference > 0) apart = std::max(apart, difference / largest);
  }
  return apart;
}

}  // namespace parity

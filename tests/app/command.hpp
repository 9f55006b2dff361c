#pragma once
// The command line under test, and a small network for it.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "io/scratch.hpp"
#include "support/process.hpp"

namespace backplane::test {

/// `backplane WORDS...` in a folder.
inline Launch command(const std::string& folder, std::vector<std::string> words) {
  words.insert(words.begin(), std::string(BACKPLANE_BINARY_DIR) + "/bin/backplane");
  return {std::move(words), folder, {{"NO_COLOR", ""}, {"TERM", "xterm"}}};
}

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline nlohmann::json json_of(const Finished& done) {
  INFO(done.out);
  INFO(done.err);
  auto json = nlohmann::json::parse(done.out, nullptr, false);
  REQUIRE_FALSE(json.is_discarded());
  return json;
}

inline constexpr const char* kXor = R"(name: xor
seed: 1
precision: float64
data: {toy: xor, batch: 4}
model:
  - dense: {units: 4, activation: tanh}
    name: fc1
  - dense: 1
    name: fc2
loss: squared_error
metrics: [mae]
optimizer: {adam: {lr: 0.05}}
train: {epochs: 5}
)";

}  // namespace backplane::test

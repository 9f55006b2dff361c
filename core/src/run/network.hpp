#pragma once
// A network: its plan and its weights. What a session reads and an optimizer writes.

#include <memory>
#include <string>

#include "backplane/error.hpp"
#include "plan/network_plan.hpp"
#include "run/arena.hpp"

namespace backplane::run {

/// Movable. Sessions refer to it and must not outlive it; many may read it at once
/// while nobody writes its parameters.
class Network {
 public:
  /// Allocates zeroed parameters and buffers. `seed` is the run's: initial values and
  /// the layers' random streams come from it.
  Network(plan::NetworkPlan plan, std::uint64_t seed);

  [[nodiscard]] const plan::NetworkPlan& plan() const { return plan_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] std::byte* params() const { return params_.at(0); }
  [[nodiscard]] std::byte* buffers() const { return buffers_.at(0); }
  [[nodiscard]] std::byte* data(const plan::TensorPlan& param) const;
  [[nodiscard]] std::byte* buffer(const plan::TensorPlan& buffer) const;

  /// Every parameter and buffer from its initializer, keyed by (seed, its name).
  void initialise();

 private:
  plan::NetworkPlan plan_;
  std::uint64_t seed_;
  Arena params_, buffers_;
};

}  // namespace backplane::run

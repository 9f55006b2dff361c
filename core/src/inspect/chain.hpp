#pragma once
// A network as the owner's document has it: z = W a + b, a = f(z), layer after layer,
// and the sensitivities of the cost, each the sum over the next layer's neurons.

#include <span>
#include <string>
#include <vector>

#include "backplane/trace.hpp"
#include "inspect/probe.hpp"

namespace backplane::inspect {

/// One layer for one sample. O neurons, I inputs.
struct Stage {
  std::string name;        ///< of the dense item
  std::string activation;  ///< "sigmoid"; "identity" where there is none
  const Activation* f = nullptr;
  const plan::TensorPlan* weight = nullptr;  ///< [O, I]
  const plan::TensorPlan* bias = nullptr;    ///< [O], may be null
  int input = 0, z_value = 0, a_value = 0;   ///< values of the plan
  std::vector<double> z, a, slope;           ///< [O]; slope = f'(z)
  std::vector<double> sensitivity;           ///< [O]; dC/da
};

/// Pre: probe has one row and has backpropagated.
class Chain {
 public:
  /// Errors: E0802, naming the item that is no part of such a chain.
  static Result<Chain> create(Probe& probe);

  [[nodiscard]] const std::vector<Stage>& stages() const { return stages_; }
  [[nodiscard]] double w(std::size_t stage, std::int64_t j, std::int64_t k) const;

  /// C when the activations of `stage` were `a`.
  Result<double> cost_from(std::size_t stage, std::vector<double> a);

 private:
  explicit Chain(Probe& probe) : probe_(&probe) {}
  Outcome find_stages();
  Outcome measure();
  Outcome slopes(Stage& stage) const;
  Outcome last_sensitivity(Stage& stage);
  void propagate(std::size_t stage);
  Result<double> loss_of(std::span<const double> outputs, std::span<double> gradient);

  Probe* probe_;
  std::vector<Stage> stages_;
};

}  // namespace backplane::inspect

#pragma once
// A network as the owner's document has it: z = W a + b, a = f(z), layer after layer,
// and the sensitivities of the cost, each the sum over the next layer's neurons.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backplane/trace.hpp"
#include "inspect/probe.hpp"
#include "inspect/spot.hpp"

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

/// A place in a chain: of `stages()[stage]`.
struct ChainPlace {
  TracePlace::What what = TracePlace::What::weight;
  std::size_t stage = 0;
  std::int64_t neuron = 0;  ///< j: row of the weight, entry of the bias or activation
  std::int64_t input = 0;   ///< k: column of the weight
};

/// Pre: probe has backpropagated.
class Chain {
 public:
  /// Nothing for a network that is no chain of dense layers and element-wise
  /// activations, or for several samples.
  static Result<std::optional<Chain>> create(Probe& probe);

  [[nodiscard]] const std::vector<Stage>& stages() const { return stages_; }
  /// Nothing for a number that the letters of the chain have no name for.
  [[nodiscard]] std::optional<ChainPlace> find(const Spot& spot) const;
  [[nodiscard]] double w(std::size_t stage, std::int64_t j, std::int64_t k) const;

  /// C when the activations of `stage` were `a`.
  Result<double> cost_from(std::size_t stage, std::vector<double> a);

 private:
  explicit Chain(Probe& probe) : probe_(&probe) {}
  [[nodiscard]] bool find_stages();
  [[nodiscard]] bool add_dense(const plan::NodePlan& node);
  [[nodiscard]] bool add_activation(const plan::NodePlan& node);
  [[nodiscard]] bool weighs() const;
  Outcome measure();
  Outcome slopes(Stage& stage) const;
  Outcome last_sensitivity(Stage& stage);
  void propagate(std::size_t stage);
  Result<double> loss_of(std::span<const double> outputs, std::span<double> gradient);

  Probe* probe_;
  std::vector<Stage> stages_;
};

}  // namespace backplane::inspect

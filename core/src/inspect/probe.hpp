#pragma once
// A network in double on a few samples: its loss and gradients, and how the loss moves
// when a number is moved by hand. Shared by gradcheck and trace.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backplane/inspect.hpp"
#include "data/dataset.hpp"
#include "run/session.hpp"
#include "train/experiment.hpp"

namespace backplane::inspect {

/// A numeric slope; kink: the two sides of the step disagree, a corner lies between.
struct Slope {
  double value = 0;
  bool kink = false;
};

/// Not thread-safe. Nothing is fused or in place: every value can be looked at.
class Probe {
 public:
  /// The configuration in float64, with its starting weights, on `count` training
  /// samples from `first`, in file order; 0: 8, and 3 where the network is large, whose
  /// activations have corners near every point. Errors: as check, and the data's.
  static Result<std::unique_ptr<Probe>> create(Runtime& runtime,
                                               const std::string& path,
                                               const ConfigOptions& options,
                                               std::int64_t first, std::int64_t count);

  [[nodiscard]] const plan::NetworkPlan& plan() const { return experiment_.plan; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] run::Session& session() { return *session_; }
  /// Of a head: what the sum of its row losses is times in the cost, its weight over
  /// the sum of its row weights.
  [[nodiscard]] double scale(std::size_t head = 0) const { return scales_[head]; }

  /// Loss of the samples; training mode with the random masks of step 0.
  Result<double> loss();
  /// Loss, and every gradient from backpropagation, kept for gradients().
  Result<double> backpropagate();

  // One node, or the loss, alone: on what lies in the session, random masks of `step`.
  Outcome forward_node(int node, std::uint64_t step = 0);
  /// dout -> din and dparams in the session; what gradient() gives stays.
  Outcome backward_node(int node);
  /// The cost of the outputs as they lie, and its slope into the session where asked.
  Result<double> judge(bool slope);
  /// The numbers of a value, [rows, ...]. Pre: it holds no ids.
  [[nodiscard]] std::span<double> numbers(int value);
  /// dC/dv of a value, as the last backpropagate() had it; empty for ids and the input.
  [[nodiscard]] std::span<const double> gradient(int value) const;

  [[nodiscard]] std::span<double> values(const plan::TensorPlan& param);
  /// As the last backpropagate() left them.
  [[nodiscard]] std::span<const double> gradients(const plan::TensorPlan& param) const;

  /// dL/dw by differences; w is a parameter's entry and is put back.
  Result<Slope> slope(double& w);
  /// The same with a step of `h` times max(1, |w|), whatever corners lie in it.
  Result<double> slope(double& w, double h);
  /// Along a direction over all parameters, in the order of the plan.
  Result<Slope> slope_along(std::span<const double> direction);
  Result<double> slope_along(std::span<const double> direction, double h);

 private:
  Probe(train::Experiment experiment, data::Dataset dataset)
      : experiment_(std::move(experiment)), dataset_(std::move(dataset)) {}
  Outcome allocate(Runtime& runtime, std::int64_t first, std::int64_t count);
  [[nodiscard]] run::Pass pass() const;
  // f(move) with a move of all parameters along a direction.
  template <class F>
  auto along(std::span<const double> direction, const F& f);
  // L'(0), with move(t) putting the parameters where t says.
  template <class Move>
  Result<Slope> slope_at(Move&& move, double h, double here);
  template <class Move>
  Result<Slope> slope_of(Move&& move, double scale);

  train::Experiment experiment_;
  data::Dataset dataset_;
  std::unique_ptr<run::Network> network_;
  std::unique_ptr<run::Session> session_;
  std::vector<double> grads_;
  std::vector<std::vector<double>> flows_;  ///< dC/dv by value
  std::vector<std::uint32_t> positions_;
  std::int64_t rows_ = 0;
  std::vector<double> scales_;  ///< by head
};

}  // namespace backplane::inspect

#pragma once
// From one number to the cost, over any network: dC/dv = sum of do/dv dC/do, with do/dv
// measured on one layer alone and dC/do taken from backpropagation.

#include <optional>
#include <string>
#include <vector>

#include "backplane/trace.hpp"
#include "inspect/differences.hpp"
#include "inspect/probe.hpp"
#include "inspect/spot.hpp"

namespace backplane::inspect {

/// Pre: probe has backpropagated. The session's values are as they were after each
/// call.
class Walk {
 public:
  explicit Walk(Probe& probe) : probe_(&probe) {}

  /// Fills the report's steps, its sums and its verdict.
  Outcome follow(const Spot& start, TraceReport& report);

 private:
  // One number that is computed from another; to: nothing for the cost.
  struct Term {
    std::optional<Spot> to;
    double slope = 0, sensitivity = 0, product = 0;
    bool corner = false;
    double doubt = 0;  ///< of the product, from the differences
  };

  [[nodiscard]] const plan::NetworkPlan& plan() const { return probe_->plan(); }
  [[nodiscard]] double& number(const Spot& spot);
  [[nodiscard]] double gradient(const Spot& spot) const;
  [[nodiscard]] std::vector<int> readers(const Spot& spot) const;
  Result<std::vector<Term>> terms(const Spot& spot);
  Outcome add_reader(const Spot& spot, int node, std::vector<Term>& terms);
  Outcome add_cost(const Spot& spot, std::vector<Term>& terms);
  Result<double> own_slope(const Spot& spot, int node, const Spot& to);
  Result<double> own_cost_slope(const Spot& spot);
  [[nodiscard]] TraceStep describe(const Spot& spot) const;
  void sum_up(const std::vector<Term>& terms, TraceStep& step) const;
  Result<Difference> cost_difference(const Spot& spot);
  Result<double> cost_after(const Spot& spot);

  Probe* probe_;
};

/// Layers that draw random masks, and layers that keep statistics of their batches:
/// what they do here, in words. Pre: as Walk.
Result<std::vector<std::string>> notes_on(Probe& probe);

}  // namespace backplane::inspect

#pragma once
// The next token: p_i = exp(z_i / temperature) / sum, among the likeliest.

#include <cstdint>
#include <span>
#include <vector>

#include "backplane/generate.hpp"

namespace backplane::train {

/// Errors: E0666, a temperature, top_k or top_p out of its range.
Outcome check(const Sampling& sampling);

/// Chooses; owns the room it takes, so that later calls allocate nothing.
class TokenChooser {
 public:
  /// Pre: check(sampling) is ok.
  explicit TokenChooser(const Sampling& sampling) : sampling_(sampling) {}

  /// `scores`: logits or logarithms of probabilities, -infinity for what may not come.
  /// `u` in [0, 1) decides. The likeliest, the first of several, where the temperature
  /// is 0. -1: a score is NaN, or none is finite.
  [[nodiscard]] std::int32_t choose(std::span<const double> scores, double u);

 private:
  void keep_likeliest(std::span<const double> scores);
  void weigh(std::span<const double> scores);

  Sampling sampling_;
  std::vector<std::int32_t> order_;  // tokens, the likeliest first
  std::vector<double> share_;        // exp(z / temperature), as order_
};

}  // namespace backplane::train

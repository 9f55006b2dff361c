#pragma once
// The nearest right word, for "did you mean ...?".

#include <string>
#include <string_view>
#include <vector>

#include "backplane/nearest.hpp"
#include "backplane/params.hpp"

namespace backplane {

/// A word that may be met, and what to write for it: an alias means its parameter.
struct Candidate {
  std::string word;
  std::string means;
};

/// As the nearest() of words alone; what the candidate means.
[[nodiscard]] std::string nearest(std::string_view word,
                                  const std::vector<Candidate>& candidates);

/// "did you mean 'lr'?", or "".
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       const std::vector<Candidate>& candidates);
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       const std::vector<std::string>& words);

/// Names and aliases of parameters.
[[nodiscard]] std::vector<Candidate> candidates(const std::vector<ParamSpec>& params);

}  // namespace backplane

#pragma once
// Windows over a stream of tokens: sample i is a run of `context` tokens, its labels
// the run one token later.
//   evaluation: the windows lie side by side from the first token on
//   training:   so too, from a token that the epoch draws, so that windows begin
//   anywhere

#include <cstdint>

namespace backplane::data {

struct Windows {
  std::int64_t context = 0;         ///< tokens a window
  std::int64_t begin = 0, end = 0;  ///< the part's tokens in the stream
  std::int64_t shift = 0;           ///< where the epoch's first window begins

  /// The first token of window i.
  [[nodiscard]] std::int64_t start(std::int64_t i) const {
    return begin + shift + i * context;
  }
};

/// Whole windows in so many tokens, each token but the first predicted at most once; up
/// to context - 1 tokens at the end are left over.
[[nodiscard]] inline std::int64_t count_windows(std::int64_t tokens,
                                                std::int64_t context) {
  return tokens > 1 ? (tokens - 1) / context : 0;
}

/// How an epoch's windows may lie: `count` of them, the first after 0 to `places - 1`
/// tokens. Where windows are shifted one is given up, so that every shift leaves as
/// many.
struct Grid {
  std::int64_t count = 0, places = 1;
};
[[nodiscard]] inline Grid training_grid(std::int64_t tokens, std::int64_t context,
                                        bool shifted) {
  const std::int64_t all = count_windows(tokens, context);
  if (!shifted || all == 0) return {all, 1};
  if (all == 1) return {1, tokens - context};
  return {all - 1, context};
}

/// The shift of an epoch's windows: a function of (seed, epoch).
[[nodiscard]] std::int64_t epoch_shift(std::uint64_t seed, std::uint64_t epoch,
                                       std::int64_t places);

}  // namespace backplane::data

#pragma once
// A network that goes on with a text. It is fed windows of tokens as in training, from
// the left, with any token in what is empty; so it must not look ahead.

#include <memory>
#include <span>
#include <vector>

#include "run/session.hpp"

namespace backplane::train {

/// Not thread-safe. `network` and `pool` must outlive it.
class TextWriter {
 public:
  /// Pre: the network takes windows of ids and gives a row of scores for each. Errors:
  /// E0664, its row for a token depends on a later one; E0310, E0311, E0701, E0702.
  static Result<std::unique_ptr<TextWriter>> create(const run::Network& network,
                                                    Parallel& pool);

  /// A new text of these tokens. Pre: not empty, ids of the network.
  Outcome start(std::span<const std::int32_t> tokens);
  /// How the network sees each token that may come next: logits, or logarithms of
  /// probabilities. Until the next call. Pre: start().
  Result<std::span<double>> scores();
  /// The next token of the text.
  Outcome append(std::int32_t token);

 private:
  TextWriter(const run::Network& network, std::unique_ptr<run::Session> session);
  Outcome read();
  Outcome refuse_looking_ahead();
  [[nodiscard]] std::span<std::int32_t> input() const;

  const run::Network& network_;
  std::unique_ptr<run::Session> session_;
  std::int64_t context_;
  std::vector<std::int32_t> window_;  // tokens so far, at most context_
  bool read_ = false;                 // the session has seen the window
  std::vector<double> scores_;
};

}  // namespace backplane::train

#pragma once
// A batch of samples into a session's input and targets.

#include <span>

#include "data/augmenter.hpp"
#include "data/dataset.hpp"
#include "run/session.hpp"

namespace backplane::train {

/// `rows`: positions in `examples`. Targets in the form the loss takes; inputs where
/// asked for. Allocates nothing.
void gather_batch(run::Session& session, Parallel& pool, const data::Dataset& dataset,
                  const data::Examples& examples, std::span<const std::uint32_t> rows,
                  bool inputs);

/// Which input is changed, and what the random changes depend on.
struct BatchKey {
  std::size_t input = 0;
  std::uint64_t seed = 0, epoch = 0, index = 0;  ///< index: of the batch in its epoch
};

/// The same with one input changed, and with targets that may be mixed.
void gather_augmented(run::Session& session, Parallel& pool,
                      const data::Dataset& dataset, std::span<const std::uint32_t> rows,
                      bool inputs, data::Augmenter& augmenter, const BatchKey& key);

}  // namespace backplane::train

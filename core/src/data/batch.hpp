#pragma once
// Batches: which samples in which order, and gathering them into the network's input.

#include <cstdint>
#include <span>

#include "data/dataset.hpp"

namespace backplane::data {

/// The order of an epoch: a permutation of [0, n), a function of (seed, epoch) alone;
/// the identity without `shuffle`.
void epoch_order(std::uint64_t seed, std::uint64_t epoch, bool shuffle,
                 std::span<std::uint32_t> order);

/// The order in which row b of each batch continues row b of the one before: `batch`
/// streams side by side, the first ones longer by one where they do not come out even.
void stream_order(std::int64_t batch, std::span<std::uint32_t> order);

/// Where one input and one target of a batch go; what is null is not written.
struct GatherTo {
  std::size_t input = 0, target = 0;  ///< which of the sample's
  DType dtype = DType::f32;           ///< of inputs and dense
  void* inputs = nullptr;             ///< [n, features], transforms applied
  std::int32_t* ids = nullptr;        ///< [n, features], of inputs that are ids
  std::int32_t* labels = nullptr;     ///< [n, label_width]
  void* dense = nullptr;              ///< [n, width]; one-hot when the examples have
                                      ///< labels, which stand themselves in one column
  std::int64_t one_hot = 0;           ///< number of classes for that
};

/// Gathers samples of `examples` (positions in its rows). Allocates nothing; safe from
/// many threads on disjoint outputs.
void gather(const Examples& examples, const Affine& affine,
            std::span<const std::uint32_t> positions, const GatherTo& to);

}  // namespace backplane::data

#pragma once
// The augmentations of a job at work on batches. They fall into stages: a stage takes
// samples one by one, and each sample mixed with another needs all of the stage before.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "data/augment.hpp"
#include "data/batch.hpp"

namespace backplane::data {

/// A batch to be gathered and augmented, and what its random choices depend on.
struct AugmentBatch {
  const Examples& examples;
  const Affine& affine;
  std::span<const std::uint32_t> positions;
  GatherTo to;  ///< null inputs: targets alone, as they are with inputs
  std::uint64_t seed = 0, epoch = 0, index = 0;  ///< index: of the batch in its epoch
};

/// Owns the memory between stages, planned when it is made; no stage allocates. Tasks
/// of one stage may run at once, each worker in one of them.
class Augmenter {
 public:
  struct Limits {
    DType dtype = DType::f32;
    std::int64_t rows = 0;          ///< of a batch, at most
    std::int64_t target_width = 0;  ///< of dense targets
    std::uint32_t workers = 1;
  };
  /// Pre: each of `chosen` is an augmentation that fits `size`.
  Augmenter(const std::vector<config::Bound>& chosen, const ImageSize& size,
            const Limits& limits);
  Augmenter(const Augmenter&) = delete;
  Augmenter& operator=(const Augmenter&) = delete;

  /// To be run in order, all rows of one before the next.
  [[nodiscard]] std::size_t stages() const { return stages_.size(); }
  /// Rows [begin, end) of a stage; the last one leaves the batch where it is wanted,
  /// transforms applied.
  void run(std::size_t stage, const AugmentBatch& batch, std::size_t begin,
           std::size_t end, std::uint32_t worker);

 private:
  struct Numbered {
    std::uint64_t number;  // in the job's list
    PlannedAugment augment;
  };
  struct Stage {
    const Numbered* mix = nullptr;  // what it begins with
    std::vector<const Numbered*> changes;
  };

  struct Rows {
    std::size_t begin, end;
  };

  template <class T>
  void run_as(std::size_t stage, const AugmentBatch& batch, Rows rows, T* spare);
  void gather_rows(const AugmentBatch& batch, GatherTo to, Rows rows) const;
  template <class T>
  void mix_rows(std::size_t stage, const AugmentBatch& batch, std::uint64_t key,
                Rows rows);
  [[nodiscard]] GatherTo place_of(std::size_t stage, const AugmentBatch& batch);

  ImageSize size_;
  Limits limits_;
  std::vector<Numbered> augments_;
  std::vector<Stage> stages_;
  std::vector<std::byte> images_, targets_;  // what every second stage leaves
  std::vector<std::byte> spare_;             // an image a worker
  Affine identity_;
};

}  // namespace backplane::data

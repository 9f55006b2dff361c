// Stage 0 gathers, each later one mixes; all change sample by sample, and the last one
// applies the transforms. Stages write in turn to the batch and to a buffer, so that
// the last one writes to the batch.
#include "data/augmenter.hpp"

#include <algorithm>

#include "data/convert.hpp"
#include "math/rng.hpp"

namespace backplane::data {
namespace {

constexpr std::size_t kAlign = 64;
constexpr int kNumberBits = 20;  // of an augmentation; a file holds fewer values

std::size_t rounded(std::size_t bytes) {
  return (bytes + kAlign - 1) / kAlign * kAlign;
}

template <class T>
T* row_of(void* rows, std::size_t row, std::int64_t width) {
  return static_cast<T*>(rows) + static_cast<std::int64_t>(row) * width;
}

void* row_at(void* rows, std::size_t row, std::int64_t width, DType dtype) {
  return rows == nullptr ? nullptr
                         : static_cast<std::byte*>(rows) +
                               row * static_cast<std::size_t>(width) * size_of(dtype);
}

// What augmentation `number` does with a sample depends on the sample and the epoch.
Draws draws_of(std::uint64_t key, std::uint64_t number, const AugmentBatch& batch,
               std::size_t row) {
  const std::uint64_t sample = batch.examples.rows[batch.positions[row]];
  return {key, (sample << kNumberBits | number) << 1};
}

// Row r is mixed with row r + distance of the batch, counted in a circle: none with
// itself. As the batch is a random choice, so are the pairs.
std::size_t distance_of(std::uint64_t key, std::uint64_t number,
                        const AugmentBatch& batch) {
  const auto n = static_cast<std::int64_t>(batch.positions.size());
  Draws draws(mix(key, "partner"), (batch.index << kNumberBits | number) << 1);
  return static_cast<std::size_t>(1 + draws.below(n - 1));
}

}  // namespace

Augmenter::Augmenter(const std::vector<config::Bound>& chosen, const ImageSize& size,
                     const Limits& limits)
    : size_(size), limits_(limits), stages_(1) {
  augments_.reserve(chosen.size());
  for (const config::Bound& bound : chosen) {
    augments_.push_back({augments_.size(), augment_of(bound)->plan(bound, size)});
    const Numbered& made = augments_.back();
    if (made.augment.mix != nullptr)
      stages_.push_back({&made, {}});
    else
      stages_.back().changes.push_back(&made);
  }
  const std::size_t width = size_of(limits.dtype);
  const std::size_t image = static_cast<std::size_t>(size.elements()) * width;
  spare_.resize(rounded(image) * limits.workers);
  if (stages_.size() == 1) return;
  const auto rows = static_cast<std::size_t>(limits.rows);
  images_.resize(image * rows);
  targets_.resize(static_cast<std::size_t>(limits.target_width) * width * rows);
}

void Augmenter::run(std::size_t stage, const AugmentBatch& batch, std::size_t begin,
                    std::size_t end, std::uint32_t worker) {
  std::byte* spare = spare_.data() + worker * (spare_.size() / limits_.workers);
  if (limits_.dtype == DType::f64)
    run_as(stage, batch, {begin, end}, reinterpret_cast<double*>(spare));
  else
    run_as(stage, batch, {begin, end}, reinterpret_cast<float*>(spare));
}

template <class T>
void Augmenter::run_as(std::size_t stage, const AugmentBatch& batch, Rows rows,
                       T* spare) {
  const std::uint64_t key = mix(batch.seed, "augment", batch.epoch);
  const GatherTo to = place_of(stage, batch);
  if (stage == 0)
    gather_rows(batch, to, rows);
  else
    mix_rows<T>(stage, batch, key, rows);
  if (to.inputs == nullptr) return;
  const RowConverter<T, T> transform(batch.affine);
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    T* x = row_of<T>(to.inputs, row, size_.elements());
    for (const Numbered* change : stages_[stage].changes) {
      Draws draws = draws_of(key, change->number, batch, row);
      change->augment.change->apply(Image<T>{x, size_}, draws, spare);
    }
    if (stage + 1 == stages_.size()) transform(x, x, size_.elements());
  }
}

// Where a stage leaves its rows.
GatherTo Augmenter::place_of(std::size_t stage, const AugmentBatch& batch) {
  GatherTo to = batch.to;
  if ((stages_.size() - 1 - stage) % 2 == 0) return to;
  if (to.inputs != nullptr) to.inputs = images_.data();
  if (to.dense != nullptr) to.dense = targets_.data();
  return to;
}

void Augmenter::gather_rows(const AugmentBatch& batch, GatherTo to, Rows rows) const {
  to.inputs = row_at(to.inputs, rows.begin, size_.elements(), limits_.dtype);
  to.dense = row_at(to.dense, rows.begin, limits_.target_width, limits_.dtype);
  if (to.labels != nullptr) to.labels += rows.begin;
  gather(batch.examples, identity_,
         batch.positions.subspan(rows.begin, rows.end - rows.begin), to);
}

template <class T>
void Augmenter::mix_rows(std::size_t stage, const AugmentBatch& batch,
                         std::uint64_t key, Rows rows) {
  const Numbered& mixing = *stages_[stage].mix;
  const GatherTo from = place_of(stage - 1, batch), to = place_of(stage, batch);
  const std::int64_t n = size_.elements(), width = limits_.target_width;
  const std::size_t count = batch.positions.size();
  const std::size_t distance = count > 1 ? distance_of(key, mixing.number, batch) : 0;
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    const std::size_t other = (row + distance) % count;
    Image<T> image{nullptr, size_};
    const T* taken = nullptr;
    if (to.inputs != nullptr) {
      image.x = row_of<T>(to.inputs, row, n);
      taken = row_of<T>(from.inputs, other, n);
      std::copy_n(row_of<T>(from.inputs, row, n), n, image.x);
    }
    Draws draws = draws_of(key, mixing.number, batch, row);
    const double share =
        distance > 0 ? mixing.augment.mix->apply(image, taken, draws) : 1;
    if (to.dense == nullptr) continue;
    const T* mine = row_of<T>(from.dense, row, width);
    const T* others = row_of<T>(from.dense, other, width);
    T* t = row_of<T>(to.dense, row, width);
    for (std::int64_t k = 0; k < width; ++k)
      t[k] = static_cast<T>(share) * mine[k] + static_cast<T>(1 - share) * others[k];
  }
}

}  // namespace backplane::data

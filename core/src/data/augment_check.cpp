// Augmentations against the samples that they will change, before any is read.
#include <fmt/format.h>

#include "data/augment.hpp"
#include "data/source.hpp"

namespace backplane::data {
namespace {

Error no_image(const config::DataJob& job, const config::Bound& bound,
               const Shape& sample) {
  Error error{"E0550",
              fmt::format("'{}' changes images of channels×height×width, and a sample "
                          "is {}",
                          bound.id(), to_string(sample)),
              bound.place,
              {},
              {},
              {},
              {}};
  error.notes.push_back({job.source.place, "the data"});
  if (sample.rank == 2)
    error.remarks.push_back(fmt::format("grey images are stored as [N, 1, {}, {}]",
                                        sample.dim[0], sample.dim[1]));
  return error;
}

Error of_the_application(const config::Bound& bound) {
  return {"E0550",
          fmt::format("'{}' stands beside 'host', whose samples are trained on as the "
                      "application gives them",
                      bound.id()),
          bound.place,
          "remove this item",
          {},
          {},
          {}};
}

Error alone(const config::DataJob& job, const config::Bound& bound) {
  Error error{
      "E0550",
      fmt::format("'{}' mixes two samples of a batch, and the batch is 1", bound.id()),
      bound.place,
      {},
      {},
      {},
      {}};
  error.notes.push_back({job.batch_place, "the batch"});
  return error;
}

// Mixing takes a sample as a whole: what is mixed of one is mixed of all.
void mix(const config::Bound& bound, DataHeader& header, Diagnostics& diagnostics) {
  if (header.inputs.size() > 1 || header.targets.size() > 1)
    diagnostics.add("E0550",
                    fmt::format("'{}' mixes an input and a target, and a sample has "
                                "several here",
                                bound.id()),
                    bound.place, "remove this item");
  if (!header.target().mixed)
    header.target().mixed = MixedTargets{bound.id(), bound.place};
}

}  // namespace

ImageSize image_size(const io::ArrayHeader& array) {
  return {array.shape[1], array.shape[2], array.shape[3]};
}

void check_augments(const config::DataJob& job, const Shape& sample, DataHeader& header,
                    Diagnostics& diagnostics) {
  for (const config::Bound& bound : job.augments) {
    const Augment* augment = augment_of(bound);
    if (augment == nullptr) continue;
    if (augment->mixes()) mix(bound, header, diagnostics);
    if (job.source.part == &host_source()) {
      diagnostics.add(of_the_application(bound));
      continue;
    }
    if (sample.rank != 3) {
      diagnostics.add(no_image(job, bound, sample));
      continue;
    }
    if (augment->mixes() && job.batch == 1) diagnostics.add(alone(job, bound));
    const auto fits =
        augment->check(bound, {sample.dim[0], sample.dim[1], sample.dim[2]});
    if (!fits) diagnostics.add(fits.error());
  }
}

}  // namespace backplane::data

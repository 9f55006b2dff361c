#pragma once
// The picture of training samples.

#include "backplane/samples.hpp"
#include "data/dataset.hpp"
#include "io/image.hpp"
#include "train/experiment.hpp"

namespace backplane::inspect {

/// `lines`: positions in the training part, a line each. Errors: E0552, samples that
/// are no images; E0541, a picture that would be too large.
Result<io::Pixels> draw_sheet(const train::Experiment& experiment,
                              const data::Dataset& dataset, const SheetOptions& options,
                              std::vector<std::uint32_t>& lines);

}  // namespace backplane::inspect

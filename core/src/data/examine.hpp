#pragma once
// What the headers of the data say, checked: shapes, forms of target, counts.

#include <cstdint>
#include <optional>

#include "data/dataset.hpp"
#include "data/source.hpp"

namespace backplane::data {

/// Everything that can be wrong before a value is read. Mistakes go to `diagnostics`;
/// where they leave the sample's shape in doubt there is no header.
std::optional<DataHeader> examine(const config::DataJob& job, const Headers& headers,
                                  Diagnostics& diagnostics);

/// The shape of one sample as it is stored. Pre: 1 <= rank <= 8.
[[nodiscard]] Shape sample_shape(const io::ArrayHeader& array);

}  // namespace backplane::data

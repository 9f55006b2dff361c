#pragma once
// The `text` source: a stream of tokens instead of arrays, cut into windows. The
// validation part is the end of the text, and the test part a text of its own.

#include <optional>
#include <string>
#include <vector>

#include "data/corpus.hpp"
#include "data/dataset.hpp"

namespace backplane::data {

/// Whether the job's source is `text`.
[[nodiscard]] bool is_text(const config::DataJob& job);

/// As probe() and load() for other sources. A text of bytes that is not compressed is
/// not read for its header. Pre: is_text(job).
std::optional<DataHeader> probe_text(const config::DataJob& job,
                                     Diagnostics& diagnostics);
Result<Dataset> load_text(const config::DataJob& job);

}  // namespace backplane::data

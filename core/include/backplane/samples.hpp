#pragma once
// Looking at the data of a configuration: what there is, and what training shows of it.

#include <cstdint>
#include <string>
#include <vector>

#include "backplane/error.hpp"
#include "backplane/export.hpp"
#include "backplane/inspect.hpp"
#include "backplane/runtime.hpp"

namespace backplane {

/// How many examples of a class each part has.
struct ClassCount {
  std::string name;
  std::int64_t train = 0, validation = 0, test = 0;
};

/// A picture of the first training samples: a line each, as stored and then as the
/// augmentations change it from epoch to epoch.
struct SheetOptions {
  std::string path;          ///< a PNG file; "": none is drawn
  std::int64_t samples = 8;  ///< lines: of the first batch, at most
  std::int64_t views = 7;    ///< beside the stored image; none without augmentations
};

struct DataOptions : ConfigOptions {
  SheetOptions sheet;
};

struct DataReport {
  std::string source;                                ///< "idx"
  std::string stored, input;                         ///< shapes: "1×28×28", "784"
  std::int64_t train = 0, validation = 0, test = 0;  ///< examples
  std::vector<ClassCount> classes;                   ///< of labels; else empty
  std::int64_t sheet_height = 0, sheet_width = 0;    ///< pixels
  std::vector<std::string> sheet_labels;             ///< of each line, where there are
};

/// Reads the data. Errors: all that check finds, the data's, E0552 for samples that are
/// no images, E0505.
BACKPLANE_API Result<DataReport> look_at_data(Runtime& runtime,
                                              const std::string& config,
                                              const DataOptions& options = {});

}  // namespace backplane

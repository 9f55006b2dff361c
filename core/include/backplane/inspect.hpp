#pragma once
// Looking at a configuration without training: check, and the summary of its network.

#include <cstdint>
#include <string>
#include <vector>

#include "backplane/error.hpp"
#include "backplane/export.hpp"
#include "backplane/runtime.hpp"

namespace backplane {

/// How a configuration file is read by every function that takes one.
struct ConfigOptions {
  std::vector<std::string> sets;  ///< overrides, "optimizer.lr=0.01"
  bool allow_plugins = false;     ///< honour its `plugins:` section
};

/// One row of the layer table.
struct SummaryRow {
  std::string name;   ///< "fc1"; the first row is the input
  std::string part;   ///< "dense"
  std::string shape;  ///< of the output, without the batch: "28×28"
  std::int64_t parameters = 0;      ///< its own
  std::uint64_t multiply_adds = 0;  ///< a sample, forward
  std::vector<std::string> shared;  ///< tensors of other layers that it uses
};

/// Tensors of the network, with PyTorch's names and layouts.
struct SummaryTensor {
  std::string name, shape, init;
  std::int64_t count = 0;
  bool trainable = true;  ///< false: frozen
};

struct Summary {
  std::string name, precision, loss, optimizer;
  std::vector<SummaryRow> rows;
  std::vector<SummaryTensor> tensors;
  std::int64_t parameters = 0;  ///< trainable scalars
  std::int64_t frozen = 0;      ///< those that are not trained
  std::uint64_t multiply_adds = 0;
  std::int64_t batch = 0;
  std::int64_t train = 0, validation = 0, test = 0;  ///< examples
  std::uint64_t steps_per_epoch = 0, total_steps = 0;
  // The memory plan of training at that batch size, in bytes.
  std::uint64_t weights = 0, slots = 0, averages = 0, activations = 0, gradients = 0,
                saved = 0, scratch = 0, total = 0;
};

/// Everything that can be known before the first step: all mistakes at once, or the
/// summary. Reads headers of data files only; trains and writes nothing.
BACKPLANE_API Result<Summary> summarize(Runtime& runtime, const std::string& config,
                                        const ConfigOptions& options = {});

}  // namespace backplane

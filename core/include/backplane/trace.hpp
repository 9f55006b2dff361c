#pragma once
// The owner's chain, factor by factor: how the cost of one sample depends on one
// weight, one bias or one activation, through every layer after it.

#include <cstdint>
#include <string>
#include <vector>

#include "backplane/inspect.hpp"

namespace backplane {

/// The place that is asked about: layer "fc1" and its neuron, and for a weight the
/// input.
struct TracePlace {
  enum class What { weight, bias, activation };
  What what = What::weight;
  std::string layer;
  std::int64_t neuron = 0;  ///< j: row of the weight, entry of the bias or activation
  std::int64_t input = 0;   ///< k: column of the weight
};
/// "fc1[3,5]" for a weight, "fc1[3]" otherwise. Errors: E0801.
BACKPLANE_API Result<TracePlace> parse_trace_place(TracePlace::What what,
                                                   const std::string& text);

struct TraceOptions : ConfigOptions {
  std::int64_t sample = 0;  ///< of the training data, in file order
  TracePlace place;
};

/// dz_next/da * da_next/dz_next * dC/da_next of one neuron of the next layer.
struct TraceTerm {
  std::int64_t neuron = 0;
  double weight = 0, slope = 0, sensitivity = 0, product = 0;
};

/// One layer of the chain, at the neuron it passes through.
struct TraceLayer {
  std::string name, activation;  ///< "fc1", "sigmoid"
  std::int64_t neuron = 0;
  double z = 0, a = 0, slope = 0;  ///< slope = f'(z)
  double sensitivity = 0;          ///< dC/da as the sum of its terms
  double backprop = 0;             ///< dC/da as backpropagation holds it
  std::vector<TraceTerm> terms;    ///< the five largest; empty for the last layer
  std::int64_t rest_count = 0;     ///< the other terms ...
  double rest = 0;                 ///< ... and their sum
};

struct TraceReport {
  std::vector<TraceLayer> layers;  ///< from the chosen place to the end
  double cost = 0;                 ///< C of the sample
  double input = 0;                ///< a_k of the layer before: dz/dw; weights only
  double product = 0;              ///< the chain multiplied out
  double backprop = 0;             ///< what backpropagation holds for the place
  double difference = 0;           ///< (C(+h) - C(-h)) / 2h
  bool agrees = false;  ///< product = backprop to 1e-12, = difference to 1e-6
  std::vector<std::string> formula;  ///< the chain in symbols, a line each
};

/// In float64, with the configuration's starting weights or with those of `weights`.
/// Errors: a place that is not there; a network that is no chain of dense layers
/// (E0802).
BACKPLANE_API Result<TraceReport> trace(Runtime& runtime, const std::string& config,
                                        const TraceOptions& options);

}  // namespace backplane

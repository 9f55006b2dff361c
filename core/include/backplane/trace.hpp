#pragma once
// The owner's chain, factor by factor: how the cost of one sample depends on one
// number of a network, through every layer after it.

#include <cstdint>
#include <string>
#include <vector>

#include "backplane/inspect.hpp"

namespace backplane {

/// The place that is asked about: "fc1" and the indices, from 0.
struct TracePlace {
  enum class What {
    weight,      ///< an entry of the item's weight
    bias,        ///< an entry of its bias
    activation,  ///< a number that the item gives, of one sample
    any,         ///< an entry of any parameter ("lstm0.weight_ih_l0"), or the last
  };
  What what = What::weight;
  std::string name;
  std::vector<std::int64_t> index;
};
/// "fc1[3,5]", "conv1[0,0,1,2]". Errors: E0801.
BACKPLANE_API Result<TracePlace> parse_trace_place(TracePlace::What what,
                                                   const std::string& text);

struct TraceOptions : ConfigOptions {
  std::int64_t sample = 0;   ///< of the training data, in file order
  std::int64_t samples = 1;  ///< from there on, in one batch: C is their mean
  TracePlace place;
};

// A chain of dense layers is told in the owner's letters: z = w a + b, a = f(z).

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

// Any other network, as steps from number to number: dC/dv = sum of do/dv * dC/do over
// all numbers o that are computed from v directly.

/// One such number.
struct TraceLink {
  std::string to;           ///< "conv2[3,5,5]"; "C" for the cost
  std::int64_t sample = 0;  ///< of the batch
  double slope = 0;         ///< do/dv, by differences of that layer alone
  double sensitivity = 0;   ///< dC/do, as backpropagation holds it
  double product = 0;
  bool corner = false;  ///< no slope to be had: the one that the layer itself takes
};

/// One number v on the way, and all that is computed from it.
struct TraceStep {
  std::string place;                 ///< "conv1[3,5,5]", "conv1.weight[3,0,1,1]"
  std::string part;                  ///< "conv2d"
  std::int64_t sample = 0;           ///< of the batch
  double value = 0;                  ///< v
  double backprop = 0;               ///< dC/dv as backpropagation holds it
  double sum = 0;                    ///< dC/dv as the sum over its links
  std::vector<std::string> readers;  ///< who computes from it: "conv2"; "cost"
  std::int64_t count = 0;            ///< links that are not 0 ...
  std::vector<TraceLink> links;      ///< ... the five largest ...
  double rest = 0;                   ///< ... and the sum of the others
  bool agrees = false;               ///< sum = backprop to 1e-6
};

struct TraceReport {
  TracePlace::What what = TracePlace::What::any;  ///< of a dense chain: never any
  std::vector<TraceLayer> layers;  ///< of a dense chain, from the place to the end ...
  std::vector<TraceStep> steps;    ///< ... or of another network; each step through the
                                   ///< largest link of the one before
  double cost = 0;                 ///< C of the sample
  double input = 0;                ///< a_k of the layer before: dz/dw; weights only
  double product = 0;              ///< the chain multiplied out
  double path = 0;                 ///< steps: the part of it that goes along them
  double backprop = 0;             ///< what backpropagation holds for the place
  double difference = 0;           ///< (C(+h) - C(-h)) / 2h
  bool corner = false;  ///< steps: the cost bends beside the place, no difference holds
  bool agrees = false;  ///< product = backprop to 1e-12 (steps: all of them to 1e-6),
                        ///< and = difference to 1e-6
  std::vector<std::string> formula;  ///< the chain in symbols, a line each
  std::vector<std::string> notes;    ///< what to know of this network
};

/// In float64, with the configuration's starting weights or with those of `weights`.
/// As in the first step of training: random masks are those of step 0. Errors: a place
/// that is not there (E0801), or that has no derivative (E0802).
BACKPLANE_API Result<TraceReport> trace(Runtime& runtime, const std::string& config,
                                        const TraceOptions& options);

}  // namespace backplane

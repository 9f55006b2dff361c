#pragma once
// model.safetensors: weights, and in the metadata all that predict needs: the resolved
// configuration, the sample's shape, fitted transforms, label names, who made each
// part.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "train/experiment.hpp"

namespace backplane::train {

/// Holds no time, absolute path, output folder or thread count: a function of
/// configuration, data and seed.
std::map<std::string, std::string> model_metadata(const Experiment& experiment,
                                                  const data::Dataset& dataset);

/// What the metadata of a model file says.
struct ModelInfo {
  std::string config;  ///< YAML
  std::string source;  ///< the data source's id: "idx"
  data::DataHeader header;
  std::vector<data::Affine> affines;                  ///< by input
  std::vector<std::vector<std::string>> label_names;  ///< by target
  std::vector<std::string> parts;                     ///< "relu 1.0.0 from relu 0.1.0"
  std::optional<data::Vocabulary> vocabulary;         ///< of a text model
};

/// Errors: E0650, no Backplane model or a damaged one, naming what is missing.
Result<ModelInfo> parse_model_metadata(
    const std::map<std::string, std::string>& metadata, const std::string& file);

}  // namespace backplane::train

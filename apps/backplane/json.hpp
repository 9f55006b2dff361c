#pragma once
// Results and errors for programs: what --json prints.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "backplane/error.hpp"
#include "backplane/train.hpp"

namespace backplane::app {

using Json = nlohmann::ordered_json;

/// A list: the error and all found with it.
[[nodiscard]] Json errors_json(const Error& error);
/// {"accuracy": 0.9012, ...}; what is no number as its text.
[[nodiscard]] Json metrics_json(const std::vector<MetricReport>& metrics);
/// A number, or null.
[[nodiscard]] Json optional_json(const std::optional<double>& value);
/// Indented, ending in a newline; bytes that are no UTF-8 are replaced.
[[nodiscard]] std::string dump(const Json& json);

}  // namespace backplane::app

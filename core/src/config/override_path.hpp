#pragma once
// The path of an override, in pieces that know where they stand on the command line.

#include <optional>
#include <string>
#include <vector>

#include "config/node.hpp"
#include "diagnostics.hpp"

namespace backplane::config {

struct Segment {
  std::string key;                   ///< empty for an index
  std::optional<std::size_t> index;  ///< of `[2]`
  Place place;
};

struct Override {
  std::vector<Segment> path;
  Node value;
};

/// "optimizer.lr=0.01" in pieces. Errors, added: E0118, and those of parse_yaml.
std::optional<Override> parse_override(const std::string& set,
                                       Diagnostics& diagnostics);

}  // namespace backplane::config

#pragma once
// Text -> Config: parsed, extended, overridden, variables replaced. Knows no part.

#include <cstdint>
#include <string>
#include <vector>

#include "config/node.hpp"

namespace backplane::config {

struct ConfigOptions {
  std::vector<std::string> sets;  ///< "optimizer.lr=0.01", as --set gives them
  bool allow_environment = true;  ///< may `$(env:NAME)` be read
};

/// A whole configuration file as one tree; immutable once read.
struct Config {
  Node root;           ///< a map
  std::string file;    ///< as named by the caller
  std::string folder;  ///< paths in the file are relative to this
  Node vars;           ///< a map; the layers of blocks are still to be replaced with it
  bool allow_environment = true;
};

/// Reads a file, its `extends` chain, the overrides and the variables. Errors: syntax,
/// duplicate keys, cycles, bombs, unknown variables, overrides that match nothing; all
/// at once after parsing.
Result<Config> read_config(const std::string& path, const ConfigOptions& options = {});
/// The same from memory; `extends` is refused. `name` stands for the file in messages.
Result<Config> parse_config(const std::string& text, const std::string& name,
                            const ConfigOptions& options = {});

}  // namespace backplane::config

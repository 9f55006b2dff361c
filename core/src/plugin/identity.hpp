#pragma once
// Which plugins a network is made of, for its model file: never where they lie.

#include <span>
#include <string>
#include <vector>

#include "backplane/component.hpp"

namespace backplane::plugin {

struct Identity {
  std::string plugin;  ///< "" for parts of the application itself
  std::string version;
  std::string vendor;
  std::string sha256;                   ///< of the file; "" when linked in
  std::vector<std::string> components;  ///< the used ids with versions, "relu 1.0.0"
};

/// Each plugin once, by name. Reads the files. Error: E0421.
Result<std::vector<Identity>> identities(std::span<const Component* const> used);

}  // namespace backplane::plugin

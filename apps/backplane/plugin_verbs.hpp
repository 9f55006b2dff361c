#pragma once
// The verbs of `backplane plugin`.

#include "backplane/component.hpp"
#include "command_line.hpp"

namespace backplane::app {

void add_plugin_list(CommandLine& line, CLI::App& group);
void add_plugin_info(CommandLine& line, CLI::App& group);

/// "backplane-activations 0.1.0", "linked in": where a part came from.
[[nodiscard]] std::string origin_of(const Component& component);

inline constexpr Kind kKinds[] = {Kind::activation, Kind::loss, Kind::layer,
                                  Kind::optimizer};

}  // namespace backplane::app

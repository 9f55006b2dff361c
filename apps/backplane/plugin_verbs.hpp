#pragma once
// The verbs of `backplane plugin`.

#include "backplane/component.hpp"
#include "command_line.hpp"

namespace backplane::app {

void add_plugin_list(CommandLine& line, CLI::App& group);
void add_plugin_info(CommandLine& line, CLI::App& group);
void add_plugin_from_expr(CommandLine& line, CLI::App& group);

/// "backplane-activations 0.1.0", "linked in": where a part came from.
[[nodiscard]] std::string origin_of(const Component& component);

/// What a required parameter may be given, as in YAML, or "" where it comes with none.
[[nodiscard]] std::string example_of(const ParamSpec& param);

inline constexpr Kind kKinds[] = {Kind::activation, Kind::loss, Kind::layer,
                                  Kind::optimizer};

}  // namespace backplane::app

#pragma once
// A component's table as an entry of the registry.

#include <memory>

#include "backplane/component.hpp"
#include "plugin/host.hpp"
#include "plugin/module_table.hpp"

namespace backplane::plugin {

/// Checked and copied; its factories make adapters and keep `host` alive. Pre: the kind
/// is known. Errors: E0407, E0408, E0410.
Result<Component> make_component(const backplane_component* table, Module& module,
                                 const std::shared_ptr<const Host>& host);

}  // namespace backplane::plugin

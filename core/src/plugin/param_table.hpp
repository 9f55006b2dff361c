#pragma once
// A component's parameter table, checked and copied.

#include <string>
#include <vector>

#include "backplane/abi.h"
#include "backplane/params.hpp"
#include "plugin/table_check.hpp"

namespace backplane::plugin {

/// Its parameters in table order. Pre: check_component passed. Error: E0410, naming
/// component and parameter.
Result<std::vector<ParamSpec>> read_params(const backplane_component* component,
                                           const std::string& file);

/// "a, b" -> {"a", "b"}; NULL -> {}.
[[nodiscard]] std::vector<std::string> split_list(const char* list);

}  // namespace backplane::plugin

#pragma once
// `$name` and `$( )` in every scalar, from the section `vars` and the environment.

#include "config/node.hpp"
#include "diagnostics.hpp"

namespace backplane::config {

/// Replaces them all, then drops `vars` and returns it, its values replaced; `x-`
/// sections stay as they are, and so do the layers of `model.blocks`, which have
/// arguments to be replaced as well. A scalar that is one `$name` takes the variable's
/// value, a list or a map too; inside text its words are put in. `$$` is a dollar sign.
/// Errors, all added: E0105, E0112 to E0117.
Node replace_variables(Node& root, bool allow_environment, Diagnostics& diagnostics);

}  // namespace backplane::config

#pragma once
// The initializers that exist, one file each. A new one: its file, a line here and one
// in the table.

#include "plan/initializer.hpp"

namespace backplane::plan::initializers {

const Initializer& constant();
const Initializer& glorot_normal();
const Initializer& glorot_uniform();
const Initializer& he_normal();
const Initializer& he_uniform();
const Initializer& identity();
const Initializer& lecun_normal();
const Initializer& lecun_uniform();
const Initializer& normal();
const Initializer& ones();
const Initializer& orthogonal();
const Initializer& truncated_normal();
const Initializer& uniform();
const Initializer& variance_scaling();
const Initializer& zeros();

}  // namespace backplane::plan::initializers

#pragma once
// Parts from the other side as the core's own classes: a C table and a self in each.

#include <memory>

#include "backplane/activation.hpp"
#include "backplane/layer.hpp"
#include "backplane/loss.hpp"
#include "backplane/optimizer.hpp"
#include "plugin/instance.hpp"

namespace backplane::plugin {

std::shared_ptr<const Activation> adapt(const backplane_activation& table,
                                        Instance instance);
std::shared_ptr<const Loss> adapt(const backplane_loss& table, Instance instance);
std::shared_ptr<const Layer> adapt(const backplane_layer& table, Instance instance);
std::shared_ptr<const Optimizer> adapt(const backplane_optimizer& table,
                                       Instance instance);

}  // namespace backplane::plugin

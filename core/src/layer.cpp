// The phases most layers do without.
#include "backplane/layer.hpp"

namespace backplane {

backplane_status Layer::backward_params(const LayerArgs&, const Task&) const {
  return BACKPLANE_OK;
}
backplane_status Layer::forward_2(const LayerArgs&, const Task&) const {
  return BACKPLANE_OK;
}
backplane_status Layer::backward_data_2(const LayerArgs&, const Task&) const {
  return BACKPLANE_OK;
}
backplane_status Layer::backward_params_2(const LayerArgs&, const Task&) const {
  return BACKPLANE_OK;
}

}  // namespace backplane

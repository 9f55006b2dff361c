// Parameters: their memory and their first values.
#include "run/network.hpp"

#include <algorithm>
#include <cstring>

#include "math/rng.hpp"
#include "plan/initializer.hpp"

namespace backplane::run {
namespace {

using plan::TensorPlan;

std::uint64_t room(std::int64_t count, DType dtype) {
  return static_cast<std::uint64_t>(count) * size_of(dtype);
}

void fill(const TensorPlan& tensor, std::uint64_t seed, std::byte* data) {
  plan::InitTarget target{tensor.shape, tensor.fan_in, tensor.fan_out,
                          mix(seed, tensor.name), tensor.init_gain};
  const plan::Initializer* init = plan::find_initializer(tensor.init);
  std::vector<Value> values;
  if (tensor.chosen) {
    init = static_cast<const plan::Initializer*>(tensor.chosen->part);
    values = tensor.chosen->values;
    target.gain = 1;
  } else if (init != nullptr) {
    for (const ParamSpec& spec : init->params) values.push_back(spec.def);
  }
  if (init == nullptr) return;  // zeroed already
  const auto count = static_cast<std::size_t>(tensor.count());
  if (static_cast<DType>(tensor.shape.dtype) == DType::f64)
    init->fill(values, target, std::span(reinterpret_cast<double*>(data), count));
  else
    init->fill(values, target, std::span(reinterpret_cast<float*>(data), count));
  if ((tensor.flags & BACKPLANE_TF_FIXED_ROW) == 0) return;
  const std::uint64_t row =
      bytes(tensor.shape) /
      static_cast<std::uint64_t>(std::max<std::int64_t>(tensor.shape.dim[0], 1));
  std::memset(data + tensor.fixed_row * row, 0, row);
}

}  // namespace

Network::Network(plan::NetworkPlan plan, std::uint64_t seed)
    : plan_(std::move(plan)),
      seed_(seed),
      params_(room(plan_.param_room, plan_.dtype)),
      buffers_(room(plan_.buffer_room, plan_.dtype)) {}

std::byte* Network::data(const TensorPlan& param) const {
  return params_.at(room(param.offset, plan_.dtype));
}
std::byte* Network::buffer(const TensorPlan& buffer) const {
  return buffers_.at(room(buffer.offset, plan_.dtype));
}

void Network::initialise() {
  for (const TensorPlan& p : plan_.params) fill(p, seed_, data(p));
  for (const TensorPlan& b : plan_.buffers) fill(b, seed_, buffer(b));
}

}  // namespace backplane::run

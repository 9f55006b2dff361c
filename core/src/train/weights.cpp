// Weights to and from files: views for writing, matched by name for reading.
#include <algorithm>
#include <cstring>

#include "suggest.hpp"
#include "train/checkpoint.hpp"
#include "train/trainer.hpp"

namespace backplane::train {
namespace {

io::StoredTensor view(const Shape& shape, std::string name, const void* data) {
  io::StoredTensor stored;
  stored.name = std::move(name);
  stored.dtype = static_cast<DType>(shape.dtype) == DType::f64 ? "F64" : "F32";
  stored.shape.assign(shape.dim, shape.dim + shape.rank);
  stored.data = static_cast<const std::byte*>(data);
  stored.size = bytes(shape);
  return stored;
}

// "state/lstm0.h": the name of a carried state in a checkpoint.
std::string state_name(const run::Session::State& state) {
  return "state/" + state.name;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text = "[";
  for (const std::int64_t d : shape)
    text += (text.size() > 1 ? ", " : "") + std::to_string(d);
  return text + "]";
}

template <class To, class From>
void convert(const io::StoredTensor& from, std::int64_t count, std::byte* to) {
  for (std::int64_t i = 0; i < count; ++i) {
    From value;
    std::memcpy(&value, from.data + static_cast<std::size_t>(i) * sizeof value,
                sizeof value);
    reinterpret_cast<To*>(to)[i] = static_cast<To>(value);
  }
}

Error weight_error(std::string code, std::string fact, const std::string& file) {
  return {std::move(code), file + ": " + std::move(fact), {}, {}, {}, {}, {}};
}

Outcome copy(const io::StoredTensor& stored, const plan::TensorPlan& tensor,
             const plan::NetworkPlan& plan, const std::string& file, std::byte* to) {
  const std::vector<std::int64_t> shape(tensor.shape.dim,
                                        tensor.shape.dim + tensor.shape.rank);
  if (stored.shape != shape) {
    Error error =
        weight_error("E0642",
                     "'" + stored.name + "' has shape " + shape_text(stored.shape) +
                         ", but the network's is " + shape_text(shape),
                     file);
    error.notes.push_back(
        {plan.nodes[static_cast<std::size_t>(tensor.node)].place, "this layer"});
    return error;
  }
  const bool f64 = static_cast<DType>(tensor.shape.dtype) == DType::f64;
  const std::int64_t n = tensor.count();
  if (stored.dtype == "F32")
    f64 ? convert<double, float>(stored, n, to) : convert<float, float>(stored, n, to);
  else if (stored.dtype == "F64")
    f64 ? convert<double, double>(stored, n, to)
        : convert<float, double>(stored, n, to);
  else
    return weight_error(
        "E0642",
        "'" + stored.name + "' holds " + stored.dtype + "; F32 or F64 is needed", file);
  return Done{};
}

std::string name_of(const run::Remembered& kept) {
  const std::string& parameter = kept.param->name;
  return kept.slot.empty() ? average_name(parameter) : slot_name(kept.slot, parameter);
}

}  // namespace

Outcome load_weights(const io::TensorFile& file, const std::string& name,
                     const run::Network& network, bool all) {
  const plan::NetworkPlan& plan = network.plan();
  std::vector<Error> errors;
  std::vector<std::string> known;
  const auto take = [&](const plan::TensorPlan& tensor, std::byte* to) {
    known.push_back(tensor.name);
    const io::StoredTensor* stored = file.find(tensor.name);
    if (stored == nullptr) {
      if (all)
        errors.push_back(weight_error(
            "E0641", "has no tensor '" + tensor.name + "', which the network needs",
            name));
      return;
    }
    if (auto done = copy(*stored, tensor, plan, name, to); !done.ok())
      errors.push_back(done.error());
  };
  for (const auto& p : plan.params) take(p, network.data(p));
  for (const auto& b : plan.buffers) take(b, network.buffer(b));
  for (const io::StoredTensor& stored : file.tensors) {
    if (is_of_training(stored.name) || stored.name.starts_with("state/")) continue;
    if (std::ranges::find(known, stored.name) != known.end()) continue;
    Error error = weight_error(
        "E0643", "has a tensor '" + stored.name + "' that the network does not have",
        name);
    error.label = did_you_mean(stored.name, known);
    errors.push_back(std::move(error));
  }
  if (errors.empty()) return Done{};
  return join(std::move(errors));
}

std::vector<io::StoredTensor> views_of(const run::Network& network) {
  std::vector<io::StoredTensor> list;
  for (const auto& p : network.plan().params)
    list.push_back(view(p.shape, p.name, network.data(p)));
  for (const auto& b : network.plan().buffers)
    list.push_back(view(b.shape, b.name, network.buffer(b)));
  return list;
}

std::vector<io::StoredTensor> Trainer::weights() const {
  return views_of(*network_);
}

std::vector<io::StoredTensor> Trainer::everything() const {
  std::vector<io::StoredTensor> list = weights();
  for (const run::Remembered& kept : updater_->memory())
    list.push_back(view(kept.param->shape, name_of(kept), kept.data));
  for (const auto& state : session_->states())
    list.push_back(view(state.tensor.shape, state_name(state), state.tensor.data));
  return list;
}

Outcome Trainer::restore(const Checkpoint& checkpoint) {
  const auto take = [&](const Shape& shape, const std::string& name,
                        void* to) -> Outcome {
    auto stored = checkpoint.tensor(name, shape);
    if (!stored.ok()) return stored.error();
    std::memcpy(to, (*stored)->data, (*stored)->size);
    return Done{};
  };
  for (const auto& p : network_->plan().params)
    if (auto done = take(p.shape, p.name, network_->data(p)); !done.ok()) return done;
  for (const auto& b : network_->plan().buffers)
    if (auto done = take(b.shape, b.name, network_->buffer(b)); !done.ok()) return done;
  for (const run::Remembered& kept : updater_->memory())
    if (auto done = take(kept.param->shape, name_of(kept), kept.data); !done.ok())
      return done;
  for (const auto& state : session_->states())
    if (auto done = take(state.tensor.shape, state_name(state), state.tensor.data);
        !done.ok())
      return done;
  state_ = checkpoint.state;
  state_.losses.resize(weights_.size());
  return Done{};
}

}  // namespace backplane::train

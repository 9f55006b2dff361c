// dC/da_j = sum over i of w_ij f'(z_i) dC/da_i of the next layer, from the last to the
// first; written out here on its own, beside the backpropagation that it explains.
#include "inspect/chain.hpp"

#include <algorithm>
#include <cmath>

namespace backplane::inspect {
namespace {

std::span<const double> row(const Tensor& tensor) {
  return {static_cast<const double*>(tensor.data),
          static_cast<std::size_t>(elements(tensor.shape))};
}

backplane_act_args block(std::span<const double> x, std::span<double> out) {
  backplane_act_args args{};
  args.struct_size = sizeof args;
  args.dtype = BACKPLANE_DT_F64;
  args.rows = 1;
  args.cols = args.ld = static_cast<std::int64_t>(x.size());
  args.x = x.data();
  args.out = out.data();
  return args;
}

}  // namespace

double Chain::w(std::size_t stage, std::int64_t j, std::int64_t k) const {
  const plan::TensorPlan& weight = *stages_[stage].weight;
  return probe_->values(weight)[static_cast<std::size_t>(j * weight.shape.dim[1] + k)];
}

Result<std::optional<Chain>> Chain::create(Probe& probe) {
  Chain chain(probe);
  if (probe.rows() != 1 || !chain.find_stages()) return std::optional<Chain>();
  if (auto done = chain.measure(); !done.ok()) return done.error();
  if (!chain.weighs()) return std::optional<Chain>();
  return std::optional<Chain>(std::move(chain));
}

bool Chain::add_activation(const plan::NodePlan& node) {
  if ((node.activation->flags() & BACKPLANE_ACT_ROWWISE) != 0) return false;
  if (stages_.empty() || stages_.back().f != nullptr) return false;
  stages_.back().f = node.activation.get();
  stages_.back().activation = node.part;
  stages_.back().a_value = node.out.front();
  return true;
}

bool Chain::add_dense(const plan::NodePlan& node) {
  const plan::NetworkPlan& plan = probe_->plan();
  const Shape& in = plan.values[static_cast<std::size_t>(node.in.front())].shape;
  const Shape& out = plan.values[static_cast<std::size_t>(node.out.front())].shape;
  if (in.dtype != BACKPLANE_DT_F64 || node.out.size() != 1) return false;
  Stage stage;
  stage.name = node.name;
  stage.activation = "identity";
  stage.input = node.in.front();
  stage.z_value = stage.a_value = node.out.front();
  for (const int p : node.params) {
    const plan::TensorPlan& param = plan.params[static_cast<std::size_t>(p)];
    if (param.local == "weight" && param.shape.rank == 2)
      stage.weight = &param;
    else if (param.local == "bias" && param.shape.rank == 1)
      stage.bias = &param;
    else
      return false;
  }
  if (stage.weight == nullptr || in.dim[0] == 0) return false;
  const std::int64_t* size = stage.weight->shape.dim;
  if (elements(out) != size[0] * in.dim[0] || elements(in) != size[1] * in.dim[0])
    return false;
  if (stage.bias != nullptr && stage.bias->count() != size[0]) return false;
  stages_.push_back(std::move(stage));
  return true;
}

bool Chain::find_stages() {
  const plan::NetworkPlan& plan = probe_->plan();
  if (plan.inputs.size() > 1 || plan.heads.size() > 1) return false;
  int before = plan.inputs.front();
  for (const plan::NodePlan& node : plan.nodes) {
    if (node.in.size() != 1 || node.in.front() != before) return false;
    before = node.out.front();
    if (node.activation != nullptr) {
      if (!add_activation(node)) return false;
    } else if (!node.params.empty()) {
      if (!add_dense(node)) return false;
    } else if (node.part != "flatten") {
      return false;
    }
  }
  return !stages_.empty() && before == plan.head().output;
}

// Whether each z is W a + b indeed: a layer of two such tensors may be something else.
bool Chain::weighs() const {
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    const Stage& stage = stages_[s];
    const auto a = row(probe_->session().value(1, stage.input));
    for (std::size_t j = 0; j < stage.z.size(); ++j) {
      double z = stage.bias != nullptr ? probe_->values(*stage.bias)[j] : 0;
      double size = std::abs(z);
      for (std::size_t k = 0; k < a.size(); ++k) {
        const double term =
            w(s, static_cast<std::int64_t>(j), static_cast<std::int64_t>(k)) * a[k];
        z += term;
        size += std::abs(term);
      }
      if (!(std::abs(z - stage.z[j]) <= 1e-12 * size)) return false;
    }
  }
  return true;
}

std::optional<ChainPlace> Chain::find(const Spot& spot) const {
  using What = TracePlace::What;
  for (std::size_t s = 0; s < stages_.size(); ++s) {
    const Stage& stage = stages_[s];
    const plan::TensorPlan* param =
        spot.param ? &probe_->plan().params[static_cast<std::size_t>(spot.tensor)]
                   : nullptr;
    const std::int64_t inputs = stage.weight->shape.dim[1];
    if (param == stage.weight)
      return ChainPlace{What::weight, s, spot.entry / inputs, spot.entry % inputs};
    if (spot.param && param == stage.bias)
      return ChainPlace{What::bias, s, spot.entry, 0};
    if (!spot.param && spot.tensor == stage.a_value)
      return ChainPlace{What::activation, s, spot.entry, 0};
  }
  return std::nullopt;
}

// f'(z): the derivative that the activation gives back for dy = 1.
Outcome Chain::slopes(Stage& stage) const {
  stage.slope.assign(stage.z.size(), 1.0);
  if (stage.f == nullptr) return Done{};
  const std::vector<double> ones(stage.z.size(), 1.0);
  backplane_act_args args = block(stage.z, stage.slope);
  args.y = stage.a.data();
  args.dy = ones.data();
  if (stage.f->backward(args) == BACKPLANE_OK) return Done{};
  return Error{"E0701", "'" + stage.activation + "' failed", {}, {}, {}, {}, {}};
}

Result<double> Chain::loss_of(std::span<const double> outputs,
                              std::span<double> gradient) {
  const plan::NetworkPlan& plan = probe_->plan();
  run::Session& session = probe_->session();
  double cost = 0;
  backplane_loss_args args{};
  args.struct_size = sizeof args;
  args.dtype = BACKPLANE_DT_F64;
  args.rows = 1;
  args.cols = args.ld_pred = static_cast<std::int64_t>(outputs.size());
  args.ld_target = plan.head().target_width;
  args.pred = outputs.data();
  if (plan.head().target == BACKPLANE_LOSS_TARGET_INDEX)
    args.target_index = session.labels();
  else
    args.target = session.targets();
  args.grad_scale = probe_->scale();
  args.row_loss = &cost;
  args.dpred = gradient.empty() ? nullptr : gradient.data();
  if (plan.head().loss->eval(args) != BACKPLANE_OK)
    return Error{"E0701", "the loss failed", {}, {}, {}, {}, {}};
  return cost * probe_->scale();
}

Outcome Chain::last_sensitivity(Stage& stage) {
  stage.sensitivity.assign(stage.a.size(), 0.0);
  auto cost = loss_of(stage.a, stage.sensitivity);
  if (!cost.ok()) return cost.error();
  return Done{};
}

void Chain::propagate(std::size_t s) {
  Stage& stage = stages_[s];
  const Stage& next = stages_[s + 1];
  stage.sensitivity.assign(stage.a.size(), 0.0);
  for (std::size_t i = 0; i < next.z.size(); ++i)
    for (std::size_t j = 0; j < stage.a.size(); ++j)
      stage.sensitivity[j] +=
          w(s + 1, static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)) *
          next.slope[i] * next.sensitivity[i];
}

Outcome Chain::measure() {
  for (Stage& stage : stages_) {
    const auto z = row(probe_->session().value(1, stage.z_value));
    const auto a = row(probe_->session().value(1, stage.a_value));
    stage.z.assign(z.begin(), z.end());
    stage.a.assign(a.begin(), a.end());
    if (auto done = slopes(stage); !done.ok()) return done;
  }
  if (auto done = last_sensitivity(stages_.back()); !done.ok()) return done;
  for (std::size_t s = stages_.size() - 1; s-- > 0;) propagate(s);
  return Done{};
}

Result<double> Chain::cost_from(std::size_t s, std::vector<double> a) {
  for (std::size_t next = s + 1; next < stages_.size(); ++next) {
    const Stage& stage = stages_[next];
    std::vector<double> z(stage.z.size(), 0.0);
    for (std::size_t i = 0; i < z.size(); ++i) {
      if (stage.bias != nullptr) z[i] = probe_->values(*stage.bias)[i];
      for (std::size_t k = 0; k < a.size(); ++k)
        z[i] +=
            w(next, static_cast<std::int64_t>(i), static_cast<std::int64_t>(k)) * a[k];
    }
    a = z;
    if (stage.f == nullptr) continue;
    if (stage.f->forward(block(z, a)) != BACKPLANE_OK)
      return Error{"E0701", "'" + stage.activation + "' failed", {}, {}, {}, {}, {}};
  }
  return loss_of(a, {});
}

}  // namespace backplane::inspect

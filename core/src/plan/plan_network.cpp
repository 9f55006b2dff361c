// Job + registry + data header -> NetworkPlan: items become nodes, shapes flow along.
#include <algorithm>

#include "plan/builder.hpp"
#include "plan/groups.hpp"

namespace backplane::plan {

std::int64_t HeadPlan::columns() const {
  return shape.rank > 1 ? shape.dim[shape.rank - 1] : 1;
}

std::int64_t HeadPlan::judged_columns() const {
  return target == BACKPLANE_LOSS_TARGET_DENSE ? target_width : columns();
}

std::int64_t HeadPlan::steps() const {
  const std::int64_t row = std::max<std::int64_t>(columns(), 1);
  return shape.dim[0] > 0 ? elements(shape) / (shape.dim[0] * row) : 1;
}

std::int64_t HeadPlan::label_bound() const {
  const std::int64_t columns = judged_columns();
  return columns == 1 && target == BACKPLANE_LOSS_TARGET_DENSE ? 2 : columns;
}

bool HeadPlan::on_logits() const {
  return (loss->flags() & BACKPLANE_LOSS_ON_LOGITS) != 0;
}

std::size_t NetworkPlan::judged(int value) const {
  return static_cast<std::size_t>(std::ranges::count(heads, value, &HeadPlan::output));
}

std::vector<std::size_t> NetworkPlan::predicted() const {
  std::vector<std::size_t> list;
  for (std::size_t h = 0; h < heads.size(); ++h)
    if (std::ranges::find(heads, heads[h].output, &HeadPlan::output) ==
        heads.begin() + static_cast<std::ptrdiff_t>(h))
      list.push_back(h);
  return list;
}

LayerSetting NetworkPlan::setting(bool training, const std::vector<int>& in) const {
  LayerSetting setting{training, dtype, 0, carries};
  for (const int v : in)
    setting.vocab = std::max(setting.vocab, values[static_cast<std::size_t>(v)].vocab);
  return setting;
}

std::vector<std::int64_t> NetworkPlan::label_bounds() const {
  std::vector<std::int64_t> bounds;
  for (const HeadPlan& head : heads) {
    bounds.resize(std::max(bounds.size(), head.data_target + 1), -1);
    std::int64_t& bound = bounds[head.data_target];
    bound = bound < 0 ? head.label_bound() : std::min(bound, head.label_bound());
  }
  return bounds;
}

std::int64_t NetworkPlan::trainable() const {
  std::int64_t n = 0;
  for (const TensorPlan& p : params)
    if (p.trainable()) n += p.count();
  return n;
}

std::int64_t NetworkPlan::frozen() const {
  std::int64_t n = 0;
  for (const TensorPlan& p : params)
    if (!p.trainable()) n += p.count();
  return n;
}

const TensorPlan* NetworkPlan::find_param(std::string_view name) const {
  const auto it = std::ranges::find(params, name, &TensorPlan::name);
  return it == params.end() ? nullptr : &*it;
}

Note describe(const NetworkPlan& plan, int value) {
  const ValuePlan& v = plan.values[static_cast<std::size_t>(value)];
  std::string shape = to_string(v.shape, 1);
  if (holds_ids(v.shape)) shape += " token ids";
  if (v.producer < 0)
    return {v.place, (v.name == "input" ? "the sample" : "'" + v.name + "'") +
                         std::string(" leaves the data section as ") + shape};
  return {v.place, "'" + v.name + "' gives " + shape};
}

namespace {

Shape batched(const Shape& sample, std::int64_t rows, DType dtype) {
  Shape shape{};
  shape.dtype = static_cast<std::uint32_t>(dtype);
  shape.rank = sample.rank + 1;
  shape.dim[0] = rows;
  std::copy_n(sample.dim, sample.rank, shape.dim + 1);
  return shape;
}

}  // namespace

bool fits(const config::Job& job, const data::DataHeader& data) {
  const auto named = [](const std::vector<config::ArrayName>& names) {
    return std::max<std::size_t>(names.size(), 1);
  };
  return data.inputs.size() == named(job.data.inputs) &&
         data.targets.size() == named(job.data.targets);
}

std::optional<NetworkPlan> plan_network(const config::Job& job,
                                        const Registry& registry,
                                        const data::DataHeader& data,
                                        Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.count();
  for (const data::InputForm& input : data.inputs)
    if (input.shape.rank + 1 > BACKPLANE_MAX_RANK)
      diagnostics.add("E0305",
                      "a sample has " + std::to_string(input.shape.rank) +
                          " dimensions; at most 7 can be served",
                      input.place);
  if (!fits(job, data)) {
    diagnostics.add("E0240",
                    "the data has other inputs or targets than its section says",
                    job.data.place);
  }
  if (diagnostics.count() > before) return std::nullopt;
  Builder builder{job, registry, data, diagnostics};
  builder.plan.dtype = job.precision;
  builder.plan.carries = data.stateful;
  const std::int64_t rows = std::max<std::int64_t>(job.data.batch, 1);
  for (const data::InputForm& input : data.inputs) {
    const DType dtype = input.vocab > 0 ? DType::i32 : job.precision;
    builder.plan.inputs.push_back(static_cast<int>(builder.plan.values.size()));
    builder.plan.values.push_back({input.name.empty() ? "input" : input.name,
                                   batched(input.shape, rows, dtype),
                                   -1,
                                   {},
                                   input.place,
                                   std::max<std::int64_t>(input.vocab, 0)});
  }

  for (const config::ItemJob& item : job.model) builder.add_item(item);
  // A mistake in the losses was reported already.
  builder.believed = builder.believed && job.losses_known && !job.losses.empty();
  if (builder.believed) builder.finish_losses();
  if (builder.believed) apply_patterns(job, builder.plan, diagnostics);
  if (diagnostics.count() > before || !builder.believed) return std::nullopt;
  return std::move(builder.plan);
}

}  // namespace backplane::plan

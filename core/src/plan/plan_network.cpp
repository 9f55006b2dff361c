// Job + registry + data header -> NetworkPlan: items become nodes, shapes flow along.
#include <algorithm>

#include "plan/builder.hpp"
#include "plan/groups.hpp"

namespace backplane::plan {

std::int64_t NetworkPlan::output_columns() const {
  const Shape& shape = values[static_cast<std::size_t>(output)].shape;
  return shape.rank > 1 ? shape.dim[shape.rank - 1] : 1;
}

std::int64_t NetworkPlan::judged_columns() const {
  return target == BACKPLANE_LOSS_TARGET_DENSE ? target_width : output_columns();
}

std::int64_t NetworkPlan::output_steps() const {
  const Shape& shape = values[static_cast<std::size_t>(output)].shape;
  const std::int64_t row = std::max<std::int64_t>(output_columns(), 1);
  return shape.dim[0] > 0 ? elements(shape) / (shape.dim[0] * row) : 1;
}

std::int64_t NetworkPlan::label_bound() const {
  const std::int64_t columns = judged_columns();
  return columns == 1 && target == BACKPLANE_LOSS_TARGET_DENSE ? 2 : columns;
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
    return {v.place, "the sample leaves the data section as " + shape};
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

std::optional<NetworkPlan> plan_network(const config::Job& job,
                                        const Registry& registry,
                                        const data::DataHeader& data,
                                        Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.count();
  if (data.input.rank + 1 > BACKPLANE_MAX_RANK) {
    diagnostics.add("E0305",
                    "a sample has " + std::to_string(data.input.rank) +
                        " dimensions; at most 7 can be served",
                    data.input_place);
    return std::nullopt;
  }
  Builder builder{job, registry, data, diagnostics};
  builder.plan.dtype = job.precision;
  builder.plan.vocab = std::max<std::int64_t>(data.vocab, 0);
  builder.plan.carries = data.stateful;
  const std::int64_t rows = std::max<std::int64_t>(job.data.batch, 1);
  const DType input = builder.plan.vocab > 0 ? DType::i32 : job.precision;
  builder.plan.values.push_back(
      {"input", batched(data.input, rows, input), -1, {}, data.input_place});

  for (const config::ItemJob& item : job.model) builder.add_item(item);
  builder.plan.output = builder.last;
  if (builder.believed && job.loss.part != nullptr) builder.finish_loss();
  if (builder.believed) apply_patterns(job, builder.plan, diagnostics);
  if (diagnostics.count() > before || !builder.believed) return std::nullopt;
  return std::move(builder.plan);
}

}  // namespace backplane::plan

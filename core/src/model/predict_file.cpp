// Predictions for a file of inputs, and their table.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <numeric>

#include "data/batch.hpp"
#include "io/array.hpp"
#include "io/csv.hpp"
#include "io/file.hpp"
#include "model/state.hpp"
#include "plugin/runtime_access.hpp"

namespace backplane {
namespace {

constexpr std::int64_t kRows = 256;         // samples at once ...
constexpr std::int64_t kOutputRows = 4096;  // ... or fewer, of many steps

template <class T>
void append(const void* from, std::int64_t n, std::vector<double>& to) {
  const T* values = static_cast<const T*>(from);
  to.insert(to.end(), values, values + n);
}

// All rows through one session on the runtime's threads.
Outcome predict_all(const Model::State& state, Parallel& pool,
                    const data::Examples& examples, Predictions& result) {
  const std::int64_t count = examples.count();
  const std::int64_t most =
      std::clamp<std::int64_t>(kOutputRows / result.steps, 1, kRows);
  const std::int64_t size = std::clamp<std::int64_t>(count, 1, most);
  plan::MemoryOptions options;
  options.training = false;
  options.rows = {size};
  if (count % size != 0) options.rows.push_back(count % size);
  auto session = run::Session::create(*state.network, pool, options);
  if (!session.ok()) return session.error();
  std::vector<std::uint32_t> positions(static_cast<std::size_t>(count));
  std::iota(positions.begin(), positions.end(), 0u);
  const plan::NetworkPlan& plan = state.network->plan();
  for (std::int64_t at = 0; at < count; at += size) {
    run::Pass pass;
    pass.rows = std::min(size, count - at);
    data::GatherTo to;
    to.dtype = plan.dtype;
    if (plan.vocab > 0)
      to.ids = reinterpret_cast<std::int32_t*>((*session)->input());
    else
      to.inputs = (*session)->input();
    data::gather(examples, state.info.affine,
                 std::span(positions).subspan(static_cast<std::size_t>(at),
                                              static_cast<std::size_t>(pass.rows)),
                 to);
    if (auto done = (*session)->forward(pass); !done.ok()) return done;
    if (auto done = (*session)->apply_link(pass); !done.ok()) return done;
    const void* values = (*session)->output(pass.rows).data;
    const std::int64_t n = pass.rows * result.steps * result.columns;
    plan.dtype == DType::f64 ? append<double>(values, n, result.values)
                             : append<float>(values, n, result.values);
  }
  return Done{};
}

// Nine digits: enough to read a float back.
std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

// A single column says 1 above `threshold`.
void add_classes(Predictions& result, double threshold) {
  for (std::int64_t r = 0; r < result.rows; ++r) {
    const auto row = std::span(result.values)
                         .subspan(static_cast<std::size_t>(r * result.columns),
                                  static_cast<std::size_t>(result.columns));
    result.classes.push_back(result.columns == 1
                                 ? static_cast<std::int64_t>(row[0] > threshold)
                                 : std::ranges::max_element(row) - row.begin());
  }
}

}  // namespace

Result<Predictions> predict_file(Runtime& runtime, const std::string& path,
                                 const std::string& inputs) {
  auto model = Model::load(runtime, path);
  if (!model.ok()) return model.error();
  auto examples = data::load_inputs(
      inputs, model->input(), model->state().info.header.image,
      model->state().network->plan().vocab, &RuntimeAccess::pool(runtime));
  if (!examples.ok()) return examples.error();
  Predictions result;
  result.steps = std::max<std::int64_t>(model->steps(), 1);
  result.rows = examples->count() * result.steps;
  result.names = examples->names;
  result.columns = model->columns();
  if (auto done =
          predict_all(model->state(), RuntimeAccess::pool(runtime), *examples, result);
      !done.ok())
    return done.error();
  if (!model->classifies()) return result;
  const plan::NetworkPlan& plan = model->state().network->plan();
  const bool scores =
      plan.link == nullptr && (plan.loss->flags() & BACKPLANE_LOSS_ON_LOGITS) != 0;
  add_classes(result, scores ? 0 : 0.5);
  for (std::int64_t c = 0; c < result.columns; ++c)
    result.labels.push_back(model->label(c));
  return result;
}

std::string to_csv(const Predictions& p) {
  std::vector<std::string> row{p.names.empty() ? "row" : "file"};
  if (p.steps > 1) row.emplace_back("step");
  if (!p.classes.empty()) row.emplace_back("class");
  for (std::int64_t c = 0; c < p.columns; ++c) {
    const auto i = static_cast<std::size_t>(c);
    const bool named = i < p.labels.size() && p.columns > 1;
    std::string& title = row.emplace_back(named ? "p(" : "y");
    title += named ? p.labels[i] + ")" : std::to_string(c);
  }
  std::string text;
  io::append_csv_row(text, row);
  for (std::int64_t r = 0; r < p.rows; ++r) {
    const auto sample = static_cast<std::size_t>(r / p.steps);
    row = {p.names.empty() ? std::to_string(sample) : p.names[sample]};
    if (p.steps > 1) row.push_back(std::to_string(r % p.steps));
    if (!p.classes.empty()) {
      const auto k = static_cast<std::size_t>(p.classes[static_cast<std::size_t>(r)]);
      row.push_back(k < p.labels.size() ? p.labels[k] : std::to_string(k));
    }
    for (std::int64_t c = 0; c < p.columns; ++c)
      row.push_back(number(p.values[static_cast<std::size_t>(r * p.columns + c)]));
    io::append_csv_row(text, row);
  }
  return text;
}

Outcome write_predictions(const Predictions& p, const std::string& path,
                          TableFormat format) {
  if (format == TableFormat::csv) return io::write_atomic(path, to_csv(p));
  io::Array array;
  array.element = io::Element::f64;
  array.shape = {p.rows, p.columns};
  array.bytes.resize(p.values.size() * sizeof(double));
  std::memcpy(array.bytes.data(), p.values.data(), array.bytes.size());
  return io::write_atomic(path, io::encode_npy(array));
}

}  // namespace backplane

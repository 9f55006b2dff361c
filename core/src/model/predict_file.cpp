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

// A batch into the session's inputs.
void gather(run::Session& session, const Model::State& state,
            const data::Examples& examples, std::span<const std::uint32_t> positions) {
  const plan::NetworkPlan& plan = state.network->plan();
  for (std::size_t i = 0; i < plan.inputs.size(); ++i) {
    data::GatherTo to;
    to.dtype = plan.dtype;
    to.input = i;
    if (plan.input(i).vocab > 0)
      to.ids = reinterpret_cast<std::int32_t*>(session.input(i));
    else
      to.inputs = session.input(i);
    data::gather(examples, state.info.affines[i], positions, to);
  }
}

// All rows through one session on the runtime's threads.
Outcome predict_all(const Model::State& state, Parallel& pool,
                    const data::Examples& examples, std::vector<Predictions>& results) {
  const std::int64_t count = examples.count();
  std::int64_t steps = 1;
  for (const Predictions& result : results) steps = std::max(steps, result.steps);
  const std::int64_t most = std::clamp<std::int64_t>(kOutputRows / steps, 1, kRows);
  const std::int64_t size = std::clamp<std::int64_t>(count, 1, most);
  plan::MemoryOptions options;
  options.training = false;
  options.rows = {size};
  if (count % size != 0) options.rows.push_back(count % size);
  auto session = run::Session::create(*state.network, pool, options);
  if (!session.ok()) return session.error();
  std::vector<std::uint32_t> positions(static_cast<std::size_t>(count));
  std::iota(positions.begin(), positions.end(), 0u);
  for (std::int64_t at = 0; at < count; at += size) {
    run::Pass pass;
    pass.rows = std::min(size, count - at);
    gather(**session, state, examples,
           std::span(positions).subspan(static_cast<std::size_t>(at),
                                        static_cast<std::size_t>(pass.rows)));
    if (auto done = (*session)->forward(pass); !done.ok()) return done;
    if (auto done = (*session)->apply_link(pass); !done.ok()) return done;
    for (std::size_t o = 0; o < results.size(); ++o) {
      Predictions& result = results[o];
      const void* values = (*session)->output(pass.rows, state.predicted[o]).data;
      const std::int64_t n = pass.rows * result.steps * result.columns;
      state.network->plan().dtype == DType::f64
          ? append<double>(values, n, result.values)
          : append<float>(values, n, result.values);
    }
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

// Where each input's samples lie.
Result<std::vector<std::string>> paths_of(const std::vector<ModelInput>& inputs,
                                          const std::vector<InputFile>& files) {
  std::string known;
  for (const ModelInput& input : inputs)
    known += (known.empty() ? "" : ", ") + input.name;
  const auto refuse = [&](const std::string& fact) {
    const bool one = inputs.size() == 1;
    return Error{
        "E0655", fact,
        {},      {},
        {},      {"the model takes " + known + (one ? ": a file" : ": NAME=FILE each")},
        {}};
  };
  std::vector<std::string> paths(inputs.size());
  for (const InputFile& file : files) {
    const bool only = file.name.empty() && inputs.size() == 1;
    const auto found =
        only ? inputs.begin() : std::ranges::find(inputs, file.name, &ModelInput::name);
    if (found == inputs.end())
      return refuse(file.name.empty()
                        ? "'" + file.path + "' is for no input: it has no name"
                        : "the model has no input '" + file.name + "'");
    std::string& path = paths[static_cast<std::size_t>(found - inputs.begin())];
    if (!path.empty())
      return refuse("two files are for the input '" + found->name + "'");
    path = file.path;
  }
  for (std::size_t i = 0; i < paths.size(); ++i)
    if (paths[i].empty())
      return refuse("no file is for the input '" + inputs[i].name + "'");
  return paths;
}

std::vector<std::string> titles(const Predictions& p, const std::string& prefix) {
  std::vector<std::string> row;
  if (!p.classes.empty()) row.push_back(prefix + "class");
  for (std::int64_t c = 0; c < p.columns; ++c) {
    const auto i = static_cast<std::size_t>(c);
    const bool named = i < p.labels.size() && p.columns > 1;
    row.push_back(prefix +
                  (named ? "p(" + p.labels[i] + ")" : "y" + std::to_string(c)));
  }
  return row;
}

void append_row(const Predictions& p, std::int64_t r, std::vector<std::string>& row) {
  if (!p.classes.empty()) {
    const auto k = static_cast<std::size_t>(p.classes[static_cast<std::size_t>(r)]);
    row.push_back(k < p.labels.size() ? p.labels[k] : std::to_string(k));
  }
  for (std::int64_t c = 0; c < p.columns; ++c)
    row.push_back(number(p.values[static_cast<std::size_t>(r * p.columns + c)]));
}

}  // namespace

Result<std::vector<Predictions>> predict_files(Runtime& runtime,
                                               const std::string& path,
                                               const std::vector<InputFile>& files) {
  auto model = Model::load(runtime, path);
  if (!model.ok()) return model.error();
  auto paths = paths_of(model->inputs(), files);
  if (!paths.ok()) return paths.error();
  const Model::State& state = model->state();
  Parallel& pool = RuntimeAccess::pool(runtime);
  auto examples = data::load_inputs(*paths, state.info.header.inputs, &pool);
  if (!examples.ok()) return examples.error();
  std::vector<Predictions> results;
  for (const ModelOutput& output : model->outputs()) {
    Predictions& result = results.emplace_back();
    result.output = output.name;
    result.steps = std::max<std::int64_t>(output.steps, 1);
    result.rows = examples->count() * result.steps;
    result.names = examples->names;
    result.columns = output.columns;
  }
  if (auto done = predict_all(state, pool, *examples, results); !done.ok())
    return done.error();
  for (std::size_t o = 0; o < results.size(); ++o) {
    const std::size_t h = state.predicted[o];
    if (state.target(h).kind != data::Targets::labels) continue;
    const plan::HeadPlan& head = state.network->plan().heads[h];
    const bool scores = head.link == nullptr && head.on_logits();
    add_classes(results[o], scores ? 0 : 0.5);
    for (std::int64_t c = 0; c < results[o].columns; ++c)
      results[o].labels.push_back(model->label(c, o));
  }
  return results;
}

Result<Predictions> predict_file(Runtime& runtime, const std::string& path,
                                 const std::string& inputs) {
  auto all = predict_files(runtime, path, {{"", inputs}});
  if (!all.ok()) return all.error();
  return std::move(all->front());
}

std::string to_csv(const Predictions& predictions) {
  return to_csv(std::vector<Predictions>{predictions});
}

std::string to_csv(const std::vector<Predictions>& all) {
  const Predictions& first = all.front();
  std::vector<std::string> row{first.names.empty() ? "row" : "file"};
  if (first.steps > 1) row.emplace_back("step");
  for (const Predictions& p : all)
    for (std::string& title : titles(p, all.size() > 1 ? p.output + "." : ""))
      row.push_back(std::move(title));
  std::string text;
  io::append_csv_row(text, row);
  for (std::int64_t r = 0; r < first.rows; ++r) {
    const auto sample = static_cast<std::size_t>(r / first.steps);
    row = {first.names.empty() ? std::to_string(sample) : first.names[sample]};
    if (first.steps > 1) row.push_back(std::to_string(r % first.steps));
    for (const Predictions& p : all) append_row(p, r, row);
    io::append_csv_row(text, row);
  }
  return text;
}

Outcome write_table(const std::vector<Predictions>& predictions,
                    const std::string& path) {
  return io::write_atomic(path, to_csv(predictions));
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

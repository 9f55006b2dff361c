// Loading a model file: its configuration is planned again, its weights are matched by
// name.
#include "backplane/model.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "io/safetensors.hpp"
#include "model/state.hpp"
#include "train/trainer.hpp"

namespace backplane {
namespace {

// What a part's plugin is, for the message that it is missing.
void add_parts(Error& error, const train::ModelInfo& info) {
  for (const std::string& part : info.parts) error.remarks.push_back("it uses " + part);
}

Outcome plan_model(Runtime& runtime, const std::string& path, Model::State& state) {
  auto config = config::parse_config(state.info.config, path + ":config");
  if (!config.ok()) return config.error();
  Diagnostics diagnostics;
  const config::DataSizes sizes = train::data_sizes(state.info.header);
  const config::Job job =
      config::read_job(*config, runtime.registry(), sizes, diagnostics);
  if (diagnostics.ok() && !plan::fits(job, state.info.header))
    return Error{
        "E0650", path + ": its sample does not fit its configuration", {}, {}, {}, {},
        {}};
  std::optional<plan::NetworkPlan> plan;
  if (diagnostics.ok())
    plan = plan::plan_network(job, runtime.registry(), state.info.header, diagnostics);
  if (!plan) {
    Error error = diagnostics.joined();
    add_parts(error, state.info);
    return error;
  }
  state.predicted = plan->predicted();
  state.network = std::make_unique<run::Network>(std::move(*plan), job.seed);
  return Done{};
}

}  // namespace

Result<Model> Model::load(Runtime& runtime, const std::string& path) {
  auto file = io::read_safetensors(path);
  if (!file.ok()) return file.error();
  auto info = train::parse_model_metadata(file->metadata, path);
  if (!info.ok()) return info.error();
  auto state = std::make_shared<State>(runtime);
  state->info = std::move(*info);
  if (auto done = plan_model(runtime, path, *state); !done.ok()) return done.error();
  if (auto done = train::load_weights(*file, path, *state->network, true); !done.ok())
    return done.error();
  return Model(std::move(state));
}

std::vector<ModelInput> Model::inputs() const {
  std::vector<ModelInput> list;
  for (const data::InputForm& form : state_->info.header.inputs)
    list.push_back(
        {form.name.empty() ? "input" : form.name, form.shape, elements(form.shape)});
  return list;
}

std::vector<ModelOutput> Model::outputs() const {
  std::vector<ModelOutput> list;
  const plan::NetworkPlan& plan = state_->network->plan();
  for (const std::size_t h : state_->predicted) {
    const plan::HeadPlan& head = plan.heads[h];
    list.push_back({head.name, head.columns(), head.steps(),
                    state_->target(h).kind == data::Targets::labels});
  }
  return list;
}

Shape Model::input() const {
  return state_->info.header.input().shape;
}
std::int64_t Model::features() const {
  return elements(state_->info.header.input().shape);
}
std::int64_t Model::columns() const {
  return state_->network->plan().head().columns();
}
std::int64_t Model::steps() const {
  return state_->network->plan().head().steps();
}
bool Model::classifies() const {
  return state_->target(0).kind == data::Targets::labels;
}
std::string Model::label(std::int64_t index, std::size_t output) const {
  const plan::NetworkPlan& plan = state_->network->plan();
  const std::size_t h =
      output < state_->predicted.size() ? state_->predicted[output] : 0;
  const auto& names = state_->info.label_names[plan.heads[h].data_target];
  const auto i = static_cast<std::size_t>(index);
  return i < names.size() ? names[i] : std::to_string(index);
}
const std::string& Model::config() const {
  return state_->info.config;
}

Result<Predictor> Model::predictor(std::int64_t max_rows) const {
  plan::MemoryOptions options;
  options.training = false;
  // Every smaller batch is served by the powers of two below: no batch is planned in a
  // pass.
  for (std::int64_t rows = std::max<std::int64_t>(max_rows, 1); rows > 0; rows /= 2)
    options.rows.push_back(rows);
  auto predictor = std::make_unique<Predictor::State>();
  predictor->model = state_;
  predictor->rows = options.rows;
  auto session = run::Session::create(*state_->network, predictor->alone, options);
  if (!session.ok()) return session.error();
  predictor->session = std::move(*session);
  return Predictor(std::move(predictor));
}

Predictor::Predictor(std::unique_ptr<State> state) : state_(std::move(state)) {}
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;
Predictor::~Predictor() = default;

namespace {

// x * scale + shift, channel by channel, into the session's input.
template <class T>
void transform(const data::Affine& affine, const float* from, std::int64_t rows,
               std::int64_t features, T* to) {
  const auto channels = affine.scale.size();
  for (std::int64_t r = 0; r < rows; ++r)
    for (std::int64_t i = 0; i < features; ++i) {
      const std::size_t c =
          affine.channel_stride > 0
              ? static_cast<std::size_t>(i / affine.channel_stride) % channels
              : 0;
      *to++ = static_cast<T>(static_cast<double>(*from++) * affine.scale[c] +
                             affine.shift[c]);
    }
}

// Numbers that a caller says are ids; false: one of them is none below `vocab`.
bool take_ids(const float* from, std::int64_t n, std::int64_t vocab, std::int32_t* to) {
  for (std::int64_t i = 0; i < n; ++i) {
    const double id = static_cast<double>(from[i]);
    if (!(id >= 0 && id < static_cast<double>(vocab)) || id != std::floor(id))
      return false;
    to[i] = static_cast<std::int32_t>(id);
  }
  return true;
}

// A batch into one of the session's inputs; false: it takes ids, and one is none.
bool put(const plan::NetworkPlan& plan, std::int64_t vocab, const data::Affine& affine,
         const float* from, std::int64_t rows, std::int64_t features,
         std::byte* input) {
  if (vocab > 0)
    return take_ids(from, rows * features, vocab,
                    reinterpret_cast<std::int32_t*>(input));
  if (plan.dtype == DType::f64)
    transform(affine, from, rows, features, reinterpret_cast<double*>(input));
  else
    transform(affine, from, rows, features, reinterpret_cast<float*>(input));
  return true;
}

Error no_ids(std::int64_t vocab) {
  return {"E0654",
          "the model takes token ids, whole numbers from 0 to " +
              std::to_string(vocab - 1) + ", and got others",
          {},
          {},
          {},
          {},
          {}};
}

template <class T>
void copy_out(const void* from, std::int64_t n, float* to) {
  std::transform(static_cast<const T*>(from), static_cast<const T*>(from) + n, to,
                 [](T v) { return static_cast<float>(v); });
}

}  // namespace

Outcome Predictor::run(std::span<const float> inputs, std::span<float> outputs) {
  return run(std::span(&inputs, 1), std::span(&outputs, 1));
}

Outcome Predictor::run(std::span<const std::span<const float>> inputs,
                       std::span<const std::span<float>> outputs) {
  auto rows = state_->rows_of(inputs, outputs);
  if (!rows.ok()) return rows.error();
  for (std::int64_t at = 0; at < *rows;) {
    const auto fits = std::ranges::find_if(
        state_->rows, [&](std::int64_t r) { return r <= *rows - at; });
    run::Pass pass;
    pass.rows = *fits;
    if (auto done = state_->take(inputs, at, pass.rows); !done.ok()) return done;
    if (auto done = state_->session->forward(pass); !done.ok()) return done;
    if (auto done = state_->session->apply_link(pass); !done.ok()) return done;
    state_->give(outputs, at, pass.rows);
    at += pass.rows;
  }
  return Done{};
}

// As many rows as fit into every input and output.
Result<std::int64_t> Predictor::State::rows_of(
    std::span<const std::span<const float>> inputs,
    std::span<const std::span<float>> outputs) const {
  const auto misfit = [](const std::string& fact) {
    return Error{"E0651", fact, {}, {}, {}, {}, {}};
  };
  const auto& forms = model->info.header.inputs;
  const plan::NetworkPlan& plan = model->network->plan();
  if (inputs.size() != forms.size() || outputs.size() != model->predicted.size())
    return misfit("the model takes " + std::to_string(forms.size()) +
                  " inputs and gives " + std::to_string(model->predicted.size()) +
                  " outputs; got room for " + std::to_string(inputs.size()) + " and " +
                  std::to_string(outputs.size()));
  const auto first = static_cast<std::int64_t>(inputs.front().size());
  const std::int64_t count =
      first / std::max<std::int64_t>(elements(forms.front().shape), 1);
  bool fits = true;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    fits = fits && count * elements(forms[i].shape) ==
                       static_cast<std::int64_t>(inputs[i].size());
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const plan::HeadPlan& head = plan.heads[model->predicted[o]];
    fits = fits && count * head.columns() * head.steps() ==
                       static_cast<std::int64_t>(outputs[o].size());
  }
  if (fits) return count;
  return misfit("a prediction takes " + std::to_string(elements(forms.front().shape)) +
                " numbers and gives " +
                std::to_string(plan.head().columns() * plan.head().steps()) +
                "; got room for " + std::to_string(inputs.front().size()) + " and " +
                std::to_string(outputs.front().size()));
}

Outcome Predictor::State::take(std::span<const std::span<const float>> inputs,
                               std::int64_t at, std::int64_t count) {
  const plan::NetworkPlan& plan = model->network->plan();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::int64_t features = elements(model->info.header.inputs[i].shape);
    const std::int64_t vocab = plan.input(i).vocab;
    if (!put(plan, vocab, model->info.affines[i], inputs[i].data() + at * features,
             count, features, session->input(i)))
      return no_ids(vocab);
  }
  return Done{};
}

void Predictor::State::give(std::span<const std::span<float>> outputs, std::int64_t at,
                            std::int64_t count) const {
  const plan::NetworkPlan& plan = model->network->plan();
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const std::size_t h = model->predicted[o];
    const std::int64_t columns = plan.heads[h].columns() * plan.heads[h].steps();
    const void* result = session->output(count, h).data;
    float* to = outputs[o].data() + at * columns;
    plan.dtype == DType::f64 ? copy_out<double>(result, count * columns, to)
                             : copy_out<float>(result, count * columns, to);
  }
}

}  // namespace backplane

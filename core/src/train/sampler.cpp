// The texts of a training, from its own weights.
#include "train/sampler.hpp"

#include <algorithm>

#include "data/text.hpp"
#include "train/continue_text.hpp"

namespace backplane::train {
namespace {

Error at(Error error, const Place& place) {
  if (!error.place.known()) error.place = place;
  return error;
}

}  // namespace

Outcome check_samples(const config::Job& job) {
  if (!job.sample || data::is_text(job.data) || job.data.source.part == nullptr)
    return Done{};
  return Error{"E0660",
               "this is no model of text: its data is '" + job.data.source.id() + "'",
               job.sample->place,
               "only a model of text writes samples",
               {},
               {"a model of text is trained on 'data: text'"},
               {}};
}

Result<std::unique_ptr<Sampler>> Sampler::create(const Experiment& experiment,
                                                 const Trainer& trainer,
                                                 Parallel& pool) {
  if (!experiment.job.sample) return std::unique_ptr<Sampler>();
  const config::SampleJob& job = *experiment.job.sample;
  const auto& vocabulary = trainer.dataset().vocabulary;
  if (auto prompt = prompt_ids(*vocabulary, job.prompt); !prompt.ok())
    return at(prompt.error(), job.prompt_place);
  auto writer = TextWriter::create(trainer.network(), pool);
  if (!writer.ok()) return at(writer.error(), job.place);
  return std::unique_ptr<Sampler>(new Sampler(job, *vocabulary, std::move(*writer)));
}

bool Sampler::due(const TrainState& state, bool epoch_done) const {
  const auto every = static_cast<std::uint64_t>(std::max(1.0, job_.every.amount));
  if (job_.every.unit == config::Duration::Unit::steps) return state.step % every == 0;
  return epoch_done && state.epoch % every == 0;
}

Result<SampleLine> Sampler::write(const TrainState& state, bool epoch_done) {
  GenerateOptions options;
  options.prompt = job_.prompt;
  options.tokens = job_.tokens;
  options.temperature = job_.temperature;
  options.top_k = job_.top_k;
  options.top_p = job_.top_p;
  options.seed = static_cast<std::uint64_t>(job_.seed);
  auto made = continue_text(*writer_, vocabulary_, options);
  if (!made.ok()) return at(made.error(), job_.place);
  return SampleLine{state.step, state.epoch + (epoch_done ? 0 : 1), job_.prompt,
                    std::move(made->text)};
}

}  // namespace backplane::train

// A model on the data of its configuration: its test set, or what stands for one.
#include "model/state.hpp"
#include "plugin/runtime_access.hpp"
#include "train/fit.hpp"

#include <filesystem>

namespace backplane {
namespace {

// What is to be judged instead of the model's own data. A text is a test text as a
// whole, in one stream.
std::vector<std::string> other_data(const train::ModelInfo& info,
                                    const std::string& data) {
  if (!info.vocabulary) return {"data." + info.source + ".path=" + data};
  return {"data.text.files=" + data, "data.text.test=" + data, "data.validation=null",
          "data.batch=1"};
}

}  // namespace

Result<EvalReport> evaluate_model(Runtime& runtime, const std::string& path,
                                  const std::string& data) {
  namespace fs = std::filesystem;
  std::error_code failed;
  const bool folder = fs::is_directory(path, failed);
  const std::string file = folder ? path + "/model.safetensors" : path;
  auto stored = io::read_safetensors(file);
  if (!stored.ok()) return stored.error();
  auto info = train::parse_model_metadata(stored->metadata, file);
  if (!info.ok()) return info.error();
  config::ConfigOptions options;
  const bool text = info->vocabulary.has_value();
  if (!data.empty()) options.sets = other_data(*info, data);
  auto config = folder && data.empty()
                    ? config::read_config(path + "/config.resolved.yaml")
                    : config::parse_config(info->config, file + ":config", options);
  if (!config.ok()) return config.error();
  train::AssembleOptions how;
  if (text) how.vocabulary = data::describe(*info->vocabulary);
  auto experiment = train::assemble(runtime, std::move(*config), how);
  if (!experiment.ok()) return experiment.error();
  auto dataset =
      data::load(experiment->job.data, experiment->job.seed,
                 experiment->plan.label_bounds(), &RuntimeAccess::pool(runtime));
  if (!dataset.ok()) return dataset.error();
  if (!plan::fits(experiment->job, info->header))
    return Error{
        "E0650", file + ": its sample does not fit its configuration", {}, {}, {}, {},
        {}};
  dataset->affines = info->affines;  // fitted when the model was trained
  const bool test = dataset->test.count() > 0;
  experiment->job.train.init = file;
  auto trainer = train::Trainer::create(*experiment, std::move(*dataset),
                                        RuntimeAccess::pool(runtime));
  if (!trainer.ok()) return trainer.error();
  const data::Dataset& loaded = (*trainer)->dataset();
  const bool validation = loaded.validation.count() > 0;
  const data::Examples& examples =
      test ? loaded.test : (validation ? loaded.validation : loaded.train);
  auto evaluation = (*trainer)->evaluate(examples);
  if (!evaluation.ok()) return evaluation.error();
  EvalReport report;
  report.split = test ? "test" : (validation ? "validation" : "train");
  report.examples = examples.count();
  report.loss = evaluation->loss;
  report.metrics = train::report(*experiment, *evaluation, info->label_names);
  return report;
}

}  // namespace backplane

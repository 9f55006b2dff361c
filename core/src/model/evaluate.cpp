// A model on the data of its configuration: its test set, or what stands for one.
#include "model/state.hpp"
#include "plugin/runtime_access.hpp"
#include "train/fit.hpp"

#include <filesystem>

namespace backplane {

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
  if (!data.empty()) options.sets.push_back("data." + info->source + ".path=" + data);
  auto config = folder && data.empty()
                    ? config::read_config(path + "/config.resolved.yaml")
                    : config::parse_config(info->config, file + ":config", options);
  if (!config.ok()) return config.error();
  auto experiment = train::assemble(runtime, std::move(*config), {});
  if (!experiment.ok()) return experiment.error();
  auto dataset =
      data::load(experiment->job.data, experiment->job.seed,
                 experiment->plan.label_bound(), &RuntimeAccess::pool(runtime));
  if (!dataset.ok()) return dataset.error();
  dataset->affine = info->affine;  // fitted when the model was trained
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
  report.metrics = train::report(evaluation->metrics, info->label_names);
  return report;
}

}  // namespace backplane

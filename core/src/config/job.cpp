// The sections in reading order; every mistake is collected, none ends the reading.
#include "config/job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "config/resolve.hpp"
#include "config/sections/sections.hpp"
#include "config/tables.hpp"
#include "config/words.hpp"

namespace backplane::config {

namespace {

bool good_run_name(const std::string& name) {
  if (name.empty() || name[0] == '.' || name[0] == '-' || name.size() > 100)
    return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-' || c == '.';
  });
}

/// The first three lines of a file: what the run is called and computed in.
void read_head_lines(Keys& keys, const Config& config, Diagnostics& diagnostics,
                     Job& job) {
  keys.text("name", job.name);
  if (!job.name.empty() && !good_run_name(job.name))
    diagnostics.add(
        "E0212",
        fmt::format("'{}' is no name for a run, which names its folder", job.name),
        config.root.find("name")->place,
        "letters, digits, '_', '-' and '.', not first");
  if (job.name.empty()) job.name = std::filesystem::path(config.file).stem().string();
  std::int64_t seed = 0;
  keys.integer("seed", seed, 0);
  job.seed = static_cast<std::uint64_t>(seed);
  if (const Node* node = keys.take("precision")) {
    ParamSpec spec;
    spec.name = "precision";
    spec.type = ParamType::choice;
    spec.choices = {"float32", "float64"};
    if (const auto value = read_value(*node, spec, "the job", {}, diagnostics))
      job.precision = value->i == 0 ? DType::f32 : DType::f64;
  }
}

class JobReader {
 public:
  JobReader(const Reader& reader, Job& job)
      : reader_(reader),
        job_(job),
        keys_(reader.config.root, "the file", diagnostics()) {}

  void read() {
    read_head_lines(keys_, reader_.config, diagnostics(), job_);
    for (const char* known : {"extends", "plugins", "vars"}) keys_.take(known);
    if (const Entry* e = section("data"))
      read_data(*e, reader_.config, diagnostics(), job_.data);
    const Entry* model = section("model");
    if (const Entry* e = section("loss")) read_losses(e->value, reader_, job_);
    if (model != nullptr) read_model(*model, reader_, job_);
    const std::size_t before_metrics = diagnostics().count();
    if (const Entry* e = section("metrics"))
      read_metrics(e->value, diagnostics(), job_);
    const bool metrics = diagnostics().count() == before_metrics;
    if (const Entry* e = section("optimizer")) read_optimizer(*e, reader_, job_);
    if (const Entry* e = section("schedule"))
      read_schedule(e->value, diagnostics(), job_.schedule);
    if (const Entry* e = section("train")) read_train(*e, reader_, job_.train);
    if (const Entry* e = section("checkpoint"))
      read_checkpoint(*e, diagnostics(), job_.checkpoint);
    if (const Entry* e = section("log")) read_log(e->value, diagnostics(), job_.log);
    if (const Entry* e = section("sample")) read_sample(*e, diagnostics(), job_.sample);
    required(keys_.finish());
    if (metrics && job_.losses_known) check_metric_names(job_, diagnostics());
  }

 private:
  [[nodiscard]] Diagnostics& diagnostics() const { return reader_.diagnostics; }

  /// nullptr when the section is absent or empty.
  const Entry* section(std::string_view key) {
    return keys_.take(key) != nullptr ? reader_.config.root.entry(key) : nullptr;
  }

  /// A section whose misspelling was reported is not reported as missing too.
  void required(const std::vector<std::string>& suggested) {
    for (const char* key : {"data", "model", "loss", "optimizer"}) {
      const Entry* entry = reader_.config.root.entry(key);
      if (entry != nullptr && !entry->value.is_null()) continue;
      if (std::find(suggested.begin(), suggested.end(), key) != suggested.end())
        continue;
      diagnostics().add("E0202", fmt::format("the file has no '{}' section", key),
                        entry != nullptr ? entry->key_place : reader_.config.root.place,
                        fmt::format("'{}:' must be given", key));
    }
  }

  const Reader& reader_;
  Job& job_;
  Keys keys_;
};

}  // namespace

Job read_job(const Config& config, const Registry& registry, const DataSizes& sizes,
             Diagnostics& diagnostics) {
  Job job;
  const Reader reader{config, registry, sizes, diagnostics};
  JobReader(reader, job).read();
  const auto plugins = plugin_requests(config);
  if (!plugins.ok()) add_all(plugins.error(), diagnostics);
  job.resolved = resolve(job, plugins.ok() ? *plugins : std::vector<PluginRequest>{});
  return job;
}

DataJob read_data_job(const Config& config, Diagnostics& diagnostics) {
  DataJob job;
  const Entry* data = config.root.entry("data");
  if (data != nullptr && !data->value.is_null())
    read_data(*data, config, diagnostics, job);
  return job;
}

}  // namespace backplane::config

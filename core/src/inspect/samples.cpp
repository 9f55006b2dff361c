// The data of a configuration: counted, and drawn where that is wanted.
#include "backplane/samples.hpp"

#include "inspect/sheet.hpp"
#include "io/file.hpp"
#include "plugin/runtime_access.hpp"

namespace backplane {
namespace {

std::string shape_of(const io::Array& array) {
  Shape shape = make_shape(DType::f32, {});
  for (std::size_t i = 1; i < array.shape.size(); ++i)
    shape.dim[shape.rank++] = array.shape[i];
  return to_string(shape);
}

void count_classes(const data::Dataset& dataset, DataReport& report) {
  for (const std::string& name : dataset.label_names.front())
    report.classes.push_back({name, 0, 0, 0});
  const auto add = [&](const data::Examples& examples, std::int64_t ClassCount::*part) {
    const auto& labels = examples.target().labels;
    if (labels == nullptr) return;
    for (const std::uint32_t row : examples.rows) {
      const auto label = static_cast<std::size_t>((*labels)[row]);
      if (label < report.classes.size()) ++(report.classes[label].*part);
    }
  };
  add(dataset.train, &ClassCount::train);
  add(dataset.validation, &ClassCount::validation);
  add(dataset.test, &ClassCount::test);
}

Outcome add_sheet(const train::Experiment& experiment, const data::Dataset& dataset,
                  const SheetOptions& options, DataReport& report) {
  std::vector<std::uint32_t> lines;
  auto image = inspect::draw_sheet(experiment, dataset, options, lines);
  if (!image) return image.error();
  const auto bytes = io::encode_png(*image);
  if (!bytes) return bytes.error();
  report.sheet_height = image->height;
  report.sheet_width = image->width;
  const auto& labels = dataset.train.target().labels;
  for (const std::uint32_t position : lines) {
    if (labels == nullptr) break;
    const auto label =
        static_cast<std::size_t>((*labels)[dataset.train.rows[position]]);
    const auto& names = dataset.label_names.front();
    report.sheet_labels.push_back(label < names.size() ? names[label]
                                                       : std::to_string(label));
  }
  return io::write_atomic(options.path, *bytes);
}

}  // namespace

Result<DataReport> look_at_data(Runtime& runtime, const std::string& path,
                                const DataOptions& options) {
  auto config = config::read_config(path, {options.sets, true});
  if (!config.ok()) return config.error();
  auto experiment =
      train::assemble(runtime, std::move(*config), {options.allow_plugins});
  if (!experiment.ok()) return experiment.error();
  const config::Job& job = experiment->job;
  const auto dataset = data::load(job.data, job.seed, experiment->plan.label_bounds(),
                                  &RuntimeAccess::pool(runtime));
  if (!dataset.ok()) return dataset.error();
  DataReport report;
  report.source = job.data.source.id();
  for (std::size_t i = 0; i < dataset->train.inputs.size(); ++i) {
    const std::string comma = i == 0 ? "" : ", ";
    report.stored += comma + shape_of(*dataset->train.inputs[i]);
    report.input += comma + to_string(experiment->header.inputs[i].shape);
  }
  report.train = dataset->train.count();
  report.validation = dataset->validation.count();
  report.test = dataset->test.count();
  count_classes(*dataset, report);
  if (options.sheet.path.empty()) return report;
  if (auto done = add_sheet(*experiment, *dataset, options.sheet, report); !done.ok())
    return done.error();
  return report;
}

}  // namespace backplane

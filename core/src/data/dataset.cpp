// From a data job to a data set: read, checked, split, its transforms fitted.
#include "data/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "data/examine.hpp"
#include "data/labels.hpp"
#include "data/source.hpp"
#include "data/split.hpp"
#include "data/text.hpp"
#include "data/transform.hpp"
#include "io/fault.hpp"

namespace backplane::data {
namespace {

constexpr std::int64_t kMaxNamed = 10'000;

using Array = std::shared_ptr<const io::Array>;

Error no_source(const config::DataJob& job) {
  return placed(io::fault("E0529", "no data source is chosen"), job.place);
}

// One target of all rows, as labels or dense.
Result<TargetRows> target_of(const Held<Array>& held, const TargetFacts& facts,
                             std::int64_t outputs, const Ignored& ignored) {
  TargetRows target;
  if (!are_labels(*held.array, facts.many_labels)) {
    target.dense = held.array;
    return target;
  }
  if (facts.many_labels) outputs = facts.classes;  // which the outputs cover
  target.label_width = held.array->count() / held.array->shape[0];
  auto labels = read_labels(*held.array, outputs, held.file, ignored);
  if (!labels) return placed(labels.error(), held.place);
  target.labels = std::make_shared<const std::vector<std::int32_t>>(std::move(*labels));
  return target;
}

// What is to be known of the labels before they are read.
struct LabelRules {
  const config::DataJob& job;
  const std::vector<std::int64_t>& outputs;  // by target

  [[nodiscard]] std::int64_t bound(std::size_t target) const {
    return target < outputs.size() ? outputs[target] : -1;
  }
};

// All rows of a part.
Result<Examples> examples_of(const Arrays& arrays, const Part<Array>& part,
                             const LabelRules& rules) {
  Examples examples;
  examples.inputs.clear();
  examples.targets.clear();
  const std::int64_t n = part.inputs.front().array->shape[0];
  examples.rows.resize(static_cast<std::size_t>(n));
  std::iota(examples.rows.begin(), examples.rows.end(), std::uint32_t{0});
  for (std::size_t i = 0; i < part.inputs.size(); ++i) {
    const Held<Array>& held = part.inputs[i];
    examples.inputs.push_back(held.array);
    const std::int64_t vocab = arrays.inputs[i].vocab;
    if (vocab == 0) continue;
    if (auto done = check_ids(*held.array, vocab, held.file); !done.ok())
      return placed(done.error(), held.place);
  }
  for (std::size_t t = 0; t < part.targets.size(); ++t) {
    auto target = target_of(part.targets[t], arrays.targets[t], rules.bound(t),
                            rules.job.ignored_of(t));
    if (!target) return target.error();
    examples.targets.push_back(std::move(*target));
  }
  return examples;
}

// Stratified by the first target that is a label a sample.
const std::vector<std::int32_t>* strata(const Examples& all) {
  for (const TargetRows& target : all.targets)
    if (target.labels != nullptr && target.label_width == 1) return target.labels.get();
  return nullptr;
}

void split(Dataset& data, const Examples& all, std::uint64_t seed) {
  Split rows = cut_validation(static_cast<std::uint32_t>(all.count()),
                              static_cast<std::uint32_t>(data.header.validation),
                              strata(all), seed);
  data.train = data.validation = all;
  data.train.rows = std::move(rows.train);
  data.validation.rows = std::move(rows.validation);
}

// The transforms of an input, fitted on the training part.
Affine fit(const std::vector<config::Bound>& chain, std::size_t input,
           const Shape& stored, const Examples& train) {
  Shape shape = stored;
  Affine affine;
  for (const config::Bound& bound : chain) {
    const Transform* transform = transform_of(bound);
    if (transform == nullptr) continue;
    const Affine before = affine;
    const Affine next = transform->affine(bound, shape, [&](const Channels& channels) {
      return measure(train, input, before, channels);
    });
    affine = compose(before, next, elements(shape));
    shape = transform->shape(shape);
  }
  return affine;
}

// Names from the source, or the numbers themselves.
Outcome name_labels(const Arrays& arrays, std::size_t target, Dataset& data) {
  const std::int64_t classes = data.header.targets[target].classes;
  std::vector<std::string>& list = data.label_names[target];
  if (target == 0) list = arrays.label_names;
  const auto names = static_cast<std::int64_t>(list.size());
  if (names > 0 && names < classes)
    return placed(io::fault("E0530", fmt::format("labels.txt names {} classes, and the "
                                                 "labels count {}",
                                                 names, classes)),
                  arrays.train.targets.front().place);
  for (std::int64_t c = names; names == 0 && c < std::min(classes, kMaxNamed); ++c)
    list.push_back(std::to_string(c));
  return Done{};
}

// A required parameter without a place was missing or wrong, and has been reported.
bool complete(const config::Bound& bound) {
  for (std::size_t i = 0; i < bound.values.size(); ++i)
    if (bound.part->params[i].has(BACKPLANE_PF_REQUIRED) && !bound.places[i].known())
      return false;
  return true;
}

void list_files(const Part<Array>& part, std::vector<std::string>& files) {
  for (const auto* side : {&part.inputs, &part.targets})
    for (const Held<Array>& held : *side)
      if (std::ranges::count(files, held.file) == 0) files.push_back(held.file);
}

}  // namespace

std::optional<DataHeader> probe(const config::DataJob& job, Diagnostics& diagnostics) {
  const Source* source = source_of(job.source);
  if (source == nullptr || !complete(job.source) || !job.names_known)
    return std::nullopt;
  if (is_text(job)) return probe_text(job, diagnostics);
  const auto headers = source->headers(job.source, job.folder);
  if (!headers) {
    diagnostics.add(headers.error());
    return std::nullopt;
  }
  return examine(job, *headers, diagnostics);
}

Result<Dataset> load(const config::DataJob& job, std::uint64_t seed,
                     std::vector<std::int64_t> outputs, Parallel* pool) {
  const Source* source = source_of(job.source);
  if (source == nullptr) return no_source(job);
  if (is_text(job)) return load_text(job);
  const auto arrays = pool != nullptr
                          ? source->arrays_on(*pool, job.source, job.folder, seed)
                          : source->arrays(job.source, job.folder, seed);
  if (!arrays) return arrays.error();
  Diagnostics diagnostics;
  const auto header = examine(job, headers_of(*arrays), diagnostics);
  if (!diagnostics.ok()) return diagnostics.joined();

  Dataset data;
  data.header = *header;
  const LabelRules rules{job, outputs};
  const auto train = examples_of(*arrays, arrays->train, rules);
  if (!train) return train.error();
  list_files(arrays->train, data.files);
  split(data, *train, seed);
  if (arrays->test) {
    auto test = examples_of(*arrays, *arrays->test, rules);
    if (!test) return test.error();
    data.test = std::move(*test);
    list_files(*arrays->test, data.files);
  }
  data.affines.clear();
  for (std::size_t i = 0; i < train->inputs.size(); ++i)
    data.affines.push_back(
        fit(job.transforms_of(i), i, sample_shape(*train->inputs[i]), data.train));
  data.label_names.resize(train->targets.size());
  for (std::size_t t = 0; t < train->targets.size(); ++t) {
    const TargetRows& target = train->targets[t];
    if (target.labels != nullptr)
      data.header.targets[t].classes = std::max(
          arrays->targets[t].classes, classes_of(*target.labels, job.ignored_of(t)));
    if (auto named = name_labels(*arrays, t, data); !named) return named.error();
  }
  return data;
}

}  // namespace backplane::data

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

using ArrayPair = Pair<std::shared_ptr<const io::Array>>;

Error no_source(const config::DataJob& job) {
  return placed(io::fault("E0529", "no data source is chosen"), job.place);
}

// All rows of a part, its targets as labels or dense.
Result<Examples> examples_of(const Arrays& arrays, const ArrayPair& pair,
                             std::int64_t outputs, const Ignored& ignored) {
  Examples examples;
  examples.inputs = pair.inputs;
  examples.rows.resize(static_cast<std::size_t>(pair.inputs->shape[0]));
  std::iota(examples.rows.begin(), examples.rows.end(), std::uint32_t{0});
  if (arrays.vocab > 0)
    if (auto done = check_ids(*pair.inputs, arrays.vocab, pair.inputs_file); !done.ok())
      return placed(done.error(), pair.inputs_place);
  if (!are_labels(*pair.targets, arrays.many_labels)) {
    examples.dense = pair.targets;
    return examples;
  }
  if (arrays.many_labels) outputs = arrays.classes;  // which the outputs cover
  examples.label_width = pair.targets->count() / pair.targets->shape[0];
  auto labels = read_labels(*pair.targets, outputs, pair.targets_file, ignored);
  if (!labels) return placed(labels.error(), pair.targets_place);
  examples.labels =
      std::make_shared<const std::vector<std::int32_t>>(std::move(*labels));
  return examples;
}

void split(Dataset& data, const Examples& all, std::uint64_t seed) {
  Split rows = cut_validation(static_cast<std::uint32_t>(all.count()),
                              static_cast<std::uint32_t>(data.header.validation),
                              all.label_width == 1 ? all.labels.get() : nullptr, seed);
  data.train = data.validation = all;
  data.train.rows = std::move(rows.train);
  data.validation.rows = std::move(rows.validation);
}

void fit(const config::DataJob& job, const Shape& stored, Dataset& data) {
  Shape shape = stored;
  for (const config::Bound& bound : job.transforms) {
    const Transform* transform = transform_of(bound);
    if (transform == nullptr) continue;
    const Affine before = data.affine;
    const Affine next = transform->affine(bound, shape, [&](const Channels& channels) {
      return measure(data.train, before, channels);
    });
    data.affine = compose(before, next, elements(shape));
    shape = transform->shape(shape);
  }
}

// Names from the source, or the numbers themselves.
Outcome name_labels(const Arrays& arrays, Dataset& data) {
  const std::int64_t classes = data.header.classes;
  const auto names = static_cast<std::int64_t>(arrays.label_names.size());
  data.label_names = arrays.label_names;
  if (names > 0 && names < classes)
    return placed(io::fault("E0530", fmt::format("labels.txt names {} classes, and the "
                                                 "labels count {}",
                                                 names, classes)),
                  arrays.train.targets_place);
  for (std::int64_t c = names; names == 0 && c < std::min(classes, kMaxNamed); ++c)
    data.label_names.push_back(std::to_string(c));
  return Done{};
}

// A required parameter without a place was missing or wrong, and has been reported.
bool complete(const config::Bound& bound) {
  for (std::size_t i = 0; i < bound.values.size(); ++i)
    if (bound.part->params[i].has(BACKPLANE_PF_REQUIRED) && !bound.places[i].known())
      return false;
  return true;
}

void list_files(const ArrayPair& pair, std::vector<std::string>& files) {
  files.push_back(pair.inputs_file);
  if (pair.targets_file != pair.inputs_file) files.push_back(pair.targets_file);
}

}  // namespace

std::optional<DataHeader> probe(const config::DataJob& job, Diagnostics& diagnostics) {
  const Source* source = source_of(job.source);
  if (source == nullptr || !complete(job.source)) return std::nullopt;
  if (is_text(job)) return probe_text(job, diagnostics);
  const auto headers = source->headers(job.source, job.folder);
  if (!headers) {
    diagnostics.add(headers.error());
    return std::nullopt;
  }
  return examine(job, *headers, diagnostics);
}

Result<Dataset> load(const config::DataJob& job, std::uint64_t seed,
                     std::int64_t outputs, Parallel* pool) {
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
  const auto train = examples_of(*arrays, arrays->train, outputs, job.ignored);
  if (!train) return train.error();
  list_files(arrays->train, data.files);
  if (train->labels != nullptr)
    data.header.classes =
        std::max(arrays->classes, classes_of(*train->labels, job.ignored));
  split(data, *train, seed);
  if (arrays->test) {
    auto test = examples_of(*arrays, *arrays->test, outputs, job.ignored);
    if (!test) return test.error();
    data.test = std::move(*test);
    list_files(*arrays->test, data.files);
  }
  fit(job, sample_shape(*arrays->train.inputs), data);
  if (auto named = name_labels(*arrays, data); !named) return named.error();
  return data;
}

}  // namespace backplane::data

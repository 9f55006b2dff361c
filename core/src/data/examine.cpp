// What the headers of the data say, checked: shapes, forms of target, counts.
#include "data/examine.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "data/augment.hpp"
#include "data/labels.hpp"
#include "data/transform.hpp"

namespace backplane::data {
namespace {

using HeaderPair = Pair<io::ArrayHeader>;

class Examiner {
 public:
  Examiner(const config::DataJob& job, Diagnostics& diagnostics)
      : job_(job), diagnostics_(diagnostics) {}

  std::optional<DataHeader> run(const Headers& headers) {
    if (!pair(headers.train)) return std::nullopt;
    DataHeader header;
    header.input = sample_shape(headers.train.inputs);
    header.input_place = job_.source.place;
    ids(headers, header);
    targets(headers, header);
    header.train = headers.train.inputs.shape[0];
    if (headers.test && pair(*headers.test)) same_form(headers, *headers.test);
    if (headers.test && !headers.test->inputs.shape.empty())
      header.test = headers.test->inputs.shape[0];
    header.image = image_form_of(job_.source, headers.train.inputs);
    check_augments(job_, header.input, header, diagnostics_);
    transforms(header);
    counts(header);
    return header;
  }

 private:
  void add(std::string code, std::string message, const Place& place,
           std::string remark = {}) {
    Error& error = diagnostics_.add(std::move(code), std::move(message),
                                    place.known() ? place : job_.place);
    if (!remark.empty()) error.remarks.push_back(std::move(remark));
  }

  // One part by itself. Without this being true its shapes mean nothing.
  bool pair(const HeaderPair& pair) {
    const std::size_t before = diagnostics_.count();
    const auto &x = pair.inputs.shape, &t = pair.targets.shape;
    if (x.empty() || t.empty()) {
      const bool inputs = x.empty();
      add("E0525",
          fmt::format("'{}' holds one number, expected an array with a row a sample",
                      inputs ? pair.inputs_file : pair.targets_file),
          inputs ? pair.inputs_place : pair.targets_place);
      return false;
    }
    if (x[0] != t[0])
      add("E0522",
          fmt::format("'{}' holds {} samples, and '{}' holds targets of {}",
                      pair.inputs_file, x[0], pair.targets_file, t[0]),
          pair.targets_place,
          "each sample needs its target: the two counts must agree");
    if (pair.inputs.count() == 0)
      add("E0520",
          fmt::format("'{}' is empty: no sample, or samples without a value",
                      pair.inputs_file),
          pair.inputs_place);
    if (x[0] > std::numeric_limits<std::uint32_t>::max())
      add("E0520",
          fmt::format("'{}' holds {} samples, more than can be counted here",
                      pair.inputs_file, x[0]),
          pair.inputs_place);
    if (pair.targets.count() == 0 && t[0] > 0)
      add("E0520", fmt::format("the targets in '{}' have no value", pair.targets_file),
          pair.targets_place);
    return diagnostics_.count() == before;
  }

  void targets(const Headers& headers, DataHeader& header) {
    const io::ArrayHeader& t = headers.train.targets;
    const std::int64_t each = t.shape[0] > 0 ? t.count() / t.shape[0] : 0;
    const bool labels = are_labels(t, headers.many_labels);
    header.targets = labels ? Targets::labels : Targets::dense;
    (labels ? header.label_width : header.target_width) = each;
    if (labels) {
      const bool last_ignored = job_.ignored && *job_.ignored + 1 == headers.classes;
      header.classes = last_ignored && headers.fewer_classes >= 0
                           ? headers.fewer_classes
                           : headers.classes;
    }
    if (headers.many_labels && !labels)
      add("E0524",
          fmt::format("'{}' holds {}, expected integer labels",
                      headers.train.targets_file, io::name_of(t.element)),
          headers.train.targets_place, "'classes' says that the targets are labels");
  }

  // Inputs that are rows of a table rather than numbers.
  void ids(const Headers& headers, DataHeader& header) {
    header.vocab = headers.vocab;
    if (headers.vocab == 0) return;
    header.input.dtype = BACKPLANE_DT_I32;
    const io::Element element = headers.train.inputs.element;
    if (element == io::Element::f32 || element == io::Element::f64)
      add("E0563",
          fmt::format("'{}' holds {}, expected integer token ids",
                      headers.train.inputs_file, io::name_of(element)),
          headers.train.inputs_place, "'vocab' says that the inputs are token ids");
    for (const config::Bound& bound : job_.transforms) {
      const Transform* transform = transform_of(bound);
      if (transform != nullptr && !transform->keeps_values())
        add("E0564",
            fmt::format("'{}' changes numbers, but the inputs are token ids",
                        bound.id()),
            bound.place, "ids are rows of a table: '- embedding: 64' in the model");
    }
  }

  void same_form(const Headers& headers, const HeaderPair& test) {
    const HeaderPair& train = headers.train;
    const Shape a = sample_shape(train.inputs), b = sample_shape(test.inputs);
    if (!same(a, b))
      add("E0525",
          fmt::format("a sample of '{}' is {}, and one of the training set is {}",
                      test.inputs_file, to_string(b), to_string(a)),
          test.inputs_place);
    const auto form = [&](const io::ArrayHeader& t) {
      const std::int64_t each = t.count() / t.shape[0];
      if (!are_labels(t, headers.many_labels))
        return fmt::format("{} values a sample", each);
      return each == 1 ? std::string("labels")
                       : fmt::format("{} labels a sample", each);
    };
    if (form(train.targets) != form(test.targets))
      add("E0525",
          fmt::format("'{}' holds {}, and the training set has {}", test.targets_file,
                      form(test.targets), form(train.targets)),
          test.targets_place);
  }

  void transforms(DataHeader& header) {
    for (const config::Bound& bound : job_.transforms) {
      const Transform* transform = transform_of(bound);
      if (transform == nullptr) continue;
      const auto fits = transform->check(bound, header.input);
      if (!fits) diagnostics_.add(fits.error());
      header.input = transform->shape(header.input);
      header.input_place = bound.place;
    }
  }

  // Takes the validation part off the training part.
  void counts(DataHeader& header) {
    const std::int64_t all = header.train;
    header.validation =
        job_.validation_count > 0
            ? job_.validation_count
            : std::llround(job_.validation_fraction * static_cast<double>(all));
    const bool wanted = job_.validation_count > 0 || job_.validation_fraction > 0;
    if (wanted && (header.validation < 1 || header.validation >= all)) {
      add("E0526",
          fmt::format("validation takes {} of {} examples, expected 1 to {}",
                      header.validation, all, all - 1),
          job_.validation_place, "both parts need at least one example");
      return;
    }
    header.train = all - header.validation;
    if (job_.batch > header.train)
      add("E0521",
          fmt::format("a batch of {} is larger than the training part of {} examples",
                      job_.batch, header.train),
          job_.batch_place,
          header.validation > 0
              ? fmt::format("{} of the {} examples are kept for validation",
                            header.validation, all)
              : fmt::format("choose a batch of at most {}", header.train));
  }

  const config::DataJob& job_;
  Diagnostics& diagnostics_;
};

}  // namespace

Shape sample_shape(const io::ArrayHeader& array) {
  Shape shape = make_shape(DType::f32, {});
  for (std::size_t i = 1; i < array.shape.size(); ++i)
    shape.dim[shape.rank++] = array.shape[i];
  if (shape.rank == 0) shape.dim[shape.rank++] = 1;
  return shape;
}

std::optional<DataHeader> examine(const config::DataJob& job, const Headers& headers,
                                  Diagnostics& diagnostics) {
  return Examiner(job, diagnostics).run(headers);
}

}  // namespace backplane::data

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

using Array = Held<io::ArrayHeader>;

class Examiner {
 public:
  Examiner(const config::DataJob& job, Diagnostics& diagnostics)
      : job_(job), diagnostics_(diagnostics) {}

  std::optional<DataHeader> run(const Headers& headers) {
    if (!part(headers.train)) return std::nullopt;
    DataHeader header;
    header.inputs.resize(headers.train.inputs.size());
    header.targets.resize(headers.train.targets.size());
    for (std::size_t i = 0; i < header.inputs.size(); ++i)
      input(i, headers, header.inputs[i]);
    for (std::size_t t = 0; t < header.targets.size(); ++t)
      target(t, headers, header.targets[t]);
    header.train = headers.train.inputs.front().array.shape[0];
    if (headers.test && part(*headers.test)) same_form(headers, *headers.test);
    if (headers.test && !headers.test->inputs.front().array.shape.empty())
      header.test = headers.test->inputs.front().array.shape[0];
    check_augments(job_, sample_shape(headers.train.inputs[job_.augmented].array),
                   header, diagnostics_);
    for (std::size_t i = 0; i < header.inputs.size(); ++i)
      transforms(job_.transforms_of(i), header.inputs[i]);
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
  bool part(const Part<io::ArrayHeader>& part) {
    const std::size_t before = diagnostics_.count();
    for (const auto* side : {&part.inputs, &part.targets})
      for (const Array& held : *side)
        if (held.array.shape.empty()) {
          add("E0525",
              fmt::format(
                  "'{}' holds one number, expected an array with a row a sample",
                  held.file),
              held.place);
          return false;
        }
    const Array& first = part.inputs.front();
    for (const Array& held : part.inputs) numbered(held, first, "samples");
    for (const Array& held : part.targets) numbered(held, first, "targets");
    for (const Array& held : part.inputs)
      if (held.array.count() == 0)
        add("E0520",
            fmt::format("'{}' is empty: no sample, or samples without a value",
                        held.file),
            held.place);
    const std::int64_t n = first.array.shape[0];
    if (n > std::numeric_limits<std::uint32_t>::max())
      add("E0520",
          fmt::format("'{}' holds {} samples, more than can be counted here",
                      first.file, n),
          first.place);
    for (const Array& held : part.targets)
      if (held.array.count() == 0 && held.array.shape[0] > 0)
        add("E0520", fmt::format("the targets in '{}' have no value", held.file),
            held.place);
    return diagnostics_.count() == before;
  }

  // As many as there are samples in the first input.
  void numbered(const Array& held, const Array& first, const std::string& what) {
    const std::int64_t n = first.array.shape[0], mine = held.array.shape[0];
    if (mine == n) return;
    const bool targets = what == "targets";
    add("E0522",
        fmt::format("'{}' holds {} samples, and '{}' holds {}{}", first.file, n,
                    held.file, targets ? "targets of " : "", mine),
        held.place,
        targets ? "each sample needs its target: the two counts must agree"
                : "each sample has all inputs: the counts must agree");
  }

  void input(std::size_t i, const Headers& headers, InputForm& form) {
    const Array& held = headers.train.inputs[i];
    if (i < job_.inputs.size()) form.name = job_.inputs[i].name;
    form.shape = sample_shape(held.array);
    form.place = i < job_.inputs.size() ? job_.inputs[i].place : job_.source.place;
    form.image = image_form_of(job_.source, held.array);
    form.vocab = headers.inputs[i].vocab;
    if (form.vocab > 0) ids(held, job_.transforms_of(i), form);
  }

  void target(std::size_t t, const Headers& headers, TargetForm& form) {
    const Array& held = headers.train.targets[t];
    const TargetFacts& facts = headers.targets[t];
    const auto& shape = held.array.shape;
    if (t < job_.targets.size()) form.name = job_.targets[t].name;
    const std::int64_t each = shape[0] > 0 ? held.array.count() / shape[0] : 0;
    const bool labels = are_labels(held.array, facts.many_labels);
    form.kind = labels ? Targets::labels : Targets::dense;
    (labels ? form.label_width : form.width) = each;
    if (labels) {
      const auto ignored = job_.ignored_of(t);
      const bool last_ignored = ignored && *ignored + 1 == facts.classes;
      form.classes = last_ignored && facts.fewer_classes >= 0 ? facts.fewer_classes
                                                              : facts.classes;
    }
    if (facts.many_labels && !labels)
      add("E0524",
          fmt::format("'{}' holds {}, expected integer labels", held.file,
                      io::name_of(held.array.element)),
          held.place, "'classes' says that the targets are labels");
  }

  // Inputs that are rows of a table rather than numbers.
  void ids(const Array& held, const std::vector<config::Bound>& chain,
           InputForm& form) {
    form.shape.dtype = BACKPLANE_DT_I32;
    const io::Element element = held.array.element;
    if (element == io::Element::f32 || element == io::Element::f64)
      add("E0563",
          fmt::format("'{}' holds {}, expected integer token ids", held.file,
                      io::name_of(element)),
          held.place, "'vocab' says that the inputs are token ids");
    for (const config::Bound& bound : chain) {
      const Transform* transform = transform_of(bound);
      if (transform != nullptr && !transform->keeps_values())
        add("E0564",
            fmt::format("'{}' changes numbers, but the inputs are token ids",
                        bound.id()),
            bound.place, "ids are rows of a table: '- embedding: 64' in the model");
    }
  }

  void same_form(const Headers& headers, const Part<io::ArrayHeader>& test) {
    for (std::size_t i = 0; i < test.inputs.size(); ++i)
      same_samples(headers.train.inputs[i], test.inputs[i]);
    for (std::size_t t = 0; t < test.targets.size(); ++t)
      same_targets(headers.train.targets[t], test.targets[t],
                   headers.targets[t].many_labels);
  }

  void same_samples(const Array& train, const Array& test) {
    const Shape a = sample_shape(train.array), b = sample_shape(test.array);
    if (same(a, b)) return;
    add("E0525",
        fmt::format("a sample of '{}' is {}, and one of the training set is {}",
                    test.file, to_string(b), to_string(a)),
        test.place);
  }

  void same_targets(const Array& train, const Array& test, bool many_labels) {
    const auto form = [&](const io::ArrayHeader& t) {
      const std::int64_t each = t.count() / t.shape[0];
      if (!are_labels(t, many_labels)) return fmt::format("{} values a sample", each);
      return each == 1 ? std::string("labels")
                       : fmt::format("{} labels a sample", each);
    };
    if (form(train.array) == form(test.array)) return;
    add("E0525",
        fmt::format("'{}' holds {}, and the training set has {}", test.file,
                    form(test.array), form(train.array)),
        test.place);
  }

  void transforms(const std::vector<config::Bound>& chain, InputForm& form) {
    for (const config::Bound& bound : chain) {
      const Transform* transform = transform_of(bound);
      if (transform == nullptr) continue;
      const auto fits = transform->check(bound, form.shape);
      if (!fits) diagnostics_.add(fits.error());
      form.shape = transform->shape(form.shape);
      form.place = bound.place;
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

// npy: inputs and targets as arrays in NPY files or members of an NPZ.
#include <fmt/format.h>

#include "data/labels.hpp"
#include "data/source.hpp"
#include "described.hpp"
#include "io/fault.hpp"

namespace backplane::data {
namespace {

ParamSpec file_param(const char* name, const char* doc, std::uint32_t flags) {
  ParamSpec spec;
  spec.name = name;
  spec.type = ParamType::string;
  spec.doc = doc;
  spec.def = Value::string("");
  spec.unit = "path";
  spec.flags = flags;
  return spec;
}

Result<std::shared_ptr<const io::Array>> read_shared(const std::string& file) {
  auto array = io::read_npy(file);
  if (!array) return array.error();
  return std::make_shared<const io::Array>(std::move(*array));
}

template <class T, class ReadArray>
Result<Pair<T>> read_pair(const config::Bound& bound, const std::string& folder,
                          const std::string& inputs, const std::string& targets,
                          const ReadArray& read) {
  Pair<T> pair;
  pair.inputs_place = bound.place_of(inputs);
  pair.targets_place = bound.place_of(targets);
  pair.inputs_file = resolve(folder, bound[inputs].s);
  pair.targets_file = resolve(folder, bound[targets].s);
  auto x = read(pair.inputs_file);
  if (!x) return placed(x.error(), pair.inputs_place);
  auto t = read(pair.targets_file);
  if (!t) return placed(t.error(), pair.targets_place);
  pair.inputs = std::move(*x);
  pair.targets = std::move(*t);
  return pair;
}

template <class T, class ReadArray>
Result<Parts<T>> read_parts(const config::Bound& bound, const std::string& folder,
                            const ReadArray& read) {
  auto train = read_pair<T>(bound, folder, "inputs", "targets", read);
  if (!train) return train.error();
  Parts<T> parts;
  parts.train = std::move(*train);
  parts.vocab = bound["vocab"].i;
  parts.many_labels = bound["classes"].i > 0;
  if (parts.many_labels) parts.classes = bound["classes"].i;
  const bool inputs = !bound["test_inputs"].s.empty();
  const bool targets = !bound["test_targets"].s.empty();
  if (inputs != targets)
    return placed(io::fault("E0206",
                            fmt::format("'{}' stands without '{}'",
                                        inputs ? "test_inputs" : "test_targets",
                                        inputs ? "test_targets" : "test_inputs"),
                            {"a test set needs both"}),
                  bound.place_of(inputs ? "test_inputs" : "test_targets"));
  if (!inputs) return parts;
  auto test = read_pair<T>(bound, folder, "test_inputs", "test_targets", read);
  if (!test) return test.error();
  parts.test = std::move(*test);
  return parts;
}

class Npy final : public Source {
 public:
  Npy() {
    id = "npy";
    summary = "inputs and targets as NumPy arrays, one row a sample";
    doc =
        "A path is `file.npy`, or `file.npz:name` for one array of an NPZ. Integer "
        "targets of one dimension are labels; all others are dense, a row a sample. "
        "With `classes`, integer targets of any shape are labels, several a sample: "
        "one a time step. With `vocab`, integer inputs are token ids for an embedding.";
    params = {
        file_param("inputs", "the training inputs, [N, ...]", BACKPLANE_PF_REQUIRED),
        file_param("targets", "the training targets: labels [N], or values [N, ...]",
                   BACKPLANE_PF_REQUIRED),
        file_param("test_inputs", "the test inputs", 0),
        file_param("test_targets", "the test targets", 0),
        within(integer_param("classes", 0, "how many labels; 0: as many as there are"),
               0, 1 << 24),
        within(integer_param("vocab", 0, "the inputs are ids below this; 0: numbers"),
               0, 1 << 30)};
  }

  [[nodiscard]] Result<Headers> headers(const config::Bound& bound,
                                        const std::string& folder) const override {
    auto parts = read_parts<io::ArrayHeader>(bound, folder, io::read_npy_header);
    if (!parts || parts->many_labels) return parts;
    const ClassCount count = peek_classes(
        parts->train.targets, [&] { return io::read_npy(parts->train.targets_file); });
    parts->classes = count.all;
    parts->fewer_classes = count.without_last;
    return parts;
  }

  [[nodiscard]] Result<Arrays> arrays(const config::Bound& bound,
                                      const std::string& folder,
                                      std::uint64_t) const override {
    return read_parts<std::shared_ptr<const io::Array>>(bound, folder, read_shared);
  }
};

}  // namespace

const Source& npy_source() {
  static const Npy source;
  return source;
}

}  // namespace backplane::data

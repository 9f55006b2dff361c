// npy: inputs and targets as arrays in NPY files or members of an NPZ.
#include <fmt/format.h>

#include "data/labels.hpp"
#include "data/source.hpp"
#include "described.hpp"
#include "io/fault.hpp"

namespace backplane::data {
namespace {

ParamSpec files_param(const char* name, const char* doc, std::uint32_t flags) {
  ParamSpec spec;
  spec.name = name;
  spec.type = ParamType::strings;
  spec.doc = doc;
  spec.def = Value::strings({});
  spec.unit = "path";
  spec.flags = flags;
  return spec;
}

// A number, or one for each array by its name.
ParamSpec each_param(const char* name, const char* doc, double max) {
  ParamSpec spec;
  spec.name = name;
  spec.type = ParamType::integers;
  spec.doc = doc;
  spec.def = Value::integers({0});
  return within(std::move(spec), 0, max);
}

Result<std::shared_ptr<const io::Array>> read_shared(const std::string& file) {
  auto array = io::read_npy(file);
  if (!array) return array.error();
  return std::make_shared<const io::Array>(std::move(*array));
}

// The arrays that a parameter lists.
template <class T, class ReadArray>
Result<std::vector<Held<T>>> read_list(const config::Bound& bound,
                                       const std::string& folder,
                                       const std::string& param,
                                       const ReadArray& read) {
  std::vector<Held<T>> list;
  if (bound[param].ss.empty() && !param.starts_with("test_"))
    return placed(io::fault("E0206", fmt::format("'{}' of 'npy' names no file", param)),
                  bound.place_of(param));
  for (const std::string& path : bound[param].ss) {
    Held<T>& held = list.emplace_back();
    held.file = resolve(folder, path);
    held.place = bound.place_of(param);
    auto array = read(held.file);
    if (!array) return placed(array.error(), held.place);
    held.array = std::move(*array);
  }
  return list;
}

template <class T, class ReadArray>
Result<Part<T>> read_part(const config::Bound& bound, const std::string& folder,
                          const std::string& inputs, const std::string& targets,
                          const ReadArray& read) {
  auto x = read_list<T>(bound, folder, inputs, read);
  if (!x) return x.error();
  auto t = read_list<T>(bound, folder, targets, read);
  if (!t) return t.error();
  return Part<T>{std::move(*x), std::move(*t)};
}

std::int64_t entry(const std::vector<std::int64_t>& list, std::size_t i) {
  return i < list.size() ? list[i] : 0;
}

template <class T>
void add_facts(const config::Bound& bound, Parts<T>& parts) {
  parts.inputs.resize(parts.train.inputs.size());
  parts.targets.resize(parts.train.targets.size());
  for (std::size_t i = 0; i < parts.inputs.size(); ++i)
    parts.inputs[i].vocab = entry(bound["vocab"].is, i);
  for (std::size_t t = 0; t < parts.targets.size(); ++t)
    if (const std::int64_t classes = entry(bound["classes"].is, t); classes > 0)
      parts.targets[t] = {classes, -1, true};
}

template <class T, class ReadArray>
Result<Parts<T>> read_parts(const config::Bound& bound, const std::string& folder,
                            const ReadArray& read) {
  auto train = read_part<T>(bound, folder, "inputs", "targets", read);
  if (!train) return train.error();
  Parts<T> parts;
  parts.train = std::move(*train);
  add_facts(bound, parts);
  const bool inputs = !bound["test_inputs"].ss.empty();
  const bool targets = !bound["test_targets"].ss.empty();
  if (inputs != targets)
    return placed(io::fault("E0206",
                            fmt::format("'{}' stands without '{}'",
                                        inputs ? "test_inputs" : "test_targets",
                                        inputs ? "test_targets" : "test_inputs"),
                            {"a test set needs both"}),
                  bound.place_of(inputs ? "test_inputs" : "test_targets"));
  if (!inputs) return parts;
  auto test = read_part<T>(bound, folder, "test_inputs", "test_targets", read);
  if (!test) return test.error();
  if (test->inputs.size() != parts.inputs.size() ||
      test->targets.size() != parts.targets.size())
    return placed(io::fault("E0241",
                            "the test set has other inputs or targets than "
                            "the training set"),
                  bound.place_of("test_inputs"));
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
        "one a time step. With `vocab`, integer inputs are token ids for an embedding. "
        "Several inputs or targets are a map from names to files, as `inputs: {image: "
        "x.npy, meta: m.npy}`; the model takes an input with `from: image`, a loss its "
        "target with `target: age`.";
    params = {
        files_param("inputs", "the training inputs, [N, ...]", BACKPLANE_PF_REQUIRED),
        files_param("targets", "the training targets: labels [N], or values [N, ...]",
                    BACKPLANE_PF_REQUIRED),
        files_param("test_inputs", "the test inputs", 0),
        files_param("test_targets", "the test targets", 0),
        each_param("classes", "how many labels; 0: as many as there are", 1 << 24),
        each_param("vocab", "the inputs are ids below this; 0: numbers", 1 << 30)};
  }

  [[nodiscard]] Result<Headers> headers(const config::Bound& bound,
                                        const std::string& folder) const override {
    auto parts = read_parts<io::ArrayHeader>(bound, folder, io::read_npy_header);
    if (!parts) return parts;
    for (std::size_t t = 0; t < parts->targets.size(); ++t) {
      if (parts->targets[t].many_labels) continue;
      const Held<io::ArrayHeader>& held = parts->train.targets[t];
      const ClassCount count =
          peek_classes(held.array, [&] { return io::read_npy(held.file); });
      parts->targets[t] = {count.all, count.without_last};
    }
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

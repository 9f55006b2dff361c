#pragma once
// Data jobs made by hand, as config would make them from text.

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "config/job.hpp"
#include "config/tables.hpp"
#include "data/dataset.hpp"
#include "io/scratch.hpp"

namespace backplane::test {

/// The entry `id` of a table with these parameters; each has a place of its own.
inline config::Bound bound(DescribedList table, const std::string& id,
                           const std::map<std::string, Value>& given = {}) {
  config::Bound bound;
  for (const Described* part : table)
    if (part->id == id) bound.part = part;
  bound.place = {"job.yaml", 1, 1, 1, ""};
  for (const ParamSpec& spec : bound.part->params) {
    const auto found = given.find(spec.name);
    const bool here = found != given.end();
    bound.values.push_back(here ? found->second : spec.def);
    bound.places.push_back(here ? Place{"job.yaml", 2, 1, 1, spec.name} : Place{});
  }
  return bound;
}

inline config::DataJob job_of(config::Bound source, std::int64_t batch = 1) {
  config::DataJob job;
  job.source = std::move(source);
  job.batch = batch;
  job.place = {"job.yaml", 1, 1, 1, ""};
  job.batch_place = {"job.yaml", 3, 1, 1, ""};
  job.validation_place = {"job.yaml", 4, 1, 1, ""};
  return job;
}

inline config::DataJob npy_job(const Scratch& scratch, const std::string& inputs,
                               const std::string& targets, std::int64_t batch = 1) {
  config::DataJob job = job_of(bound(source_table(), "npy",
                                     {{"inputs", Value::strings({inputs})},
                                      {"targets", Value::strings({targets})}}),
                               batch);
  job.folder = scratch.folder();
  return job;
}

template <class T>
io::Array array(io::Element element, std::vector<std::int64_t> shape,
                const std::vector<T>& values) {
  io::Array array{{element, std::move(shape)}, {}};
  array.bytes.resize(values.size() * sizeof(T));
  if (!values.empty())
    std::memcpy(array.bytes.data(), values.data(), array.bytes.size());
  return array;
}

template <class T>
void put_npy(const Scratch& scratch, const std::string& name, io::Element element,
             std::vector<std::int64_t> shape, const std::vector<T>& values) {
  scratch.put(name, text_of(io::encode_npy(array(element, std::move(shape), values))));
}

/// The code of the only error of `probe`, or "".
inline std::string probe_code(const config::DataJob& job) {
  Diagnostics diagnostics;
  const auto header = data::probe(job, diagnostics);
  if (diagnostics.ok()) return header ? "" : "nothing";
  return diagnostics.count() == 1 ? diagnostics.joined().code : "several";
}

inline std::string load_code(const config::DataJob& job, std::int64_t outputs = -1) {
  const auto data = data::load(job, 1, {outputs});
  return data.ok() ? "" : data.error().code;
}

}  // namespace backplane::test

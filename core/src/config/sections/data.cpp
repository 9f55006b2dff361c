// data: a source as its component key, and beside it what is done with the examples.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/layout.hpp"
#include "config/merge.hpp"
#include "config/scalar.hpp"
#include "config/sections/sections.hpp"
#include "config/tables.hpp"
#include "config/words.hpp"

namespace backplane::config {

namespace {

/// `10%` or `0.1`: a part of the training set; `5000`: a number of examples; 0: none.
void read_validation(const Node& node, Diagnostics& diagnostics, DataJob& job) {
  job.validation_place = node.place;
  if (const auto count = read_integer(node); count.value && *count.value >= 0) {
    job.validation_count = *count.value;
    return;
  }
  if (const auto part = read_real(node);
      part.value && *part.value >= 0 && *part.value < 1) {
    job.validation_fraction = *part.value;
    return;
  }
  diagnostics.add("E0204",
                  fmt::format("'validation' of 'data' expects a part below 100% or a "
                              "number of examples, found {}",
                              shown(node)),
                  node.place, "write '10%' or '5000'");
}

/// `key` is a list, though there are several inputs.
void say_which(const char* key, const Node& node, Diagnostics& diagnostics,
               const DataJob& job) {
  diagnostics.add("E0242", fmt::format("'{}' must say of which input", key), node.place,
                  fmt::format("write {{{}: [...]}}", job.inputs.front().name));
}

void read_chain(const Node& node, const Choices& choices, Diagnostics& diagnostics,
                std::vector<Bound>& chain) {
  for (const Node& item : as_list(node))
    if (auto bound = bind_choice(item, choices, {}, diagnostics))
      chain.push_back(std::move(*bound));
}

/// Whether `node` is a map from inputs, or must be one.
bool by_name(const Node& node, const DataJob& job) {
  if (job.inputs.size() != 1) return job.inputs.size() > 1;
  return node.is_map() && node.find(job.inputs.front().name) != nullptr;
}

/// A chain of one input, or a map from inputs to theirs.
void read_transforms(const Node& node, Diagnostics& diagnostics, DataJob& job) {
  const Choices choices = table_choices("transform", transform_table());
  job.transforms.resize(std::max<std::size_t>(job.inputs.size(), 1));
  if (!by_name(node, job))
    return read_chain(node, choices, diagnostics, job.transforms.front());
  if (node.is_list() && node.items.empty()) return;
  if (!node.is_map()) return say_which("transform", node, diagnostics, job);
  for (const Entry& e : node.entries)
    if (const auto input =
            find_named(job.inputs, e.key, "input", e.key_place, diagnostics))
      read_chain(e.value, choices, diagnostics, job.transforms[*input]);
}

/// The same of the one input that is changed.
void read_augments(const Node& node, Diagnostics& diagnostics, DataJob& job) {
  const Choices choices = table_choices("augmentation", augment_table());
  if (!by_name(node, job)) return read_chain(node, choices, diagnostics, job.augments);
  if (node.is_list() && node.items.empty()) return;
  if (!node.is_map() || node.entries.empty())
    return say_which("augment", node, diagnostics, job);
  if (node.entries.size() > 1)
    diagnostics.add("E0242", "'augment' changes one input, and here are several",
                    node.entries[1].key_place, "remove this");
  const Entry& e = node.entries.front();
  if (const auto input =
          find_named(job.inputs, e.key, "input", e.key_place, diagnostics)) {
    job.augmented = *input;
    read_chain(e.value, choices, diagnostics, job.augments);
  }
}

void make_paths_absolute(Bound& source) {
  for (std::size_t i = 0; i < source.values.size(); ++i) {
    if (source.part->params[i].unit != "path") continue;
    std::string& path = source.values[i].s;
    if (!path.empty()) path = resolved_path(path, source.places[i]);
    for (std::string& each : source.values[i].ss)
      each = resolved_path(each, source.places[i]);
  }
}

/// Parameters of a source that may as well stand beside it, as `context` does: put
/// among the others.
Node with_parameters(const Node& data, Diagnostics& diagnostics, DataJob& job) {
  Node folded = data;
  Entry* source = component_in(folded, siblings_of("data"));
  if (source == nullptr) return folded;
  for (const char* key : {"tokenizer", "context", "stateful"}) {
    const Entry* beside = data.entry(key);
    if (beside == nullptr) continue;
    make_parameters(source->value);
    source->value.entries.push_back(*beside);
    erase_key(folded, key);
    source = component_in(folded, siblings_of("data"));
  }
  const auto table = source_table();
  const auto part = std::ranges::find(table, source->key, &Described::id);
  if (part != table.end() && names_arrays(**part) && source->value.is_map())
    take_names(source->value, diagnostics, job);
  return folded;
}

}  // namespace

void read_data(const Entry& data, const Config& config, Diagnostics& diagnostics,
               DataJob& job) {
  job.folder = config.folder;
  job.place = data.key_place;
  job.batch_place = data.key_place;
  const Choices sources =
      table_choices("data source", source_table(), siblings_of("data"));
  const Node folded = with_parameters(data.value, diagnostics, job);
  if (auto source = bind_choice(folded, sources, {}, diagnostics))
    job.source = std::move(*source);
  if (job.source.part != nullptr) make_paths_absolute(job.source);
  if (!data.value.is_map()) return;

  Keys keys(data.value, "'data'", diagnostics);
  if (const Node* node = keys.take("validation"))
    read_validation(*node, diagnostics, job);
  if (const Node* node = data.value.find("batch")) job.batch_place = node->place;
  const auto reported = diagnostics.count();
  keys.integer("batch", job.batch, 1);
  if (diagnostics.count() != reported) job.batch = 1;  // fits any data: said once
  keys.boolean("shuffle", job.shuffle);
  if (const Node* node = keys.take("transform"))
    read_transforms(*node, diagnostics, job);
  if (const Node* node = keys.take("augment")) read_augments(*node, diagnostics, job);
}

}  // namespace backplane::config

// The data sources that there are.
#include <algorithm>
#include <filesystem>

#include "config/tables.hpp"
#include "data/source.hpp"

namespace backplane {

DescribedList source_table() {
  static const Described* const table[] = {&data::idx_source(),  &data::images_source(),
                                           &data::npy_source(),  &data::toy_source(),
                                           &data::host_source(), &data::text_source()};
  return table;
}

namespace data {

const Source* source_of(const config::Bound& bound) {
  const auto table = source_table();
  const auto found = std::find(table.begin(), table.end(), bound.part);
  return found == table.end() ? nullptr : static_cast<const Source*>(*found);
}

Headers headers_of(const Arrays& arrays) {
  const auto pair_of = [](const Pair<std::shared_ptr<const io::Array>>& pair) {
    return Pair<io::ArrayHeader>{*pair.inputs,      *pair.targets,
                                 pair.inputs_file,  pair.targets_file,
                                 pair.inputs_place, pair.targets_place};
  };
  Headers headers{.train = pair_of(arrays.train),
                  .test = {},
                  .classes = arrays.classes,
                  .label_names = arrays.label_names,
                  .vocab = arrays.vocab,
                  .many_labels = arrays.many_labels};
  if (arrays.test) headers.test = pair_of(*arrays.test);
  return headers;
}

std::string resolve(const std::string& folder, const std::string& path) {
  return (std::filesystem::path(folder) / path).string();
}

}  // namespace data
}  // namespace backplane

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
  using Array = std::shared_ptr<const io::Array>;
  const auto part_of = [](const Part<Array>& part) {
    Part<io::ArrayHeader> headers;
    for (const Held<Array>& held : part.inputs)
      headers.inputs.push_back({*held.array, held.file, held.place});
    for (const Held<Array>& held : part.targets)
      headers.targets.push_back({*held.array, held.file, held.place});
    return headers;
  };
  Headers headers{.train = part_of(arrays.train),
                  .test = {},
                  .inputs = arrays.inputs,
                  .targets = arrays.targets,
                  .label_names = arrays.label_names};
  if (arrays.test) headers.test = part_of(*arrays.test);
  return headers;
}

std::string resolve(const std::string& folder, const std::string& path) {
  return (std::filesystem::path(folder) / path).string();
}

}  // namespace data
}  // namespace backplane

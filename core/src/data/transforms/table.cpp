// The transforms that there are.
#include <algorithm>

#include "config/tables.hpp"
#include "data/transform.hpp"

namespace backplane {

DescribedList transform_table() {
  static const Described* const table[] = {&data::scale_transform(),
                                           &data::normalize_transform(),
                                           &data::flatten_transform()};
  return table;
}

namespace data {

const Transform* transform_of(const config::Bound& bound) {
  const auto table = transform_table();
  const auto found = std::find(table.begin(), table.end(), bound.part);
  return found == table.end() ? nullptr : static_cast<const Transform*>(*found);
}

}  // namespace data
}  // namespace backplane

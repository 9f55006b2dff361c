// The augmentations that there are.
#include <algorithm>

#include "config/tables.hpp"
#include "data/augment.hpp"
#include "io/fault.hpp"

namespace backplane {

DescribedList augment_table() {
  static const Described* const table[] = {
      &data::pad_crop_augment(), &data::shift_augment(),
      &data::flip_augment(),     &data::rotate_augment(),
      &data::noise_augment(),    &data::brightness_contrast_augment(),
      &data::erase_augment(),    &data::mixup_augment(),
      &data::cutmix_augment()};
  return table;
}

namespace data {

const Augment* augment_of(const config::Bound& bound) {
  const auto table = augment_table();
  const auto found = std::find(table.begin(), table.end(), bound.part);
  return found == table.end() ? nullptr : static_cast<const Augment*>(*found);
}

Error misfit(const config::Bound& bound, const char* param, std::string message,
             std::string remark) {
  Error error = io::fault("E0550", std::move(message));
  if (!remark.empty()) error.remarks.push_back(std::move(remark));
  const Place& place = bound.place_of(param);
  error.place = place.known() ? place : bound.place;
  return error;
}

}  // namespace data
}  // namespace backplane

// Labels: class numbers from 0, checked while they are read.
#include "data/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "data/elements.hpp"
#include "io/fault.hpp"

namespace backplane::data {
namespace {

constexpr std::int64_t kQuick = 1 << 20;

template <class T>
Result<std::vector<std::int32_t>> narrow(const io::Array& targets, std::int64_t classes,
                                         const std::string& file) {
  const T* values = elements_of<T>(targets);
  const std::int64_t n = targets.count();
  const std::int64_t bound =
      classes >= 0 ? classes : std::int64_t{std::numeric_limits<std::int32_t>::max()};
  std::vector<std::int32_t> labels(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) {
    if (std::cmp_less(values[i], 0) || std::cmp_greater_equal(values[i], bound))
      return io::fault(
          "E0523",
          fmt::format("label {} at index {} of '{}' is outside of the classes, 0 to {}",
                      values[i], i, file, bound - 1),
          {classes >= 0
               ? fmt::format("the network has {} outputs, one a class", classes)
               : std::string("labels count from 0")});
    labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(values[i]);
  }
  return labels;
}

}  // namespace

bool are_labels(const io::ArrayHeader& targets) {
  return targets.shape.size() == 1 && targets.element != io::Element::f32 &&
         targets.element != io::Element::f64;
}

Result<std::vector<std::int32_t>> read_labels(const io::Array& targets,
                                              std::int64_t classes,
                                              const std::string& file) {
  return visit_element(
      targets.element, [&](auto type) -> Result<std::vector<std::int32_t>> {
        if constexpr (std::is_integral_v<decltype(type)>)
          return narrow<decltype(type)>(targets, classes, file);
        else
          return io::fault("E0524",
                           fmt::format("'{}' holds {}, expected integer labels", file,
                                       io::name_of(targets.element)));
      });
}

std::int64_t classes_of(const std::vector<std::int32_t>& labels) {
  const auto largest = std::max_element(labels.begin(), labels.end());
  return largest == labels.end() ? 0 : std::int64_t{*largest} + 1;
}

std::int64_t peek_classes(const io::ArrayHeader& targets,
                          const std::function<Result<io::Array>()>& read) {
  if (!are_labels(targets) || targets.count() > kQuick) return -1;
  const auto array = read();
  if (!array) return -1;
  const auto labels = read_labels(*array, -1, "");
  return labels ? classes_of(*labels) : -1;
}

Error placed(Error error, const Place& place) {
  if (!error.place.known()) error.place = place;
  return error;
}

}  // namespace backplane::data

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
                                         const std::string& file,
                                         const Ignored& ignored) {
  const T* values = elements_of<T>(targets);
  const std::int64_t n = targets.count();
  const std::int64_t bound =
      classes >= 0 ? classes : std::int64_t{std::numeric_limits<std::int32_t>::max()};
  std::vector<std::int32_t> labels(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) {
    const bool outside =
        std::cmp_less(values[i], 0) || std::cmp_greater_equal(values[i], bound);
    if (outside && !(ignored && std::cmp_equal(values[i], *ignored)))
      return io::fault(
          "E0523",
          fmt::format("label {} at index {} of '{}' is outside of the classes, 0 to {}",
                      values[i], i, file, bound - 1),
          {classes >= 0 ? fmt::format("there are {} classes", classes)
                        : std::string("labels count from 0")});
    labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(values[i]);
  }
  return labels;
}

// Nothing is known of numbers that are too large to be labels.
template <class T>
ClassCount count_classes(const io::Array& targets) {
  ClassCount count{0, 0};
  const T* values = elements_of<T>(targets);
  for (std::int64_t i = 0; i < targets.count(); ++i) {
    if (std::cmp_greater(values[i], std::numeric_limits<std::int32_t>::max()))
      return {};
    const auto classes = static_cast<std::int64_t>(values[i]) + 1;
    if (classes > count.all) count = {classes, count.all};
    if (classes < count.all) count.without_last = std::max(count.without_last, classes);
  }
  return count;
}

}  // namespace

bool are_labels(const io::ArrayHeader& targets, bool many) {
  return (targets.shape.size() == 1 || many) && targets.element != io::Element::f32 &&
         targets.element != io::Element::f64;
}

Result<std::vector<std::int32_t>> read_labels(const io::Array& targets,
                                              std::int64_t classes,
                                              const std::string& file,
                                              const Ignored& ignored) {
  return visit_element(
      targets.element, [&](auto type) -> Result<std::vector<std::int32_t>> {
        if constexpr (std::is_integral_v<decltype(type)>)
          return narrow<decltype(type)>(targets, classes, file, ignored);
        else
          return io::fault("E0524",
                           fmt::format("'{}' holds {}, expected integer labels", file,
                                       io::name_of(targets.element)));
      });
}

Outcome check_ids(const io::Array& inputs, std::int64_t vocab,
                  const std::string& file) {
  return visit_element(inputs.element, [&](auto type) -> Outcome {
    using T = decltype(type);
    if constexpr (!std::is_integral_v<T>) {
      return io::fault("E0563", fmt::format("'{}' holds {}, expected integer token ids",
                                            file, io::name_of(inputs.element)));
    } else {
      const T* ids = elements_of<T>(inputs);
      const std::int64_t n = inputs.count();
      for (std::int64_t i = 0; i < n; ++i)
        if (std::cmp_less(ids[i], 0) || std::cmp_greater_equal(ids[i], vocab))
          return io::fault("E0563",
                           fmt::format("token id {} at index {} of '{}' is outside of "
                                       "the vocabulary, 0 to {}",
                                       ids[i], i, file, vocab - 1),
                           {fmt::format("'vocab: {}' says so", vocab)});
      return Done{};
    }
  });
}

std::int64_t classes_of(const std::vector<std::int32_t>& labels,
                        const Ignored& ignored) {
  std::int64_t classes = 0;
  for (const std::int32_t label : labels)
    if (!(ignored && label == *ignored))
      classes = std::max(classes, std::int64_t{label} + 1);
  return classes;
}

ClassCount peek_classes(const io::ArrayHeader& targets,
                        const std::function<Result<io::Array>()>& read) {
  if (!are_labels(targets) || targets.count() > kQuick) return {};
  const auto array = read();
  if (!array) return {};
  return visit_element(array->element, [&](auto type) -> ClassCount {
    if constexpr (std::is_integral_v<decltype(type)>)
      return count_classes<decltype(type)>(*array);
    else
      return {};
  });
}

Error placed(Error error, const Place& place) {
  if (!error.place.known()) error.place = place;
  return error;
}

}  // namespace backplane::data

// Batches: the order of an epoch, and rows gathered into the network's input.
#include "data/batch.hpp"

#include <algorithm>
#include <numeric>

#include "data/convert.hpp"
#include "data/elements.hpp"
#include "math/rng.hpp"

namespace backplane::data {
namespace {

// Rows of `array` as rows of Dst at `out`, each through `affine`.
template <class Src, class Dst>
void gather_rows(const io::Array& array, const std::vector<std::uint32_t>& rows,
                 const Affine& affine, std::span<const std::uint32_t> positions,
                 Dst* out) {
  const std::int64_t width = array.count() / array.shape[0];
  const Src* data = elements_of<Src>(array);
  const RowConverter<Src, Dst> convert(affine);
  for (const std::uint32_t position : positions) {
    convert(data + width * rows[position], out, width);
    out += width;
  }
}

void gather_array(const io::Array& array, const std::vector<std::uint32_t>& rows,
                  const Affine& affine, std::span<const std::uint32_t> positions,
                  DType dtype, void* out) {
  visit_element(array.element, [&](auto type) {
    using Src = decltype(type);
    if (dtype == DType::f64)
      gather_rows<Src>(array, rows, affine, positions, static_cast<double*>(out));
    else
      gather_rows<Src>(array, rows, affine, positions, static_cast<float*>(out));
  });
}

// One element as an id.
std::int32_t id_at(const io::Array& array, std::int64_t i) {
  return visit_element(array.element, [&](auto type) {
    return static_cast<std::int32_t>(elements_of<decltype(type)>(array)[i]);
  });
}

// `width` elements of `array` from `at` on, as ids.
void copy_ids(const io::Array& array, std::int64_t at, std::int64_t width,
              std::int32_t* out) {
  visit_element(array.element, [&](auto type) {
    const auto* from = elements_of<decltype(type)>(array) + at;
    std::transform(from, from + width, out,
                   [](auto v) { return static_cast<std::int32_t>(v); });
  });
}

void gather_ids(const Examples& examples, std::size_t input,
                std::span<const std::uint32_t> positions, std::int32_t* out) {
  const io::Array& array = *examples.inputs[input];
  const std::int64_t width =
      examples.windows ? examples.windows->context : array.count() / array.shape[0];
  for (const std::uint32_t position : positions) {
    const std::int64_t row = examples.rows[position];
    copy_ids(array, examples.windows ? examples.windows->start(row) : row * width,
             width, out);
    out += width;
  }
}

void gather_labels(const Examples& examples, const TargetRows& target,
                   std::span<const std::uint32_t> positions, std::int32_t* out) {
  const std::int64_t width = target.label_width;
  for (const std::uint32_t position : positions) {
    const std::int64_t row = examples.rows[position];
    if (examples.windows)
      copy_ids(*examples.input(), examples.windows->start(row) + 1, width, out);
    else
      std::copy_n(target.labels->data() + row * width, width, out);
    out += width;
  }
}

std::int32_t label_of(const Examples& examples, const TargetRows& target,
                      std::uint32_t position, std::int64_t step) {
  const std::int64_t row = examples.rows[position];
  if (examples.windows)
    return id_at(*examples.input(), examples.windows->start(row) + 1 + step);
  return (*target.labels)[static_cast<std::size_t>(row * target.label_width + step)];
}

template <class T>
void one_hot(const Examples& examples, const TargetRows& target,
             std::span<const std::uint32_t> positions, std::int64_t classes, T* out) {
  const std::int64_t width = target.label_width;
  std::fill_n(out, static_cast<std::int64_t>(positions.size()) * width * classes, T{0});
  for (const std::uint32_t position : positions)
    for (std::int64_t step = 0; step < width; ++step, out += classes) {
      const std::int32_t label = label_of(examples, target, position, step);
      if (classes == 1)
        out[0] = static_cast<T>(label);  // one column: the label itself, 0 or 1
      else if (label >= 0 && label < classes)
        out[label] = T{1};
    }
}

}  // namespace

void epoch_order(std::uint64_t seed, std::uint64_t epoch, bool shuffle,
                 std::span<std::uint32_t> order) {
  if (shuffle)
    permutation(mix(seed, "shuffle"), epoch, order);
  else
    std::iota(order.begin(), order.end(), std::uint32_t{0});
}

void stream_order(std::int64_t batch, std::span<std::uint32_t> order) {
  const auto n = static_cast<std::int64_t>(order.size());
  const std::int64_t each = n / batch, longer = n % batch;
  for (std::int64_t i = 0; i < n; ++i) {
    const std::int64_t row = i % batch, step = i / batch;
    order[static_cast<std::size_t>(i)] =
        static_cast<std::uint32_t>(row * each + std::min(row, longer) + step);
  }
}

std::int64_t epoch_shift(std::uint64_t seed, std::uint64_t epoch, std::int64_t places) {
  return static_cast<std::int64_t>(mix(seed, "windows", epoch) %
                                   static_cast<std::uint64_t>(places));
}

void gather(const Examples& examples, const Affine& affine,
            std::span<const std::uint32_t> positions, const GatherTo& to) {
  if (to.inputs != nullptr)
    gather_array(*examples.inputs[to.input], examples.rows, affine, positions, to.dtype,
                 to.inputs);
  if (to.ids != nullptr) gather_ids(examples, to.input, positions, to.ids);
  const TargetRows& target = examples.targets[to.target];
  const bool labelled = examples.labelled(to.target);
  if (to.labels != nullptr && labelled)
    gather_labels(examples, target, positions, to.labels);
  if (to.dense == nullptr) return;
  static const Affine identity;
  if (target.dense != nullptr)
    gather_array(*target.dense, examples.rows, identity, positions, to.dtype, to.dense);
  else if (labelled && to.dtype == DType::f64)
    one_hot(examples, target, positions, to.one_hot, static_cast<double*>(to.dense));
  else if (labelled)
    one_hot(examples, target, positions, to.one_hot, static_cast<float*>(to.dense));
}

}  // namespace backplane::data

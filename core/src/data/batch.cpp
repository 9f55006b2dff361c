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

template <class T>
void one_hot(const Examples& examples, std::span<const std::uint32_t> positions,
             std::int64_t classes, T* out) {
  std::fill_n(out, static_cast<std::int64_t>(positions.size()) * classes, T{0});
  if (classes == 1) {  // one column: the label itself, 0 or 1
    for (const std::uint32_t position : positions)
      *out++ = static_cast<T>((*examples.labels)[examples.rows[position]]);
    return;
  }
  for (const std::uint32_t position : positions) {
    const std::int32_t label = (*examples.labels)[examples.rows[position]];
    if (label >= 0 && label < classes) out[label] = T{1};
    out += classes;
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

void gather(const Examples& examples, const Affine& affine,
            std::span<const std::uint32_t> positions, const GatherTo& to) {
  if (to.inputs != nullptr)
    gather_array(*examples.inputs, examples.rows, affine, positions, to.dtype,
                 to.inputs);
  if (to.labels != nullptr && examples.labels != nullptr)
    for (std::size_t i = 0; i < positions.size(); ++i)
      to.labels[i] = (*examples.labels)[examples.rows[positions[i]]];
  if (to.dense == nullptr) return;
  static const Affine identity;
  if (examples.dense != nullptr)
    gather_array(*examples.dense, examples.rows, identity, positions, to.dtype,
                 to.dense);
  else if (examples.labels != nullptr && to.dtype == DType::f64)
    one_hot(examples, positions, to.one_hot, static_cast<double*>(to.dense));
  else if (examples.labels != nullptr)
    one_hot(examples, positions, to.one_hot, static_cast<float*>(to.dense));
}

}  // namespace backplane::data

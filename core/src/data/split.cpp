// Cutting the validation part off the training set.
#include "data/split.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "math/rng.hpp"

namespace backplane::data {
namespace {

// Shares of `total` by size: floors first, then one more to the largest remainders, the
// lower class where they tie.
std::vector<std::uint32_t> shares(const std::vector<std::uint32_t>& sizes,
                                  std::uint64_t total) {
  const std::uint64_t all =
      std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
  std::vector<std::uint32_t> share;
  std::vector<std::uint64_t> remainder;
  std::uint64_t given = 0;
  for (const std::uint64_t size : sizes) {
    share.push_back(static_cast<std::uint32_t>(total * size / all));
    remainder.push_back(total * size % all);
    given += share.back();
  }
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return remainder[a] > remainder[b];
  });
  for (std::size_t i = 0; given < total; ++i, ++given) ++share[order[i]];
  return share;
}

// The rows in random order, class after class.
std::vector<std::vector<std::uint32_t>> groups(std::uint32_t n,
                                               const std::vector<std::int32_t>* labels,
                                               std::uint64_t seed) {
  std::vector<std::uint32_t> order(n);
  permutation(seed, 0, order);
  if (labels == nullptr) return {std::move(order)};
  std::map<std::int32_t, std::vector<std::uint32_t>> by_class;
  for (const std::uint32_t row : order) by_class[(*labels)[row]].push_back(row);
  std::vector<std::vector<std::uint32_t>> rows;
  for (auto& [label, members] : by_class) rows.push_back(std::move(members));
  return rows;
}

}  // namespace

Split cut_validation(std::uint32_t n, std::uint32_t validation,
                     const std::vector<std::int32_t>* labels, std::uint64_t seed) {
  Split split;
  if (validation == 0) {
    split.train.resize(n);
    std::iota(split.train.begin(), split.train.end(), std::uint32_t{0});
    return split;
  }
  const auto rows = groups(n, labels, mix(seed, "validation"));
  std::vector<std::uint32_t> sizes;
  for (const auto& group : rows)
    sizes.push_back(static_cast<std::uint32_t>(group.size()));
  const auto share = shares(sizes, validation);
  for (std::size_t g = 0; g < rows.size(); ++g) {
    const auto cut = rows[g].begin() + static_cast<std::ptrdiff_t>(share[g]);
    split.validation.insert(split.validation.end(), rows[g].begin(), cut);
    split.train.insert(split.train.end(), cut, rows[g].end());
  }
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.validation.begin(), split.validation.end());
  return split;
}

}  // namespace backplane::data

#pragma once
// Augmentations applied to small images, as the augmenter would.

#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "data/augment.hpp"
#include "jobs.hpp"

namespace backplane::test {

using Params = std::map<std::string, Value>;

inline data::PlannedAugment planned(const std::string& id, const Params& params,
                                    const data::ImageSize& size) {
  const auto chosen = bound(augment_table(), id, params);
  const data::Augment* augment = data::augment_of(chosen);
  REQUIRE(augment != nullptr);
  REQUIRE(augment->check(chosen, size).ok());
  return augment->plan(chosen, size);
}

/// 0, 1, 2, ... from `first`.
template <class T>
std::vector<T> counting_up(const data::ImageSize& size, T first = 0) {
  std::vector<T> x(static_cast<std::size_t>(size.elements()));
  std::iota(x.begin(), x.end(), first);
  return x;
}

/// `x` after the change with the random numbers of `stream`.
template <class T>
std::vector<T> changed(const data::PlannedAugment& augment, const data::ImageSize& size,
                       std::vector<T> x, std::uint64_t stream) {
  std::vector<T> spare(x.size());
  data::Draws draws(7, 2 * stream);
  augment.change->apply(data::Image<T>{x.data(), size}, draws, spare.data());
  return x;
}

/// What is left of `x`, and the share that it kept.
template <class T>
std::pair<std::vector<T>, double> mixed(const data::PlannedAugment& augment,
                                        const data::ImageSize& size, std::vector<T> x,
                                        const std::vector<T>& other,
                                        std::uint64_t stream) {
  data::Draws draws(7, 2 * stream), again(7, 2 * stream);
  const double share =
      augment.mix->apply(data::Image<T>{x.data(), size}, other.data(), draws);
  CHECK(augment.mix->apply(data::Image<T>{nullptr, size}, nullptr, again) == share);
  return {std::move(x), share};
}

}  // namespace backplane::test

// Random numbers: the published test vectors, addressing, ranges, moments,
// permutations.
#include "math/rng.hpp"

#include "math/philox.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

using backplane::mix;
using backplane::rng_service;
using Words = std::array<std::uint32_t, 4>;

namespace {

template <class T>
using Make = void (*)(std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, T*);

template <class T>
std::vector<T> draw(Make<T> make, std::uint64_t seed, std::uint64_t stream,
                    std::uint64_t offset, std::size_t n) {
  std::vector<T> out(n);
  make(seed, stream, offset, n, out.data());
  return out;
}

/// True if any cut of the range gives the elements of the whole.
template <class T>
bool cuts_agree(Make<T> make) {
  const std::size_t n = 300;
  const std::uint64_t start = (std::uint64_t{1} << 34) - 5;  // blocks past 32 bits
  const std::vector<T> whole = draw(make, 11, 22, start, n);
  for (const std::size_t step : {1U, 2U, 3U, 7U, 64U, 255U}) {
    for (std::size_t first = 0; first < n; first += step) {
      const std::size_t count = std::min(step, n - first);
      const std::vector<T> part = draw(make, 11, 22, start + first, count);
      const auto from = whole.begin() + static_cast<std::ptrdiff_t>(first);
      if (!std::equal(part.begin(), part.end(), from)) return false;
    }
  }
  return true;
}

template <class T>
double moment(const std::vector<T>& values, int power) {
  double sum = 0;
  for (const T v : values) sum += std::pow(static_cast<double>(v), power);
  return sum / static_cast<double>(values.size());
}

template <class T>
void check_uniform(Make<T> make) {
  const std::vector<T> x = draw(make, 1, 2, 0, 400'000);
  CHECK(*std::min_element(x.begin(), x.end()) >= T(0));
  CHECK(*std::max_element(x.begin(), x.end()) < T(1));
  CHECK(moment(x, 1) == Approx(0.5).margin(0.002));
  CHECK(moment(x, 2) == Approx(1.0 / 3).margin(0.002));
}

template <class T>
void check_normal(Make<T> make) {
  const std::vector<T> x = draw(make, 3, 4, 0, 400'000);
  CHECK(moment(x, 1) == Approx(0).margin(0.006));
  CHECK(moment(x, 2) == Approx(1).margin(0.01));
  CHECK(moment(x, 3) == Approx(0).margin(0.03));
  CHECK(moment(x, 4) == Approx(3).margin(0.08));
  const auto beyond = [](T v) { return std::fabs(v) > T(3); };
  const auto tail = std::count_if(x.begin(), x.end(), beyond);
  CHECK(static_cast<double>(tail) / 400'000 == Approx(0.0027).margin(0.0004));
}

}  // namespace

TEST_CASE("rng: philox gives the published words", "[math][rng]") {
  const std::uint32_t ones = 0xffffffff;
  CHECK(backplane::philox({0, 0, 0, 0}, {0, 0}) ==
        Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(backplane::philox({ones, ones, ones, ones}, {ones, ones}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(backplane::philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                          {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("rng: elements are words of the counter's block", "[math][rng]") {
  const std::uint64_t seed = 0x299f31d0a4093822, stream = 0x0370734413198a2e;
  const std::uint64_t block = 0x25a308d3243f6a88;
  const std::vector<std::uint32_t> bits =
      draw(rng_service()->bits_u32, seed, stream, 4 * block, 8);
  const auto hi = static_cast<std::uint32_t>(block >> 32);
  const auto lo = static_cast<std::uint32_t>(block);
  const Words first =
      backplane::philox({lo, hi, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0});
  const Words next =
      backplane::philox({lo + 1, hi, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0});
  CHECK(std::equal(first.begin(), first.end(), bits.begin()));
  CHECK(std::equal(next.begin(), next.end(), bits.begin() + 4));
}

TEST_CASE("rng: an element does not depend on how its range is cut", "[math][rng]") {
  CHECK(cuts_agree(rng_service()->bits_u32));
  CHECK(cuts_agree(rng_service()->uniform_f32));
  CHECK(cuts_agree(rng_service()->uniform_f64));
  CHECK(cuts_agree(rng_service()->normal_f32));
  CHECK(cuts_agree(rng_service()->normal_f64));
}

TEST_CASE("rng: nothing is written where nothing is asked", "[math][rng]") {
  double kept = 5;
  rng_service()->normal_f64(1, 2, 3, 0, &kept);
  CHECK(kept == 5);
}

TEST_CASE("rng: uniform numbers fill [0, 1)", "[math][rng]") {
  check_uniform(rng_service()->uniform_f32);
  check_uniform(rng_service()->uniform_f64);
}

TEST_CASE("rng: normal numbers have a normal's moments and tail", "[math][rng]") {
  check_normal(rng_service()->normal_f32);
  check_normal(rng_service()->normal_f64);
}

TEST_CASE("rng: seeds and streams are unrelated", "[math][rng]") {
  const auto make = rng_service()->bits_u32;
  const auto base = draw(make, 1, 1, 0, 1000);
  for (const auto& other : {draw(make, 2, 1, 0, 1000), draw(make, 1, 2, 0, 1000),
                            draw(make, 1, 1, 1000, 1000)}) {
    int equal_bits = 0;
    for (std::size_t i = 0; i < base.size(); ++i) {
      equal_bits += 32 - std::popcount(base[i] ^ other[i]);
    }
    CHECK(equal_bits == Approx(16000).margin(500));
  }
}

TEST_CASE("rng: mixed seeds differ by purpose and by order", "[math][rng]") {
  const std::set<std::uint64_t> seeds = {
      mix(1, "a"),      mix(1, "b"),      mix(2, "a"),
      mix(1, ""),       mix(1, 0),        mix(1, 1),
      mix(0, 0),        mix(0, 1),        mix(1, "ab"),
      mix(1, "a", "b"), mix(1, "b", "a"), mix(1, 2, 3),
      mix(1, 3, 2),     mix(1, "a", 2),   mix(1, std::string_view("a\0", 2))};
  CHECK(seeds.size() == 15);
  CHECK(mix(42, "dropout1", 3) == mix(mix(42, "dropout1"), 3));
}

TEST_CASE("rng: mix is fixed for ever", "[math][rng]") {
  CHECK(mix(42, "dropout1") == 0x7c27a6559599467a);
  CHECK(mix(42, 7) == 0x6f9508402de7121b);
}

TEST_CASE("rng: a permutation holds every number once", "[math][rng]") {
  const std::size_t n = GENERATE(0U, 1U, 2U, 3U, 63U, 64U, 65U, 66U, 1000U);
  CAPTURE(n);
  std::vector<std::uint32_t> order(n, 99);
  backplane::permutation(5, 6, order);
  std::vector<std::uint32_t> again(n);
  backplane::permutation(5, 6, again);
  CHECK(order == again);
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < n; ++i) CHECK(order[i] == i);
}

TEST_CASE("rng: each permutation of four is as likely", "[math][rng]") {
  std::vector<int> counts(256);
  const int draws = 24'000;
  for (int i = 0; i < draws; ++i) {
    std::vector<std::uint32_t> order(4);
    backplane::permutation(8, static_cast<std::uint64_t>(i), order);
    ++counts[order[0] + 4 * order[1] + 16 * order[2] + 64 * order[3]];
  }
  double chi2 = 0;
  int seen = 0;
  for (const int count : counts) {
    if (count == 0) continue;
    ++seen;
    chi2 += std::pow(count - draws / 24.0, 2) / (draws / 24.0);
  }
  CHECK(seen == 24);
  CHECK(chi2 < 49.7);  // one in a thousand, 23 degrees of freedom
}

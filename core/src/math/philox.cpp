// Philox, a block at a time, and four at a time where the machine multiplies in pairs.
#include "math/philox.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace backplane {
namespace {

constexpr int kRounds = 10;
constexpr std::uint32_t kMultiply0 = 0xd2511f53, kMultiply1 = 0xcd9e8d57;
constexpr std::uint32_t kStep0 = 0x9e3779b9, kStep1 = 0xbb67ae85;

std::uint32_t low(std::uint64_t x) {
  return static_cast<std::uint32_t>(x);
}
std::uint32_t high(std::uint64_t x) {
  return static_cast<std::uint32_t>(x >> 32);
}

#if defined(__SSE2__)

/// Words 0 to 3 of two blocks: each in the low half of a 64-bit lane, the rest unused.
struct TwoBlocks {
  __m128i c0, c1, c2, c3;
};

__m128i both(std::uint32_t x) {
  return _mm_set1_epi64x(static_cast<long long>(x));
}
__m128i lanes(std::uint32_t first, std::uint32_t second) {
  return _mm_set_epi64x(static_cast<long long>(second), static_cast<long long>(first));
}

TwoBlocks counters(std::uint64_t stream, std::uint64_t block) {
  return {lanes(low(block), low(block + 1)), lanes(high(block), high(block + 1)),
          both(low(stream)), both(high(stream))};
}

void one_round(TwoBlocks& b, __m128i key0, __m128i key1) {
  const __m128i p0 = _mm_mul_epu32(b.c0, both(kMultiply0));
  const __m128i p1 = _mm_mul_epu32(b.c2, both(kMultiply1));
  b.c0 = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(p1, 32), b.c1), key0);
  b.c1 = p1;
  b.c2 = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(p0, 32), b.c3), key1);
  b.c3 = p0;
}

/// The words in order: block by block.
void store(const TwoBlocks& b, std::uint32_t* words) {
  const __m128i half = both(0xffffffff);
  const __m128i w01 = _mm_or_si128(_mm_and_si128(b.c0, half), _mm_slli_epi64(b.c1, 32));
  const __m128i w23 = _mm_or_si128(_mm_and_si128(b.c2, half), _mm_slli_epi64(b.c3, 32));
  auto* const to = reinterpret_cast<__m128i*>(words);
  _mm_storeu_si128(to, _mm_unpacklo_epi64(w01, w23));
  _mm_storeu_si128(to + 1, _mm_unpackhi_epi64(w01, w23));
}

void make_group(std::uint64_t seed, std::uint64_t stream, std::uint64_t first,
                std::uint32_t* words) {
  TwoBlocks a = counters(stream, first), b = counters(stream, first + 2);
  std::uint32_t k0 = low(seed), k1 = high(seed);
  for (int round = 0; round < kRounds; ++round, k0 += kStep0, k1 += kStep1) {
    one_round(a, both(k0), both(k1));
    one_round(b, both(k0), both(k1));
  }
  store(a, words);
  store(b, words + 2 * kPhiloxWords);
}

#else

void make_group(std::uint64_t seed, std::uint64_t stream, std::uint64_t first,
                std::uint32_t* words) {
  for (std::size_t i = 0; i < kPhiloxGroup; ++i) {
    const std::uint64_t block = first + i;
    const auto made = philox({low(block), high(block), low(stream), high(stream)},
                             {low(seed), high(seed)});
    for (std::size_t w = 0; w < kPhiloxWords; ++w)
      words[i * kPhiloxWords + w] = made[w];
  }
}

#endif

}  // namespace

void philox_blocks(std::uint64_t seed, std::uint64_t stream, std::uint64_t first,
                   std::span<std::uint32_t> words) {
  constexpr std::size_t kStep = kPhiloxGroup * kPhiloxWords;
  for (std::size_t at = 0; at < words.size(); at += kStep) {
    make_group(seed, stream, first + at / kPhiloxWords, words.data() + at);
  }
}

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter,
                                    std::array<std::uint32_t, 2> key) {
  auto [c0, c1, c2, c3] = counter;
  auto [k0, k1] = key;
  for (int round = 0; round < kRounds; ++round, k0 += kStep0, k1 += kStep1) {
    const std::uint64_t p0 = std::uint64_t{kMultiply0} * c0;
    const std::uint64_t p1 = std::uint64_t{kMultiply1} * c2;
    c0 = high(p1) ^ c1 ^ k0;
    c1 = low(p1);
    c2 = high(p0) ^ c3 ^ k1;
    c3 = low(p0);
  }
  return {c0, c1, c2, c3};
}

}  // namespace backplane

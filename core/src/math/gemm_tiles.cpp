// Tile sizes as measured (OpenBLAS 0.3.21, Cooperlake kernels): 256 x 784 weights at
// batch 32 take 117 us in tiles against 158 whole, at batch 8 30 against 69, at 128 473
// : 516.
#include "math/gemm_tiles.hpp"

#include <algorithm>
#include <string_view>

extern "C" {
// Weak, as only OpenBLAS has it.
__attribute__((weak)) char* openblas_get_corename(void);
}

namespace backplane {
namespace {

constexpr std::int64_t kSmall = 1'000'000;  // multiply-adds that OpenBLAS calls small

/// The fewest equal parts of at most `most`, so that none is a sliver.
std::int64_t even_part(std::int64_t whole, std::int64_t most) {
  const std::int64_t parts = (whole + most - 1) / most;
  return (whole + parts - 1) / parts;
}

}  // namespace

bool has_small_gemm() {
  static const bool has = [] {
    if (openblas_get_corename == nullptr) return false;
    const std::string_view core = openblas_get_corename();
    return core == "SkylakeX" || core == "Cooperlake" || core == "SapphireRapids";
  }();
  return has;
}

GemmTile gemm_tile(bool small_kernels, bool ta, bool tb, std::int64_t m, std::int64_t n,
                   std::int64_t k) {
  const GemmTile whole = {m, n, k};
  if (!small_kernels || m * n <= kSmall / k) return whole;
  if (!ta && tb) {
    // Rows times rows: worth it only while k is long and still fits at once.
    constexpr std::int64_t kShortest = 256, kLongest = 976;
    if (k < kShortest || k > kLongest) return whole;
    return {32, 32, k};
  }
  if (ta && !tb) return {32, 32, even_part(k, 784)};
  return {32, 64, even_part(k, 480)};
}

}  // namespace backplane

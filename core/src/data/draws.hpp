#pragma once
// Random choices for one augmentation of one sample: numbers from a counter, so that
// they depend on their address alone.

#include <array>
#include <cstdint>

namespace backplane::data {

/// A sequence that is a function of (key, stream); what was drawn before moves it on.
class Draws {
 public:
  Draws(std::uint64_t key, std::uint64_t stream) : key_(key), stream_(stream) {}

  double uniform();  ///< [0, 1)
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  bool chance(double p) { return uniform() < p; }
  /// 0 .. n - 1, each as likely. Pre: 1 <= n <= 2^32.
  std::int64_t below(std::int64_t n);
  double normal();
  /// Beta(alpha, alpha). Pre: alpha > 0.
  double beta(double alpha);
  /// n normal numbers, or n from [0, 1), that have nothing to do with the choices; the
  /// same ones at each call.
  void normals(std::int64_t n, float* out) const;
  void normals(std::int64_t n, double* out) const;
  void uniforms(std::int64_t n, float* out) const;
  void uniforms(std::int64_t n, double* out) const;

 private:
  static constexpr std::size_t kWords = 16;

  std::uint32_t word();
  double log_gamma(double alpha);

  std::uint64_t key_, stream_, block_ = 0;
  std::array<std::uint32_t, kWords> words_{};
  std::size_t used_ = kWords;
};

}  // namespace backplane::data

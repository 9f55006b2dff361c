// cosine: L = 1 - u v,  u = a / |a|,  v = t / |t|   dL/da = -(v - (u v) u) / |a|
// lengths below eps count as eps, in the derivative too, as in PyTorch
#include <algorithm>
#include <cmath>

#include "backplane/sdk/loss.hpp"

namespace {

using backplane::sdk::LossRow;

struct Cosine {
  double eps = 1e-8;

  static constexpr const char* doc =
      "1 - the cosine of the angle between a row of outputs and a row of targets, as "
      "PyTorch's cosine_similarity: 0 where they point the same way, 2 where they are "
      "opposed, 1 where one of them is 0. Lengths do not matter. The mean is over the "
      "rows.";
  static constexpr auto params = backplane::params(
      backplane::field(&Cosine::eps, "eps", 1e-8, backplane::above(0),
                       "length below which a row counts as no longer than this"));
  static constexpr bool in_place = true;

  /// |x|, where the squares of its numbers may overflow.
  template <class T>
  static double length(const T* x, std::int64_t n) {
    double top = 0;
    for (std::int64_t i = 0; i < n; ++i)
      top = backplane::max(top, std::fabs(static_cast<double>(x[i])));
    if (!(top > 0)) return top;
    const double sum = backplane::sdk::sum(n, [=](std::int64_t i) {
      const double part = static_cast<double>(x[i]) / top;
      return part * part;
    });
    return top * std::sqrt(sum);
  }

  template <class T>
  double row(const LossRow<T>& row) const {
    const T *a = row.a, *t = row.t;
    const double A = std::max(length(a, row.n), eps);
    const double V = std::max(length(t, row.n), eps);
    const auto u = [=](std::int64_t i) { return static_cast<double>(a[i]) / A; };
    const auto v = [=](std::int64_t i) { return static_cast<double>(t[i]) / V; };
    const double cosine =
        backplane::sdk::sum(row.n, [=](std::int64_t i) { return u(i) * v(i); });
    if (row.da != nullptr)
      for (std::int64_t i = 0; i < row.n; ++i)
        row.da[i] = static_cast<T>(-row.scale * (v(i) - cosine * u(i)) / A);
    return 1 - cosine;
  }
};

}  // namespace

BACKPLANE_LOSS(Cosine, "cosine", "1 - a t / (|a| |t|)", "1.0.0");

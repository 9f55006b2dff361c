// gaussian_nll: L = 1/n sum_i (log v_i + e_i^2 / v_i) / 2,  e_i = m_i - t_i
// dL/dm = e / v,  dL/dv = (1 - e^2 / v) / 2v,  dL/ds = (1 - e^2 / v) / 2 for s = log v
// outputs are m_1 ... m_n, then s_1 ... s_n or v_1 ... v_n; full adds log(2 pi) / 2
#include <cmath>

#include "backplane/sdk/loss.hpp"

namespace {

using backplane::sdk::LossRow;

struct GaussianNll {
  enum Form { log_variance, variance };
  Form form = log_variance;
  bool full = false;
  double eps = 1e-6;

  static constexpr const char* doc =
      "The network says how sure it is: of 2n outputs for n targets the first n are "
      "means, the others what their targets vary by. They are logarithms of variances, "
      "which any number may be; with `form: variance` they are variances, from 0 on, "
      "as in PyTorch's GaussianNLLLoss. Metrics judge the means. The mean is over "
      "targets and rows, and may fall below 0.";
  static constexpr auto params = backplane::params(
      backplane::choice(&GaussianNll::form, "form", log_variance,
                        {"log_variance", "variance"},
                        "what the second half of the outputs is"),
      backplane::field(&GaussianNll::full, "full", false, "adds log(2 pi) / 2"),
      backplane::field(&GaussianNll::eps, "eps", 1e-6, backplane::above(0),
                       "variances below this count as this"));
  static constexpr bool in_place = true;

  std::int64_t target_cols(std::int64_t cols) const {
    return cols % 2 == 0 ? cols / 2 : 0;
  }
  void check(std::int64_t cols, std::uint32_t /*target*/) const {
    if (cols % 2 == 0) return;
    throw backplane::sdk::invalid(
        "takes two outputs for each target, a mean and how much it varies, but there "
        "are " +
        std::to_string(cols) + " outputs");
  }
  backplane::sdk::Range output_range(std::int64_t cols, std::int64_t col) const {
    if (form == variance && col >= cols / 2) return backplane::at_least(0);
    return {};
  }

  template <class T>
  struct Term {
    T loss, dm, dv;  ///< dv by the second output, v or log v
  };
  /// Where eps stands in the place of v, the derivative by v is taken as if it were v.
  template <class T>
  Term<T> term(T m, T second, T t) const {
    const T e = m - t;
    if (form == variance) {
      const T v = backplane::max(second, static_cast<T>(eps));
      const T far = e / v * e;
      return {backplane::log(v) + far, e / v, (T(1) - far) / v};
    }
    const T s = backplane::max(second, static_cast<T>(std::log(eps)));
    const T near = e * backplane::exp(-s), far = e * near;
    return {s + far, near, (T(1) - far) * backplane::exp(second - s)};
  }

  template <class T>
  double row(const LossRow<T>& row) const {
    const std::int64_t n = row.n / 2;
    const T *m = row.a, *second = row.a + n, *t = row.t;
    refuse_negative(second, n);
    const double mean = n > 0 ? 0.5 / static_cast<double>(n) : 0;
    constexpr double kLogTwoPi = 1.8378770664093453;
    const double loss = backplane::sdk::sum(n, [&](std::int64_t i) {
      return static_cast<double>(term(m[i], second[i], t[i]).loss);
    });
    if (row.da != nullptr)
      for (std::int64_t i = 0; i < n; ++i) {
        const Term<T> here = term(m[i], second[i], t[i]);
        row.da[i] = static_cast<T>(2 * row.scale * mean) * here.dm;
        row.da[n + i] = static_cast<T>(row.scale * mean) * here.dv;
      }
    return mean * loss + (full ? 0.5 * kLogTwoPi : 0);
  }

  template <class T>
  void refuse_negative(const T* second, std::int64_t n) const {
    if (form != variance) return;
    for (std::int64_t i = 0; i < n; ++i)
      if (second[i] < T(0))
        throw backplane::sdk::Failure(
            BACKPLANE_E_NUMERIC,
            "the variance of target " + std::to_string(i) + " is " +
                std::to_string(second[i]) +
                ", below 0; 'form: log_variance' takes any number");
  }
};

}  // namespace

BACKPLANE_LOSS(GaussianNll, "gaussian_nll", "mean of (log v + (m - t)^2 / v) / 2",
               "1.0.0");

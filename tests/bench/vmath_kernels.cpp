// Plain loops, as the SDK makes them for a component.
#include "vmath_kernels.hpp"

#include "backplane/sdk/math.hpp"

#include <cmath>

#define BACKPLANE_JOIN_(a, b) a##b
#define BACKPLANE_JOIN(a, b) BACKPLANE_JOIN_(a, b)

namespace backplane::bench {
namespace {

template <class T, class F>
void loop(const T* x, T* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = F{}(x[i]);
}

template <class Sdk, class Libm>
constexpr VmathKernel kernel(const char* name, double low, double high) {
  return {name,
          low,
          high,
          &loop<float, Sdk>,
          &loop<double, Sdk>,
          &loop<float, Libm>,
          &loop<double, Libm>};
}

#define BACKPLANE_FUNCTION(Name, sdk, libm)          \
  struct Name##Sdk {                                 \
    template <class T>                               \
    [[gnu::always_inline]] T operator()(T x) const { \
      return sdk;                                    \
    }                                                \
  };                                                 \
  struct Name##Libm {                                \
    template <class T>                               \
    T operator()(T x) const {                        \
      return libm;                                   \
    }                                                \
  };

BACKPLANE_FUNCTION(Exp, backplane::exp(x), std::exp(x))
BACKPLANE_FUNCTION(Expm1, backplane::expm1(x), std::expm1(x))
BACKPLANE_FUNCTION(Tanh, backplane::tanh(x), std::tanh(x))
BACKPLANE_FUNCTION(Sigmoid, backplane::sigmoid(x), T(1) / (T(1) + std::exp(-x)))
BACKPLANE_FUNCTION(Log, backplane::log(x), std::log(x))
BACKPLANE_FUNCTION(Log1p, backplane::log1p(x), std::log1p(x))
BACKPLANE_FUNCTION(Softplus, backplane::softplus(x), std::log1p(std::exp(x)))
BACKPLANE_FUNCTION(Erf, backplane::erf(x), std::erf(x))
BACKPLANE_FUNCTION(Sin, backplane::sin(x), std::sin(x))
BACKPLANE_FUNCTION(Cos, backplane::cos(x), std::cos(x))
BACKPLANE_FUNCTION(Pow, backplane::pow(x, T(1.7)), std::pow(x, T(1.7)))
BACKPLANE_FUNCTION(Relu, backplane::max(x, T(0)), std::fmax(x, T(0)))

constexpr VmathKernel kKernels[] = {
    kernel<ExpSdk, ExpLibm>("exp", -10, 10),
    kernel<Expm1Sdk, Expm1Libm>("expm1", -10, 10),
    kernel<TanhSdk, TanhLibm>("tanh", -5, 5),
    kernel<SigmoidSdk, SigmoidLibm>("sigmoid", -10, 10),
    kernel<LogSdk, LogLibm>("log", 0.01, 100),
    kernel<Log1pSdk, Log1pLibm>("log1p", -0.9, 10),
    kernel<SoftplusSdk, SoftplusLibm>("softplus", -10, 10),
    kernel<ErfSdk, ErfLibm>("erf", -3, 3),
    kernel<SinSdk, SinLibm>("sin", -20, 20),
    kernel<CosSdk, CosLibm>("cos", -20, 20),
    kernel<PowSdk, PowLibm>("pow", 0.01, 100),
    kernel<ReluSdk, ReluLibm>("max", -1, 1),
};

}  // namespace

std::span<const VmathKernel> BACKPLANE_JOIN(vmath_kernels_, BACKPLANE_VMATH_LEVEL)() {
  return kKernels;
}

}  // namespace backplane::bench

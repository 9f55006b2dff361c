#pragma once
// Steps of dual numbers: their derivative is 0, also at the jumps, as PyTorch has it.

#include "backplane/sdk/dual_number.hpp"

namespace backplane {

template <Real T>
[[nodiscard]] inline Dual<T> round(Dual<T> x) {
  return {round(x.v), T(0)};
}

template <Real T>
[[nodiscard]] inline Dual<T> floor(Dual<T> x) {
  return {floor(x.v), T(0)};
}

template <Real T>
[[nodiscard]] inline Dual<T> ceil(Dual<T> x) {
  return {ceil(x.v), T(0)};
}

template <Real T>
[[nodiscard]] inline Dual<T> sign(Dual<T> x) {
  return {sign(x.v), T(0)};
}

}  // namespace backplane

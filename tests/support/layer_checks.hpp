#pragma once
// Checks that hold for any layer, on a bench that is planned: its gradients, its bits,
// its finishes. Each fills the bench with seeded numbers first.

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "support/every_part.hpp"
#include "support/gradient_check.hpp"
#include "support/layer_run.hpp"

namespace backplane::test {

/// Inputs away from 0, where kinks are; integers below 2; weights small.
template <class T>
void fill(LayerBench<T>& bench, std::uint64_t seed = 1) {
  for (std::size_t i = 0; i < bench.inputs.size(); ++i) {
    const auto& shape = bench.in(i);
    if (shape.dtype == kDtype<T>) {
      auto values = filled(elements(shape), seed + i, -1.5, 1.5);
      for (double& v : values)
        if (std::abs(v) < 0.01) v += 0.02;
      bench.inputs.template set<T>(i, rounded<T>(values));
    } else {
      std::vector<std::int32_t> ids(elements(shape));
      for (std::size_t k = 0; k < ids.size(); ++k)
        ids[k] = static_cast<std::int32_t>((k * 7 + seed) / 3 % 2);
      bench.inputs.template set<std::int32_t>(i, ids);
    }
  }
  if (bench.in().dtype == kDtype<T>) bench.x = bench.inputs.template values<T>(0);
  for (std::size_t i = 0; i < bench.doutputs.size(); ++i)
    bench.doutputs.template set<T>(
        i, rounded<T>(filled(elements(bench.out(i)), seed + 20 + i)));
  bench.dy = bench.doutputs.template values<T>(0);
  for (std::size_t i = 0; i < bench.params.size(); ++i)
    bench.params[i] =
        rounded<T>(filled(bench.params[i].size(), seed + 40 + i, -0.7, 0.7));
  // Running statistics as before a first step: means 0, variances 1.
  for (std::size_t i = 0; i < bench.buffers.size(); ++i) {
    const bool ones = std::string(bench.buffer(i).init) == "ones";
    bench.buffers.template set<T>(
        i, std::vector<T>(elements(bench.buffers[i].shape), T(ones ? 1 : 0)));
  }
}

/// <dy, y> over all outputs: what the gradients are of.
inline double objective(LayerBench<double>& bench) {
  bench.forward();
  double total = 0;
  for (std::size_t i = 0; i < bench.outputs.size(); ++i)
    total += dot(bench.doutputs.values<double>(i), bench.outputs.values<double>(i));
  return total;
}

/// The worst relative error of any gradient, of inputs and of parameters.
inline double worst_gradient(LayerBench<double>& bench) {
  fill(bench);
  bench.forward();
  bench.backward();
  const auto dparams = bench.dparams;
  std::vector<std::vector<double>> dinputs;
  for (std::size_t i = 0; i < bench.inputs.size(); ++i)
    if (bench.in(i).dtype == BACKPLANE_DT_F64)
      dinputs.push_back(bench.dinputs.values<double>(i));
    else
      dinputs.emplace_back();
  double worst = 0;
  const auto compare = [&](std::vector<double>& v, const std::vector<double>& dv,
                           auto&& move) {
    const auto found = compare_gradient(v, dv, [&](std::size_t) {
      move();
      return objective(bench);
    });
    worst = std::max(worst, found.compared > 0 ? found.error : 1);
  };
  for (std::size_t i = 0; i < dinputs.size(); ++i) {
    if (dinputs[i].empty()) continue;
    auto values = i == 0 ? bench.x : bench.inputs.values<double>(i);
    compare(values, dinputs[i],
            [&] { i == 0 ? void(bench.x = values) : bench.inputs.set(i, values); });
    i == 0 ? void(bench.x = values) : bench.inputs.set(i, values);
  }
  for (std::size_t p = 0; p < dparams.size(); ++p)
    if ((bench.param(p).flags & BACKPLANE_TF_TRAINABLE) != 0)
      compare(bench.params[p], dparams[p], [] {});
  return worst;
}

/// Outputs, input gradients and parameter gradients after one pass there and back.
template <class T>
std::vector<std::vector<T>> results(LayerBench<T>& bench) {
  fill(bench);
  bench.forward();
  bench.backward();
  std::vector<std::vector<T>> all = bench.dparams;
  for (std::size_t i = 0; i < bench.outputs.size(); ++i)
    all.push_back(bench.outputs.template values<T>(i));
  for (std::size_t i = 0; i < bench.inputs.size(); ++i)
    if (bench.in(i).dtype == kDtype<T>)
      all.push_back(bench.dinputs.template values<T>(i));
  for (std::size_t i = 0; i < bench.buffers.size(); ++i)
    all.push_back(bench.buffers.template values<T>(i));
  return all;
}

/// What the layer says when it cannot take this input; "nothing" when it can.
inline std::string refusal(const Part& part, const std::vector<std::int64_t>& dims) {
  try {
    const LayerBench<double> bench(part, {shape_of(BACKPLANE_DT_F64, dims)});
  } catch (const std::exception& e) {
    return e.what();
  }
  return "nothing";
}

}  // namespace backplane::test

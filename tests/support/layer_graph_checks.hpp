#pragma once
// What every layer of several inputs owes, whatever it computes.

#include <catch2/catch.hpp>
#include <string>

#include "math/isa.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"
#include "support/layer_graph_run.hpp"

namespace backplane::test {

template <class T>
void fill(GraphBench<T>& bench) {
  for (std::size_t i = 0; i < bench.x.size(); ++i)
    bench.x[i] = rounded<T>(filled(bench.x[i].size(), 1 + i, 0.5, 2));
  bench.dy = rounded<T>(filled(bench.dy.size(), 100));
}

/// Each input's gradient against differences of <dy, y>.
inline void check_gradients(const Part& part, const std::vector<Dims>& dims) {
  GraphBench<double> bench(part, dims);
  fill(bench);
  bench.forward();
  bench.backward();
  const auto dx = bench.dx;
  for (std::size_t i = 0; i < dx.size(); ++i) {
    CAPTURE(i);
    const auto error = gradient_error(bench.x[i], dx[i], [&] {
      bench.forward();
      return dot(bench.dy, bench.y);
    });
    CHECK(error < 1e-9);
  }
}

/// An input whose gradient is not wanted stays untouched, and changes no other's.
inline void check_unwanted(const Part& part, const std::vector<Dims>& dims) {
  GraphBench<double> all(part, dims);
  fill(all);
  all.forward(), all.backward();
  for (std::size_t i = 0; i < dims.size(); ++i) {
    CAPTURE(i);
    GraphBench<double> less(part, dims);
    fill(less);
    less.want_dx[i] = false;
    less.forward(), less.backward();
    for (std::size_t k = 0; k < dims.size(); ++k)
      CHECK(same_bits(less.dx[k], k == i ? std::vector<double>(less.dx[k].size(), -99)
                                         : all.dx[k]));
  }
}

/// Each element of y and of every dx is handed to the host once.
inline void check_finishes(const Part& part, const std::vector<Dims>& dims) {
  GraphBench<double> plain(part, dims), counted(part, dims);
  fill(plain), fill(counted);
  counted.count_finishes = true;
  for (auto* bench : {&plain, &counted}) bench->forward(), bench->backward();
  for (double& y : plain.y) y += 1;
  for (auto& dx : plain.dx)
    for (double& d : dx) d += 1;
  CHECK(same_bits(counted.y, plain.y));
  for (std::size_t i = 0; i < dims.size(); ++i)
    CHECK(same_bits(counted.dx[i], plain.dx[i]));
}

/// The same bits in any order of tasks, on any path of the CPU.
template <class T>
void check_bits(const std::string& name, const Settings& settings,
                const std::vector<Dims>& dims) {
  const Part baseline(name, settings), fast(name, settings, detected_isa());
  GraphBench<T> one(baseline, dims), two(fast, dims);
  fill(one), fill(two);
  two.backwards = true;
  for (auto* bench : {&one, &two}) bench->forward(), bench->backward();
  CHECK(same_bits(one.y, two.y));
  for (std::size_t i = 0; i < dims.size(); ++i) CHECK(same_bits(one.dx[i], two.dx[i]));
}

/// All of the above.
inline void check_layer(const std::string& name, const Settings& settings,
                        const std::vector<Dims>& dims) {
  CAPTURE(name);
  const Part part(name, settings);
  check_gradients(part, dims);
  check_unwanted(part, dims);
  check_finishes(part, dims);
  check_bits<float>(name, settings, dims);
  check_bits<double>(name, settings, dims);
}

}  // namespace backplane::test

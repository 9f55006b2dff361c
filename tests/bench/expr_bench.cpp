// Prints the speed of `expr` as a share of the same function compiled: of the built-in
// part, and of the formula as an author would write it. Medians of interleaved rounds,
// on blocks in cache; with --rounds N, and --isa 0 for the baseline path.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "backplane/sdk/activation.hpp"
#include "math/isa.hpp"
#include "support/block.hpp"

namespace {

using namespace backplane::test;
using Clock = std::chrono::steady_clock;

struct Mish {
  template <class T>
  T f(T x) const {
    return x * backplane::tanh(backplane::softplus(x));
  }
};
struct Gelu {
  template <class T>
  T f(T x) const {
    return T(0.5) * x * (T(1) + backplane::erf(x / backplane::sqrt(T(2))));
  }
};
struct GeluTanh {
  template <class T>
  T f(T x) const {
    return T(0.5) * x *
           (T(1) +
            backplane::tanh(T(0.7978845608028654) * (x + T(0.044715) * x * x * x)));
  }
};
struct Silu {
  template <class T>
  T f(T x) const {
    return x / (T(1) + backplane::exp(-x));
  }
};
struct Softsign {
  template <class T>
  T f(T x) const {
    return x / (T(1) + backplane::abs(x));
  }
};
struct Elu {
  template <class T>
  T f(T x) const {
    return x > T(0) ? x : backplane::exp(x) - T(1);
  }
};

template <class F>
const backplane_component& compiled() {
  static constexpr auto table = backplane::activation<F>("bench.f", "f(x)", "1.0.0");
  return table.base;
}

struct Case {
  const char* formula;
  const char* part;
  Settings settings;
  const backplane_component& same;
};

/// Rows, columns and the distance of rows.
struct Shape {
  std::int64_t rows, cols, ld;
};

/// One call on a block of its own.
template <class T>
class Call {
 public:
  Call(const Part& part, Shape shape, bool backward)
      : part_(part.self()),
        run_(backward ? part.table<backplane_activation>().backward
                      : part.table<backplane_activation>().forward),
        x_(static_cast<std::size_t>(shape.rows * shape.ld)) {
    for (std::size_t i = 0; i < x_.size(); ++i)
      x_[i] = static_cast<T>(static_cast<double>(i * 2654435761U % 4096) / 512 - 4);
    y_ = dy_ = out_ = x_;
    args_.struct_size = sizeof args_;
    args_.dtype = kDtype<T>;
    args_.rows = shape.rows, args_.cols = shape.cols, args_.ld = shape.ld;
    args_.x = x_.data(), args_.y = y_.data(), args_.dy = dy_.data();
    args_.out = out_.data();
    while (seconds(repeat_) < 2e-4) repeat_ *= 2;
  }

  /// Seconds a call.
  double time() { return seconds(repeat_) / repeat_; }

 private:
  double seconds(int times) {
    const auto start = Clock::now();
    for (int i = 0; i < times; ++i)
      if (run_(part_, &args_) != BACKPLANE_OK) std::abort();
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

  const void* part_;
  backplane_status (*run_)(const void*, const backplane_act_args*);
  std::vector<T> x_, y_, dy_, out_;
  backplane_act_args args_{};
  int repeat_ = 1;
};

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

struct Options {
  int rounds = 101;
  std::uint32_t isa = backplane::detected_isa();
};

template <class T>
void measure(const Case& one, Shape shape, bool backward, const Options& options) {
  const Part expr("expr", {{"formula", std::string(one.formula)}}, options.isa);
  const Part part(one.part, one.settings, options.isa);
  const Part same(one.same, {}, options.isa);
  Call<T> of_expr(expr, shape, backward), of_part(part, shape, backward),
      of_same(same, shape, backward);
  std::vector<double> ns, to_part, to_same;
  for (int round = 0; round < options.rounds; ++round) {
    const double mine = of_expr.time();
    to_part.push_back(of_part.time() / mine);
    to_same.push_back(of_same.time() / mine);
    ns.push_back(mine * 1e9 / static_cast<double>(shape.rows * shape.cols));
  }
  std::printf("%-46s %-9s %-8s %s %3lldx%-5lld %7.3f %6.2f %6.2f\n", one.formula,
              one.part, backward ? "backward" : "forward",
              sizeof(T) == 4 ? "f32" : "f64", static_cast<long long>(shape.rows),
              static_cast<long long>(shape.cols), median(ns), median(to_part),
              median(to_same));
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::string(argv[i]) == "--rounds") options.rounds = std::atoi(argv[i + 1]);
    if (std::string(argv[i]) == "--isa")
      options.isa = static_cast<std::uint32_t>(std::atoi(argv[i + 1]));
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  const std::vector<Case> cases{
      {"x * tanh(softplus(x))", "mish", {}, compiled<Mish>()},
      {"0.5 * x * (1 + erf(x / sqrt(2)))", "gelu", {}, compiled<Gelu>()},
      {"0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))",
       "gelu",
       {{"approximate", std::string("tanh")}},
       compiled<GeluTanh>()},
      {"x / (1 + exp(-x))", "silu", {}, compiled<Silu>()},
      {"x / (1 + abs(x))", "softsign", {}, compiled<Softsign>()},
      {"where(x > 0, x, exp(x) - 1)", "elu", {}, compiled<Elu>()},
  };
  std::printf("%-46s %-9s %-8s     %9s %7s %6s %6s\n", "formula", "part", "", "block",
              "ns", "part", "same");
  for (const Case& one : cases)
    for (const Shape shape : {Shape{1, 16384, 16384}, Shape{128, 128, 256}})
      for (const bool backward : {false, true}) {
        measure<float>(one, shape, backward, options);
        measure<double>(one, shape, backward, options);
      }
}

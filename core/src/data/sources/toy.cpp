// toy: small problems that need no file: xor, spirals, sine; float64, from the seed.
#include <cmath>
#include <cstring>
#include <numbers>

#include "data/source.hpp"
#include "math/rng.hpp"

namespace backplane::data {
namespace {

enum class Toy { xor_gate, spirals, sine };
constexpr std::uint64_t kPlaces = 0, kNoise = 1;
constexpr double kTurns = 1.5;

struct Problem {
  Toy kind;
  std::int64_t samples, classes;
  double noise;
};

Problem problem_of(const config::Bound& bound) {
  return {static_cast<Toy>(bound["kind"].i), bound["samples"].i, bound["classes"].i,
          bound["noise"].f};
}

io::ArrayHeader inputs_header(const Problem& p) {
  if (p.kind == Toy::sine) return {io::Element::f64, {p.samples, 1}};
  return {io::Element::f64, {p.samples, 2}};
}

io::ArrayHeader targets_header(const Problem& p) {
  if (p.kind == Toy::spirals) return {io::Element::i32, {p.samples}};
  return {io::Element::f64, {p.samples, 1}};
}

template <class T>
std::shared_ptr<const io::Array> array_of(io::ArrayHeader header,
                                          const std::vector<T>& values) {
  io::Array array{std::move(header), {}};
  array.bytes.resize(values.size() * sizeof(T));
  if (!values.empty())
    std::memcpy(array.bytes.data(), values.data(), array.bytes.size());
  return std::make_shared<const io::Array>(std::move(array));
}

std::vector<double> normals(std::uint64_t seed, std::size_t n) {
  std::vector<double> values(n);
  rng_service()->normal_f64(seed, kNoise, 0, n, values.data());
  return values;
}

std::vector<double> uniforms(std::uint64_t seed, std::size_t n) {
  std::vector<double> values(n);
  rng_service()->uniform_f64(seed, kPlaces, 0, n, values.data());
  return values;
}

template <class T>
struct Both {
  T inputs, targets;
};
using Made = Both<std::shared_ptr<const io::Array>>;

Made make_xor(const Problem& p, std::uint64_t seed) {
  const auto n = static_cast<std::size_t>(p.samples);
  std::vector<double> x = normals(seed, 2 * n), t(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t a = i / 2 % 2, b = i % 2;
    x[2 * i] = static_cast<double>(a) + p.noise * x[2 * i];
    x[2 * i + 1] = static_cast<double>(b) + p.noise * x[2 * i + 1];
    t[i] = static_cast<double>(a ^ b);
  }
  return {array_of(inputs_header(p), x), array_of(targets_header(p), t)};
}

// Arm k of K: radius r in [0, 1), angle 2 pi (k / K + turns r).
Made make_spirals(const Problem& p, std::uint64_t seed) {
  const auto n = static_cast<std::size_t>(p.samples);
  std::vector<double> x = normals(seed, 2 * n);
  const std::vector<double> radius = uniforms(seed, n);
  std::vector<std::int32_t> t(n);
  for (std::size_t i = 0; i < n; ++i) {
    t[i] = static_cast<std::int32_t>(static_cast<std::int64_t>(i) % p.classes);
    const double angle = 2 * std::numbers::pi *
                         (static_cast<double>(t[i]) / static_cast<double>(p.classes) +
                          kTurns * radius[i]);
    x[2 * i] = radius[i] * std::cos(angle) + p.noise * x[2 * i];
    x[2 * i + 1] = radius[i] * std::sin(angle) + p.noise * x[2 * i + 1];
  }
  return {array_of(inputs_header(p), x), array_of(targets_header(p), t)};
}

Made make_sine(const Problem& p, std::uint64_t seed) {
  const auto n = static_cast<std::size_t>(p.samples);
  std::vector<double> x = uniforms(seed, n), t = normals(seed, n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = std::numbers::pi * (2 * x[i] - 1);
    t[i] = std::sin(x[i]) + p.noise * t[i];
  }
  return {array_of(inputs_header(p), x), array_of(targets_header(p), t)};
}

template <class T>
Parts<T> named(Both<T> both, const Problem& p, const config::Bound& bound) {
  Parts<T> parts;
  parts.train.inputs = {{std::move(both.inputs), bound.id(), bound.place}};
  parts.train.targets = {{std::move(both.targets), bound.id(), bound.place}};
  if (p.kind == Toy::spirals) parts.target().classes = p.classes;
  return parts;
}

ParamSpec param(const char* name, ParamType type, const char* doc, Value def) {
  ParamSpec spec;
  spec.name = name;
  spec.type = type;
  spec.doc = doc;
  spec.def = std::move(def);
  return spec;
}

class ToySource final : public Source {
 public:
  ToySource() {
    id = "toy";
    summary = "small problems made from the seed: xor, spirals, sine";
    doc =
        "`xor`: the corners of the unit square, target 1 where one coordinate is 1. "
        "`spirals`: interleaved arms, labels by arm. `sine`: x in [-pi, pi), target "
        "sin x. Noise is normal: on the inputs, for sine on the target.";
    params = {
        param("kind", ParamType::choice, "which problem", Value::choice(0)),
        param("samples", ParamType::integer, "how many", Value::integer(400)),
        param("noise", ParamType::real, "standard deviation", Value::real(0)),
        param("classes", ParamType::integer, "arms of spirals", Value::integer(2))};
    params[0].flags = BACKPLANE_PF_MAIN | BACKPLANE_PF_REQUIRED;
    params[0].choices = {"xor", "spirals", "sine"};
    params[1].min = 1;
    params[1].max = 10'000'000;
    params[2].min = 0;
    params[3].min = 2;
    params[3].max = 1000;
  }

  [[nodiscard]] Result<Headers> headers(const config::Bound& bound,
                                        const std::string&) const override {
    const Problem p = problem_of(bound);
    return named<io::ArrayHeader>({inputs_header(p), targets_header(p)}, p, bound);
  }

  [[nodiscard]] Result<Arrays> arrays(const config::Bound& bound, const std::string&,
                                      std::uint64_t run_seed) const override {
    const Problem p = problem_of(bound);
    const std::uint64_t seed = mix(run_seed, "toy");
    if (p.kind == Toy::xor_gate) return named(make_xor(p, seed), p, bound);
    if (p.kind == Toy::spirals) return named(make_spirals(p, seed), p, bound);
    return named(make_sine(p, seed), p, bound);
  }
};

}  // namespace

const Source& toy_source() {
  static const ToySource source;
  return source;
}

}  // namespace backplane::data

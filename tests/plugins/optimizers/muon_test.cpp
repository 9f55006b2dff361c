// muon: on matrices whose singular values are known, where Newton-Schulz is a
// polynomial of each; and adamw's step where there is no matrix.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/every_part.hpp"
#include "support/gradient_check.hpp"
#include "support/optimized.hpp"

using namespace backplane::test;

namespace {

/// What five iterations make of a singular value.
double near_one(double s) {
  for (int k = 0; k < 5; ++k)
    s = 3.4445 * s - 4.775 * s * s * s + 2.0315 * s * s * s * s * s;
  return s;
}

const Settings kPlain{{"momentum", 0.0}, {"adjust_lr", std::string("original")}};

Vec<double> step(const Settings& settings, const std::vector<std::int64_t>& dims,
                 const Vec<double>& g, double decay = 0) {
  const Part part("muon", settings);
  Optimized<double> state(part, Vec<double>(g.size(), 1.0), dims);
  state.update(part, g, 0.5, decay);
  return state.w;
}

void close(const Vec<double>& found, const Vec<double>& wanted) {
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    CHECK(found[i] == Approx(wanted[i]).epsilon(1e-12).margin(1e-14));
  }
}

}  // namespace

TEST_CASE("muon moves each singular value near 1", "[optimizer][muon]") {
  const double a = near_one(3 / std::sqrt(10.0)), b = near_one(1 / std::sqrt(10.0));
  CHECK(std::abs(a - 1) < 0.4);
  CHECK(std::abs(b - 1) < 0.4);
  close(step(kPlain, {2, 2}, {3, 0, 0, -1}), {1 - 0.5 * a, 1, 1, 1 + 0.5 * b});
  // Wide, tall, and a convolution's weight; tall ones move sqrt(R / C) as far.
  close(step(kPlain, {2, 3}, {0, 3, 0, 0, 0, 1}),
        {1, 1 - 0.5 * a, 1, 1, 1, 1 - 0.5 * b});
  const double tall = 0.5 * std::sqrt(1.5);
  close(step(kPlain, {3, 2}, {0, 0, 3, 0, 0, 1}),
        {1, 1, 1 - tall * a, 1, 1, 1 - tall * b});
  close(step(kPlain, {2, 1, 3}, {0, 3, 0, 0, 0, 1}),
        {1, 1 - 0.5 * a, 1, 1, 1, 1 - 0.5 * b});
}

TEST_CASE("muon's steps can be as large as adamw's", "[optimizer][muon]") {
  const double by = 0.5 * 0.2 * std::sqrt(3.0) * near_one(1);
  close(step({{"momentum", 0.0}}, {1, 3}, {0, 2, 0}), {1, 1 - by, 1});
}

TEST_CASE("muon's momentum looks ahead, its decay stands aside", "[optimizer][muon]") {
  const bool nesterov = GENERATE(true, false);
  const Part part("muon", {{"momentum", 0.75},
                           {"nesterov", nesterov},
                           {"adjust_lr", std::string("original")}});
  Optimized<double> state(part, {1.0, 1.0}, {1, 2});
  Vec<double> w{1, 1}, m{0, 0};
  for (const Vec<double>& g : {Vec<double>{3, 4}, Vec<double>{-4, 3}}) {
    state.update(part, g, 0.5, 0.25);
    Vec<double> u(2);
    for (std::size_t i = 0; i < 2; ++i) {
      m[i] = 0.75 * m[i] + 0.25 * g[i];
      u[i] = nesterov ? 0.25 * g[i] + 0.75 * m[i] : m[i];
    }
    const double size = std::hypot(u[0], u[1]);
    for (std::size_t i = 0; i < 2; ++i)
      w[i] = (1 - 0.125) * w[i] - 0.5 * near_one(1) * u[i] / size;
  }
  close(state.w, w);
}

TEST_CASE("muon without a matrix is adamw", "[optimizer][muon]") {
  const Part muon("muon"), flat("muon", {{"orthogonalize", false}}), adamw("adamw");
  const auto start = filled(6, 3);
  Optimized<double> one(muon, start, {6}), untold(muon, start),
      off(flat, start, {2, 3}), wanted(adamw, start);
  for (std::uint64_t step = 0; step < 4; ++step) {
    const auto g = filled(6, 10 + step);
    one.update(muon, g, 0.1, 0.02, 0.5);
    untold.update(muon, g, 0.1, 0.02, 0.5);
    off.update(flat, g, 0.1, 0.02, 0.5);
    wanted.update(adamw, g, 0.1, 0.02, 0.5);
  }
  CHECK(same_bits(one.w, wanted.w));
  CHECK(same_bits(untold.w, wanted.w));
  CHECK(same_bits(off.w, wanted.w));
}

TEST_CASE("muon keeps one slot for a matrix and two for the rest",
          "[optimizer][muon]") {
  const Part muon("muon"), flat("muon", {{"orthogonalize", false}});
  const Vec<double> w(6);
  CHECK(Optimized<double>(muon, w, {2, 3}).slots.size() == 1);
  CHECK(Optimized<double>(muon, w, {6}).slots.size() == 2);
  CHECK(Optimized<double>(flat, w, {2, 3}).slots.size() == 2);
  CHECK(Optimized<double>(muon, w, {6}).scratch.empty());
  CHECK_FALSE(Optimized<double>(muon, w, {2, 3}).scratch.empty());
}

TEST_CASE("muon knows directions, not sizes", "[optimizer][muon]") {
  const auto g = filled(12, 5);
  const auto moved = [&](double scale) {
    Vec<double> scaled;
    for (const double x : g) scaled.push_back(scale * x);
    return step({}, {3, 4}, scaled);
  };
  const auto wanted = moved(1);
  close(moved(1e200), wanted);
  close(moved(1e-5), wanted);
  // Below eps a momentum counts as what it is: next to nothing.
  for (const double w : moved(1e-200)) CHECK(w == 1);
}

TEST_CASE("muon refuses what is no set of coefficients", "[optimizer][muon][error]") {
  const auto answer =
      validate(built_in("muon"), {{"ns_coefficients", Vec<double>{1, 2}}});
  CHECK(answer.status == BACKPLANE_E_INVALID);
  CHECK(answer.parameter == "ns_coefficients");
  CHECK(answer.message == "'ns_coefficients' takes exactly 3 numbers, but gets 2");
}

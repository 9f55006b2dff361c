// The boundary: what is thrown stays inside, dual backward equals the written one, and
// one plugin may hold several parts.
#include "backplane/sdk/plugin.hpp"

#include <catch2/catch.hpp>
#include <new>

#include "backplane/sdk/activation.hpp"
#include "backplane/sdk/loss.hpp"
#include "support/block.hpp"
#include "support/every_part.hpp"
#include "support/gradient_check.hpp"

namespace {

using namespace backplane::test;

struct Thrower {
  int what = 0;
  static constexpr auto params =
      backplane::params(backplane::field(&Thrower::what, "what", 0, "0 to 3"));
  template <class T>
  T f(T x) const {
    if (what == 1) throw std::bad_alloc();
    if (what == 2) throw std::runtime_error("x is too large");
    if (what == 3) throw 42;
    return x;
  }
};

struct ByDual {
  template <class T>
  T f(T x) const {
    return x / (1 + backplane::abs(x));
  }
};
struct ByHand : ByDual {
  template <class T>
  T df(T x) const {
    const T d = T(1) + backplane::abs(x);
    return T(1) / (d * d);
  }
};
struct FromBoth : ByDual {
  template <class T>
  T df(T x, T y) const {
    return y == T(0) ? T(1) : (y / x) * (y / x);
  }
};
struct Square {
  template <class T>
  T f(T a, T t) const {
    return (a - t) * (a - t);
  }
};

constexpr auto kThrower = backplane::activation<Thrower>("test.thrower", "x", "1.0.0");
constexpr auto kByDual = backplane::activation<ByDual>("test.dual", "", "1.0.0");
constexpr auto kByHand = backplane::activation<ByHand>("test.hand", "", "1.0.0");
constexpr auto kFromBoth = backplane::activation<FromBoth>("test.both", "", "1.0.0");

}  // namespace

BACKPLANE_PLUGIN("test.several", "2.1.0",
                 backplane::activation<ByDual>("test.soft", "x / (1 + |x|)", "1.0.0"),
                 backplane::loss<Square>("test.square", "(a - t)^2", "1.0.0"));

TEST_CASE("no exception crosses the boundary", "[sdk][plugin][error]") {
  const auto [what, status, message] = GENERATE(table<int, int, std::string>(
      {{0, BACKPLANE_OK, ""},
       {1, BACKPLANE_E_NOMEM, "out of memory"},
       {2, BACKPLANE_E_EXCEPTION, "x is too large"},
       {3, BACKPLANE_E_EXCEPTION, "an exception of an unknown type"}}));
  const Part part(kThrower.base, {{"what", what}});
  const double x = 1;
  double y = 0;
  backplane_error error = no_error();
  backplane_act_args args{};
  args.dtype = BACKPLANE_DT_F64;
  args.rows = args.cols = args.ld = 1;
  args.x = &x, args.out = &y, args.err = &error;
  CHECK(kThrower.forward(part.self(), &args) == status);
  CHECK(std::string(error.message) == message);
  args.err = nullptr;
  CHECK(kThrower.forward(part.self(), &args) == status);
}

TEST_CASE("a long message is cut between two characters", "[sdk][plugin][error]") {
  std::string text = "a";
  while (text.size() < 600) text += "é";
  backplane_error error = no_error();
  CHECK(backplane::sdk::report(&error, 3, text.c_str()) == 3);
  const std::string cut = error.message;
  CHECK(cut.size() == 495);
  CHECK(text.compare(0, cut.size(), cut) == 0);
}

TEST_CASE("a derivative by dual numbers equals the written one", "[sdk][activation]") {
  const Part dual(kByDual.base), hand(kByHand.base), both(kFromBoth.base);
  const auto x = filled(300, 1, -9, 9), dy = filled(300, 2);
  const auto a = act_backward(dual, x, dy, 300), b = act_backward(hand, x, dy, 300);
  const auto c = act_backward(both, x, dy, 300);
  for (std::size_t i = 0; i < x.size(); ++i) {
    CHECK(a[i] == Approx(b[i]).epsilon(1e-13));
    CHECK(c[i] == Approx(b[i]).epsilon(1e-13));
  }
  const auto needs = [](const backplane_activation& table) {
    return table.flags & (BACKPLANE_ACT_BWD_NEEDS_X | BACKPLANE_ACT_BWD_NEEDS_Y);
  };
  CHECK(needs(kByDual) == BACKPLANE_ACT_BWD_NEEDS_X);
  CHECK(needs(kByHand) == BACKPLANE_ACT_BWD_NEEDS_X);
  CHECK(needs(kFromBoth) == (BACKPLANE_ACT_BWD_NEEDS_X | BACKPLANE_ACT_BWD_NEEDS_Y));
}

TEST_CASE("a plugin may hold several parts", "[sdk][plugin]") {
  const backplane_plugin& plugin = *backplane_plugin_entry_v1();
  CHECK(plugin.struct_size == BACKPLANE_END_OF(backplane_plugin, shutdown));
  CHECK(plugin.abi_major == BACKPLANE_ABI_MAJOR);
  CHECK(std::string(plugin.name) == "test.several");
  CHECK(std::string(plugin.version) == "2.1.0");
  CHECK(std::string(plugin.compiler).size() > 5);
  REQUIRE(plugin.n_components == 2);
  CHECK(std::string(plugin.components[0]->id) == "test.soft");
  CHECK(plugin.components[1]->kind == BACKPLANE_KIND_LOSS);
  CHECK(plugin.components[1]->struct_size == BACKPLANE_END_OF(backplane_loss, domain));
  CHECK(plugin.components[1]->doc == nullptr);
}

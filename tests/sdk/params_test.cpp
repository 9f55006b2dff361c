// The parameter table: every type, bound, word and role, and what values do to members.
#include <catch2/catch.hpp>
#include <string>

#include "backplane/sdk/activation.hpp"
#include "support/part.hpp"

namespace {

using backplane::test::Answer, backplane::test::validate;

enum class Mode { slow, fast };

struct Everything {
  bool flag = false;
  int whole = 0;
  float real = 0;
  std::string text;
  Mode mode = Mode::slow;
  std::vector<std::int64_t> sizes;
  std::array<double, 2> pair{};
  double rate = 0;

  static constexpr auto params = backplane::params(
      backplane::field(&Everything::flag, "flag", true, "a flag"),
      backplane::field(&Everything::whole, "whole", backplane::required, {1, 9}, "w")
          .main()
          .units()
          .alias("n, count"),
      backplane::field(&Everything::real, "real", 0.5, backplane::above(0), "r")
          .unit("px"),
      backplane::field(&Everything::text, "text", "none", "t").deprecated(),
      backplane::choice(&Everything::mode, "mode", Mode::fast, {"slow", "fast"}, "m"),
      backplane::field(&Everything::sizes, "sizes", {3, 5}, backplane::at_least(1),
                       "s"),
      backplane::field(&Everything::pair, "pair", {0.9, 0.999}, backplane::below(0, 1),
                       "p"),
      backplane::field(&Everything::rate, "rate", 0.1, "x").lr().decay());

  void validate() const {
    if (flag && whole == 9) throw backplane::sdk::invalid("flag", "no flag with 9");
  }
  template <class T>
  T f(T x) const {
    return x + T(whole) + T(pair[0]) + (mode == Mode::fast ? T(100) : T(0)) +
           T(sizes.size() * 1000) + (text == "none" ? T(0) : T(1e6));
  }
};

constexpr backplane_activation kTable =
    backplane::activation<Everything>("test.everything", "x", "1.0.0");

const backplane_param& param(std::size_t i) {
  return *kTable.base.params[i];
}

struct Named {
  std::string name;
  int size = 0;

  static constexpr auto params = backplane::params(
      backplane::field(&Named::name, "name", backplane::required, "n")
          .main()
          .example("x^2"),
      backplane::field(&Named::size, "size", backplane::required, {1, 9}, "s")
          .example(4));
  template <class T>
  T f(T x) const {
    return x + T(name.size()) + T(size);
  }
};

double value_of(const backplane::test::Settings& settings) {
  const backplane::test::Part part(kTable.base, settings);
  double x = 0, y = 0;
  backplane_act_args args{};
  args.dtype = BACKPLANE_DT_F64;
  args.rows = args.cols = args.ld = 1;
  args.x = &x, args.out = &y;
  REQUIRE(kTable.forward(part.self(), &args) == BACKPLANE_OK);
  return y;
}

}  // namespace

TEST_CASE("a parameter table says each type and default", "[sdk][params]") {
  REQUIRE(kTable.base.n_params == 8);
  CHECK(param(0).type == BACKPLANE_T_BOOL);
  CHECK(param(0).def.v.i == 1);
  CHECK(param(1).type == BACKPLANE_T_INT);
  CHECK(param(2).type == BACKPLANE_T_FLOAT);
  CHECK(param(2).def.v.f == 0.5);
  CHECK(std::string(param(2).unit) == "px");
  CHECK(param(3).type == BACKPLANE_T_STRING);
  CHECK(std::string(param(3).def.v.s) == "none");
  CHECK(param(4).type == BACKPLANE_T_ENUM);
  CHECK(param(4).n_enum == 2);
  CHECK(std::string(param(4).enum_names[param(4).def.v.i]) == "fast");
  CHECK(param(5).type == BACKPLANE_T_INT_LIST);
  CHECK(param(5).def.count == 2);
  CHECK(param(5).def.v.iv[1] == 5);
  CHECK(param(6).type == BACKPLANE_T_FLOAT_LIST);
  CHECK(param(6).def.v.fv[1] == 0.999);
  for (std::size_t i = 0; i < 8; ++i)
    CHECK(param(i).struct_size == BACKPLANE_END_OF(backplane_param, max));
}

TEST_CASE("a parameter table says bounds, roles and other names", "[sdk][params]") {
  CHECK(param(1).flags ==
        (BACKPLANE_PF_REQUIRED | BACKPLANE_PF_MAIN | BACKPLANE_PF_ROLE_UNITS));
  CHECK(param(1).min.type == BACKPLANE_T_INT);
  CHECK(param(1).min.v.i == 1);
  CHECK(param(1).max.v.i == 9);
  CHECK(std::string(param(1).aliases) == "n, count");
  CHECK(param(2).flags == BACKPLANE_PF_MIN_EXCL);
  CHECK(param(2).min.v.f == 0);
  CHECK(param(2).max.type == BACKPLANE_T_NONE);
  CHECK(param(3).flags == BACKPLANE_PF_DEPRECATED);
  CHECK(param(3).aliases == nullptr);
  CHECK(param(5).min.type == BACKPLANE_T_INT);
  CHECK(param(6).flags == BACKPLANE_PF_MAX_EXCL);
  CHECK(param(7).flags == (BACKPLANE_PF_ROLE_LR | BACKPLANE_PF_ROLE_DECAY));
}

TEST_CASE("a required parameter may come with an example", "[sdk][params]") {
  static constexpr auto kNamed =
      backplane::activation<Named>("test.named", "x", "1.0.0");
  const backplane_param &name = *kNamed.base.params[0], &size = *kNamed.base.params[1];
  CHECK(name.flags == (BACKPLANE_PF_REQUIRED | BACKPLANE_PF_MAIN));
  CHECK(std::string(name.def.v.s) == "x^2");
  CHECK(size.flags == BACKPLANE_PF_REQUIRED);
  CHECK(size.def.v.i == 4);
}

TEST_CASE("values reach the members", "[sdk][params]") {
  CHECK(value_of({{"whole", 3}}) == Approx(3 + 0.9 + 100 + 2000));
  CHECK(value_of({{"whole", 4},
                  {"mode", std::string("slow")},
                  {"pair", std::vector<double>{0.25, 0}},
                  {"text", std::string("other")}}) == Approx(1e6 + 2004.25));
}

TEST_CASE("a rule over several parameters names the one to change",
          "[sdk][params][error]") {
  const Answer answer = validate(kTable.base, {{"whole", 9}});
  CHECK(answer.status == BACKPLANE_E_INVALID);
  CHECK(answer.parameter == "flag");
  CHECK(answer.message == "no flag with 9");
  CHECK(validate(kTable.base, {{"whole", 9}, {"flag", false}}).status == BACKPLANE_OK);
}

TEST_CASE("values of another number or type are refused", "[sdk][params][error]") {
  void* self = nullptr;
  backplane_error error = backplane::test::no_error();
  backplane_value values[8]{};
  CHECK(kTable.base.create(nullptr, values, 3, &self, &error) == BACKPLANE_E_INTERNAL);
  values[0].type = BACKPLANE_T_STRING;
  CHECK(kTable.base.create(nullptr, values, 8, &self, &error) == BACKPLANE_E_INTERNAL);
  CHECK(error.param_index == 0);
  CHECK(self == nullptr);
}

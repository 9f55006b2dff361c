// Parameter tables from the other side: what is malformed is named.
#include "plugin/param_table.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace backplane;

namespace {

constexpr backplane_value kNone{BACKPLANE_T_NONE, 0, {}};

backplane_param number(const char* name) {
  return {BACKPLANE_END_OF(backplane_param, max),
          BACKPLANE_T_FLOAT,
          0,
          0,
          name,
          nullptr,
          nullptr,
          nullptr,
          nullptr,
          {BACKPLANE_T_FLOAT, 0, {.f = 0.5}},
          kNone,
          kNone};
}

Result<std::vector<ParamSpec>> read(const std::vector<backplane_param>& given) {
  std::vector<const backplane_param*> listed;
  for (const auto& param : given) listed.push_back(&param);
  backplane_component part{};
  part.struct_size = sizeof(part);
  part.id = "test.part";
  part.n_params = static_cast<std::uint32_t>(listed.size());
  part.params = listed.data();
  return plugin::read_params(&part, "part.so");
}

std::string wrong(const std::vector<backplane_param>& given) {
  const auto params = read(given);
  REQUIRE_FALSE(params.ok());
  CHECK(params.error().code == "E0410");
  return params.error().message;
}

}  // namespace

TEST_CASE("a parameter table is copied", "[plugin]") {
  auto a = number("a");
  a.doc = "first";
  a.aliases = "old_a, older_a";
  a.max = {BACKPLANE_T_INT, 0, {.i = 1}};
  const auto params = read({a, number("b")});
  REQUIRE(params.ok());
  REQUIRE(params->size() == 2);
  CHECK((*params)[0].doc == "first");
  CHECK((*params)[0].aliases == std::vector<std::string>{"old_a", "older_a"});
  CHECK((*params)[0].def.f == 0.5);
  CHECK(expected((*params)[0]) == "number ≤ 1");
}

TEST_CASE("a required parameter needs no default", "[plugin]") {
  auto a = number("a");
  a.def = kNone;
  CHECK_THAT(wrong({a}), Catch::Contains("it has no default and is not required"));
  a.flags = BACKPLANE_PF_REQUIRED;
  CHECK(read({a}).ok());
}

TEST_CASE("a required parameter's example must fit it", "[plugin]") {
  auto a = number("a");
  a.flags = BACKPLANE_PF_REQUIRED;
  a.min = {BACKPLANE_T_FLOAT, 0, {.f = 0.25}};
  const auto params = read({a});
  REQUIRE(params.ok());
  CHECK((*params)[0].def.f == 0.5);
  a.min.v.f = 2;
  CHECK_THAT(wrong({a}), Catch::Contains("its example is not number ≥ 2"));
  a.def.v.f = 0;  // none
  CHECK(read({a}).ok());
}

TEST_CASE("each malformed parameter is named", "[plugin][error]") {
  auto a = number("a");
  a.type = BACKPLANE_T_COMPONENT;
  CHECK_THAT(wrong({number("x"), a}),
             Catch::Contains("parameter 1 'a' of component 'test.part'") &&
                 Catch::Contains("type 7 is not known"));
  a = number("Bad Name");
  CHECK_THAT(wrong({a}), Catch::Contains("snake_case"));
  a = number(nullptr);
  CHECK_THAT(wrong({a}), Catch::Contains("no name"));
  a = number("a");
  a.struct_size = 8;
  CHECK_THAT(wrong({a}), Catch::Contains("too small"));
  a = number("a");
  a.def.type = BACKPLANE_T_INT;
  CHECK_THAT(wrong({a}), Catch::Contains("another type"));
  a = number("a");
  a.min = {BACKPLANE_T_FLOAT, 0, {.f = 2}};
  CHECK_THAT(wrong({a}), Catch::Contains("its default is not number ≥ 2"));
  a.max = {BACKPLANE_T_FLOAT, 0, {.f = 1}};
  CHECK_THAT(wrong({a}), Catch::Contains("minimum is larger than its maximum"));
  a = number("a");
  a.min = {BACKPLANE_T_FLOAT, 0, {.f = std::numeric_limits<double>::quiet_NaN()}};
  CHECK_THAT(wrong({a}), Catch::Contains("minimum is NaN"));
  a = number("a");
  a.type = BACKPLANE_T_ENUM;
  a.def = {BACKPLANE_T_ENUM, 0, {.i = 0}};
  CHECK_THAT(wrong({a}), Catch::Contains("no names to choose from"));
  a = number("a");
  a.type = BACKPLANE_T_FLOAT_LIST;
  a.def = {BACKPLANE_T_FLOAT_LIST, 3, {.fv = nullptr}};
  CHECK_THAT(wrong({a}), Catch::Contains("list is missing"));
}

TEST_CASE("keys and roles are taken once", "[plugin][error]") {
  auto a = number("a");
  a.aliases = "b";
  CHECK_THAT(wrong({a, number("b")}), Catch::Contains("key 'b' is used twice"));
  a.aliases = nullptr;
  a.flags = BACKPLANE_PF_ROLE_LR;
  auto b = number("b");
  b.flags = BACKPLANE_PF_ROLE_LR;
  CHECK_THAT(wrong({a, b}), Catch::Contains("has its role already"));
}

TEST_CASE("the class that a loss ignores is one whole number", "[plugin][error]") {
  auto a = number("a");
  a.flags = BACKPLANE_PF_ROLE_IGNORE;
  CHECK_THAT(wrong({a}), Catch::Contains("a class to ignore must be a whole number"));
  a.type = BACKPLANE_T_INT;
  a.def = {BACKPLANE_T_INT, 0, {.i = -100}};
  a.min = a.max = {BACKPLANE_T_NONE, 0, {.i = 0}};
  auto b = a;
  b.name = "b";
  CHECK_THAT(wrong({a, b}), Catch::Contains("has its role already"));
}

// Budgets: a header of at most 160 lines, a source of 300, a function of 60.

#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>

#include "functions.hpp"

namespace {

constexpr std::size_t kHeader = 160, kSource = 300, kFunction = 60;

std::size_t median(std::vector<std::size_t> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<std::string> over_budget(const house::Source& source) {
  std::vector<std::string> found;
  const std::size_t limit = source.header() ? kHeader : kSource;
  if (source.lines > limit && source.path != "core/include/backplane/abi.h")
    found.push_back(house::violation(source, source.lines,
                                     "a file of " + std::to_string(source.lines) +
                                         " lines, the limit is " +
                                         std::to_string(limit)));
  const auto functions = house::find_functions(source);
  if (functions.unbalanced != 0)
    found.push_back(
        house::violation(source, functions.unbalanced,
                         "a brace without its fellow, as the rules read it"));
  for (const auto& body : functions.bodies)
    if (body.lines > kFunction)
      found.push_back(house::violation(source, body.line,
                                       "a function of " + std::to_string(body.lines) +
                                           " lines, the limit is " +
                                           std::to_string(kFunction)));
  return found;
}

std::vector<std::size_t> bodies(const std::string& text) {
  std::vector<std::size_t> lines;
  const auto found = house::find_functions(house::read_source("core/src/a.cpp", text));
  REQUIRE(found.unbalanced == 0);
  for (const auto& body : found.bodies) lines.push_back(body.lines);
  return lines;
}

using Lines = std::vector<std::size_t>;

}  // namespace

TEST_CASE("files and functions keep their budgets", "[house]") {
  std::vector<std::size_t> headers, sources, functions;
  for (const auto& source : house::tree()) {
    for (const auto& found : over_budget(source)) FAIL_CHECK(found);
    if (source.in("tests")) continue;
    (source.header() ? headers : sources).push_back(source.lines);
    for (const auto& body : house::find_functions(source).bodies)
      functions.push_back(body.lines);
  }
  std::cout << "medians outside tests: header " << median(headers) << ", source "
            << median(sources) << ", function " << median(functions) << " lines, over "
            << headers.size() << " headers, " << sources.size() << " sources, "
            << functions.size() << " functions\n";
}

TEST_CASE("a budget that is broken is named with file and line", "[house][error]") {
  const auto lines = [](std::size_t n) {
    std::string text;
    for (std::size_t i = 0; i < n; ++i) text += "int x;\n";
    return text;
  };
  const auto found = [](const std::string& path, const std::string& text) {
    return over_budget(house::read_source(path, text));
  };
  CHECK(found("core/src/a.hpp", lines(160)).empty());
  CHECK(found("core/src/a.hpp", lines(161)).at(0) ==
        "core/src/a.hpp:161: a file of 161 lines, the limit is 160");
  CHECK(found("core/include/backplane/abi.h", lines(400)).empty());
  CHECK(found("core/src/a.cpp", lines(300)).empty());
  CHECK(found("core/src/a.cpp", lines(301)).size() == 1);
  CHECK(found("core/src/a.cpp", "\nvoid f() {\n" + lines(58) + "}\n").empty());
  CHECK(found("core/src/a.cpp", "\nvoid f() {\n" + lines(59) + "}\n").at(0) ==
        "core/src/a.cpp:2: a function of 61 lines, the limit is 60");
  CHECK(found("core/src/a.cpp", "void f() {\n").size() == 1);
}

TEST_CASE("function bodies are told from other braces", "[house]") {
  CHECK(bodies("namespace a::b {\nint f() {\n  return 1;\n}\n}\n") == Lines{3});
  CHECK(bodies("struct S final : B<int> {\n  int x = f({1, 2});\n  void g() const { "
               "h(); }\n};\n") == Lines{1});
  CHECK(bodies("S::S(int a)\n  : B(a), a_{a}, b_{1, 2} {\n  f();\n}\n") == Lines{3});
  CHECK(bodies("template <class T, class U>\nauto f(T t) -> std::vector<T> {\n}\n") ==
        Lines{2});
  CHECK(bodies("const int table[] = {\n  1,\n  2,\n};\nenum class E : int {\n  a\n};\n")
            .empty());
  CHECK(bodies("extern \"C\" {\nint f(void) {\n}\n}\nextern \"C\" int g() { return 0; "
               "}\n") == Lines{2, 1});
  CHECK(bodies("const auto f = [](int x) {\n  return x;\n};\n") == Lines{3});
  CHECK(bodies("#define X(a) { \\\n  {\nchar c = '{', d = '\\'', e = '\"';\nint n = "
               "1'000'000;\n")
            .empty());
  CHECK(bodies("auto s = R\"x({ \" )\" {)x\"; // {\n/* { */ void f() {}\n") ==
        Lines{1});
  CHECK(bodies("S::S(int a) : n::B<int>{a}, b_{a} {\n}\n") == Lines{2});
  CHECK(bodies("TEST_CASE(\"a {\") {\n  if (x) {\n  }\n}\n") == Lines{4});
  CHECK(bodies("REGISTER(a)\nstruct S {\n  S() = default;\n  ~S() noexcept {}\n};\n") ==
        Lines{1});
}

// Plugins that cannot be used: each is refused with the file, what differs, what to do.
#include <catch2/catch.hpp>

#include "plugins.hpp"

using backplane::Runtime;
using backplane::test::bytes_of;
using backplane::test::Folder;
using backplane::test::only;
using backplane::test::variant;

namespace {

struct Refusal {
  const char* name;
  const char* code;
  const char* fact;
  const char* remedy;
};

backplane::Error refused(const std::string& path) {
  const auto runtime = Runtime::create(only({path}));
  REQUIRE_FALSE(runtime.ok());
  return runtime.error();
}

}  // namespace

TEST_CASE("each broken plugin is refused in words to act on", "[plugin][error]") {
  const auto [name, code, fact, remedy] = GENERATE(values<Refusal>({
      {"no_entry", "E0404", "does not export 'backplane_plugin_entry_v1'",
       "build it with backplane_add_plugin"},
      {"other_entry", "E0405", "built for backplane ABI 2.0, this runtime speaks 1.",
       "rebuild the plugin with the SDK of ABI 1.x"},
      {"other_major", "E0405", "built for backplane ABI 7.0, this runtime speaks 1.",
       "or use a runtime that speaks 7.x"},
      {"null_table", "E0406", "the plugin's entry returned no table (NULL)", "rebuild"},
      {"small_table", "E0406", "the plugin's table has 12 bytes", "rebuild"},
      {"small_part", "E0407", "a component's table has 64 bytes", "rebuild"},
      {"null_id", "E0407", "a component of the plugin has no id", "rebuild"},
      {"null_forward", "E0407", "component 'test.scale' has no forward", "rebuild"},
      {"unknown_kind", "E0407", "of a kind that this runtime does not know", "rebuild"},
      {"bare_id", "E0408", "'scale' is a bare word", "as in acme.scale"},
      {"reserved_id", "E0408", "'residual' is a word of the configuration language",
       "rename the component"},
      {"odd_id", "E0408", "'Test.Scale!' is no component id", "rename the component"},
      {"repeats", "E0409", "activation 'test.repeats' is provided twice",
       "leave one of the two out"},
      {"bad_default", "E0410",
       "parameter 0 'beta' of component 'test.scale' is malformed: its default is not "
       "number > 0",
       "rebuild"},
      {"init_fails", "E0411", "plugin 'scale' does not start: no licence was found",
       "the plugin says why"},
      {"needs_symbol", "E0401", "undefined symbol: not_there", "link what defines"},
  }));
  CAPTURE(name);
  const auto error = refused(variant(name));
  CHECK(error.code == code);
  CHECK_THAT(error.message, Catch::Contains(fact));
  const auto text = backplane::render(error);
  CHECK_THAT(text, Catch::Contains(remedy));
  CHECK_THAT(text, Catch::Contains(std::string(name) + ".so"));
}

TEST_CASE("a file that is no library is refused unread", "[plugin][error]") {
  const Folder folder("no_library");
  const auto text = refused(folder.write("notes.so", "to do: write a plugin\n"));
  CHECK(text.code == "E0401");
  CHECK_THAT(text.message, Catch::Contains("is not a shared library"));
  CHECK(refused(folder.write("empty.so", "")).code == "E0401");
}

TEST_CASE("a library cut short at any length is refused", "[plugin][error]") {
  const Folder folder("cut");
  const auto whole = bytes_of(variant("cousin"));
  REQUIRE(whole.size() > 8000);
  for (const std::size_t size :
       {std::size_t{4}, std::size_t{63}, std::size_t{64}, std::size_t{100},
        std::size_t{1000}, std::size_t{8000}}) {
    CAPTURE(size);
    const auto error = refused(folder.write("cut.so", whole.substr(0, size)));
    CHECK(error.code == "E0401");
    CHECK_THAT(error.message, Catch::Contains("cut short"));
  }
}

TEST_CASE("a library of another processor is told apart", "[plugin][error]") {
  const Folder folder("machine");
  auto bytes = bytes_of(variant("cousin"));
  bytes[18] = 40;  // e_machine: 32-bit ARM
  bytes[19] = 0;
  CHECK_THAT(refused(folder.write("arm.so", bytes)).message,
             Catch::Contains("another processor"));
}

TEST_CASE("random damage to the header never ends the process", "[plugin][error]") {
  const Folder folder("damage");
  const auto whole = bytes_of(variant("cousin"));
  for (std::size_t at = 0; at < 64; ++at) {
    auto bytes = whole.substr(0, 2000);
    bytes[at] = static_cast<char>(~bytes[at]);
    CHECK_FALSE(Runtime::create(only({folder.write("d.so", bytes)})).ok());
  }
}

TEST_CASE("a missing file, a device and an empty folder are refused",
          "[plugin][error]") {
  const Folder folder("missing");
  CHECK(refused(folder.at("none.so")).code == "E0402");
  CHECK(refused("/dev/null").code == "E0402");
  CHECK_THAT(refused(folder.path()).message, Catch::Contains("holds no plugin"));
}

TEST_CASE("all named plugins that fail are reported at once", "[plugin][error]") {
  const auto runtime = Runtime::create(
      only({variant("null_table"), variant("works"), variant("no_entry")}));
  REQUIRE_FALSE(runtime.ok());
  CHECK(runtime.error().code == "E0406");
  REQUIRE(runtime.error().also.size() == 1);
  CHECK(runtime.error().also[0].code == "E0404");
}

TEST_CASE("an id from two files names both", "[plugin][error]") {
  const auto runtime = Runtime::create(only({variant("works"), variant("twin")}));
  REQUIRE_FALSE(runtime.ok());
  CHECK(runtime.error().code == "E0409");
  CHECK_THAT(runtime.error().message, Catch::Contains("works.so") &&
                                          Catch::Contains("twin.so") &&
                                          Catch::Contains("'test.scale'"));
}

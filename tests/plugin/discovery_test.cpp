// Where plugins are looked for, and what is noted of each file.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "plugin/discovery.hpp"
#include "plugins.hpp"

using namespace backplane;
using test::Folder;
using test::only;
using test::variant;

namespace {

/// An environment variable for one test.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

}  // namespace

TEST_CASE("a folder is scanned by name; what fails is noted", "[plugin]") {
  const Folder folder("scan");
  const auto good = folder.copy(variant("cousin"), "b.so");
  const auto bad = folder.copy(variant("null_table"), "a.so");
  (void)folder.write("notes.txt", "not looked at");
  const auto runtime = Runtime::create(only({folder.path()}));
  REQUIRE(runtime.ok());
  const auto& files = runtime->registry().files;
  REQUIRE(files.size() == 2);
  CHECK(files[0].file == bad);
  CHECK_THAT(files[0].reason, Catch::Contains("returned no table"));
  CHECK(files[1].file == good);
  CHECK(files[1].reason.empty());
  CHECK(files[1].components == std::vector<std::string>{"test.cousin"});
}

TEST_CASE("the environment's folders are searched when asked", "[plugin]") {
  const Folder folder("environment");
  (void)folder.copy(variant("cousin"), "cousin.so");
  const Variable path("BACKPLANE_PLUGIN_PATH", "::/no/such/folder:" + folder.path());
  auto options = only({});
  CHECK(Runtime::create(options)->registry().all().empty());
  options.plugins.use_environment = true;
  const auto runtime = Runtime::create(options);
  REQUIRE(runtime.ok());
  CHECK(runtime->registry().find(Kind::activation, "test.cousin") != nullptr);
  REQUIRE(runtime->registry().places.size() == 2);
  CHECK(runtime->registry().places[0] ==
        "/no/such/folder (BACKPLANE_PLUGIN_PATH), which does not exist");
}

TEST_CASE("the user's folder is searched when asked", "[plugin]") {
  const Folder folder("user");
  std::filesystem::create_directories(folder.at("backplane/plugins"));
  (void)folder.copy(variant("cousin"), "backplane/plugins/cousin.so");
  const Variable home("XDG_DATA_HOME", folder.path());
  auto options = only({});
  CHECK(Runtime::create(options)->registry().all().empty());
  options.plugins.use_user_folder = true;
  CHECK(Runtime::create(options)->registry().all().size() == 1);
}

TEST_CASE("a scanned file that everyone may write is not trusted", "[plugin][error]") {
  const Folder folder("writable");
  const auto file = folder.copy(variant("cousin"), "cousin.so");
  REQUIRE(chmod(file.c_str(), 0777) == 0);
  const auto scanned = Runtime::create(only({folder.path()}));
  REQUIRE(scanned.ok());
  CHECK(scanned->registry().all().empty());
  CHECK_THAT(
      scanned->registry().files.at(0).reason,
      Catch::Contains("everyone may write this file") && Catch::Contains("chmod o-w"));
  CHECK(Runtime::create(only({file})).ok());
}

TEST_CASE("one file under two names is loaded once", "[plugin]") {
  const Folder folder("links");
  std::filesystem::create_symlink(variant("works"), folder.at("link.so"));
  const auto runtime = Runtime::create(only({variant("works"), folder.at("link.so")}));
  REQUIRE(runtime.ok());
  CHECK(runtime->registry().all().size() == 1);
  CHECK_THAT(runtime->registry().files.at(1).reason, Catch::Contains("the same file"));
}

TEST_CASE("parts of a later kind are left out with a reason", "[plugin]") {
  const auto runtime = Runtime::create(only({variant("newer")}));
  REQUIRE(runtime.ok());
  const auto& file = runtime->registry().files.at(0);
  CHECK(file.components == std::vector<std::string>{"test.newer"});
  CHECK(file.left_out ==
        std::vector<std::string>{"'test.later': kind 99 is not known to this runtime"});
}

TEST_CASE("the runtime's own folder is beside it, and all in it loads", "[plugin]") {
  CHECK(plugin::own_folder() ==
        std::string(BACKPLANE_BINARY_DIR) + "/lib/backplane/plugins");
  RuntimeOptions options;
  options.plugins.use_environment = false;
  const auto runtime = Runtime::create(options);
  REQUIRE(runtime.ok());
  for (const auto& file : runtime->registry().files) {
    CAPTURE(file.file);
    CHECK(file.reason.empty());
  }
}

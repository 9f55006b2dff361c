// Patterns against names and folders.
#include "io/glob.hpp"

#include <catch2/catch.hpp>

#include "scratch.hpp"

using namespace backplane;

TEST_CASE("glob: * stands for any characters, ? for one", "[io][glob]") {
  CHECK(io::matches("a.txt", "*.txt"));
  CHECK(io::matches("a.txt", "a.txt"));
  CHECK(io::matches("a.txt", "?.t*t"));
  CHECK(io::matches("aXbXc", "a*b*c"));
  CHECK(io::matches("abab", "*ab"));
  CHECK(io::matches("", "*"));
  CHECK_FALSE(io::matches("a.txt", "*.text"));
  CHECK_FALSE(io::matches("ab", "?"));
  CHECK_FALSE(io::matches("", "?"));
  CHECK_FALSE(io::matches("abc", "a*b"));
  CHECK_FALSE(io::matches(".hidden", "*"));
  CHECK(io::matches(".hidden", ".*"));
}

TEST_CASE("glob: files come by their names, folders' patterns too", "[io][glob]") {
  const test::Scratch scratch;
  for (const char* folder : {"one", "two", "other"})
    std::filesystem::create_directory(scratch.path(folder));
  for (const char* file :
       {"one/b.txt", "one/a.txt", "two/c.txt", "two/c.md", "other/d.txt"})
    scratch.put(file, "");
  CHECK(io::match_files(scratch.path("one/*.txt")) ==
        std::vector<std::string>{scratch.path("one/a.txt"), scratch.path("one/b.txt")});
  CHECK(io::match_files(scratch.path("?[!n]e")).empty());  // brackets mean themselves
  CHECK(io::match_files(scratch.path("t*/c.*")) ==
        std::vector<std::string>{scratch.path("two/c.md"), scratch.path("two/c.txt")});
  CHECK(io::match_files(scratch.path("*/none")).empty());
  CHECK(io::match_files(scratch.path("none/*")).empty());
  CHECK(io::match_files(scratch.path("none")) ==
        std::vector<std::string>{scratch.path("none")});
}

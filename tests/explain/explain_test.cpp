// Every code that the sources use is explained, and every explanation is used.
#include "backplane/explain.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace fs = std::filesystem;

namespace {

std::set<std::string> codes_in_sources() {
  std::set<std::string> codes;
  const std::regex code("\"(E0[0-9]{3})\"");
  for (const char* folder : {"core/src", "core/include", "apps"}) {
    const fs::path root = fs::path(BACKPLANE_SOURCE_DIR) / folder;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      if (entry.path().parent_path().filename() == "explain") continue;
      std::ifstream in(entry.path());
      std::stringstream text;
      text << in.rdbuf();
      const std::string all = text.str();
      for (std::sregex_iterator it(all.begin(), all.end(), code), end; it != end; ++it)
        codes.insert((*it)[1]);
    }
  }
  return codes;
}

}  // namespace

TEST_CASE("every code in the sources is explained", "[explain]") {
  const auto codes = codes_in_sources();
  CHECK(codes.size() > 50);
  for (const std::string& code : codes) {
    CAPTURE(code);
    CHECK(backplane::explain(code).has_value());
  }
}

TEST_CASE("the catalogue is in order, each code once", "[explain]") {
  const auto codes = backplane::explained_codes();
  CHECK(std::is_sorted(codes.begin(), codes.end()));
  CHECK(std::adjacent_find(codes.begin(), codes.end()) == codes.end());
  for (const std::string& code : codes) CHECK(code.size() == 5);
}

TEST_CASE("an explanation has its words and both examples", "[explain]") {
  const std::string text = backplane::explain("E0207").value();
  CHECK(text.find("E0207: an unknown parameter\n") == 0);
  CHECK(text.find("\nMistaken:\n  optimizer: {adamw: {lerning_rate: 1e-3}}\n") !=
        std::string::npos);
  CHECK(text.find("\nRight:\n  optimizer: {adamw: {lr: 1e-3}}\n") != std::string::npos);
  CHECK(backplane::explain("e207") == backplane::explain("E0207"));
  CHECK(backplane::explain("207") == backplane::explain("E0207"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
}

TEST_CASE("no code, no explanation", "[explain][error]") {
  for (const char* none : {"", "E", "E9999", "E02071", "hello", "0x1"})
    CHECK_FALSE(backplane::explain(none).has_value());
}

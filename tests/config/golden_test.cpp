// Every error of the room, byte for byte as a person sees it. With
// BACKPLANE_GOLDEN=write the texts are written anew, to be read before they are kept.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "config/fake_registry.hpp"

namespace fs = std::filesystem;
namespace config = backplane::config;

namespace {

const fs::path kRoot = fs::path(BACKPLANE_SOURCE_DIR);
const fs::path kGolden = kRoot / "tests/config/golden";

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// `# set: path=value` lines at the head of a file are its command line.
config::ConfigOptions options_of(const std::string& text) {
  config::ConfigOptions options;
  std::istringstream lines(text);
  const std::string mark = "# set: ";
  for (std::string line; std::getline(lines, line) && line.starts_with(mark);)
    options.sets.push_back(line.substr(mark.size()));
  return options;
}

/// What a person sees; places name the file alone.
std::string seen(const fs::path& file) {
  const fs::path before = fs::current_path();
  fs::current_path(file.parent_path());
  backplane::Diagnostics diagnostics;
  const auto registry = backplane::test::fake_registry();
  const std::string name = file.filename().string();
  const auto read = config::read_config(name, options_of(text_of(file)));
  if (read.ok())
    (void)read_job(*read, registry, {}, diagnostics);
  else
    diagnostics.add(read.error());
  fs::current_path(before);
  return diagnostics.ok() ? "no error\n" : render(diagnostics.joined());
}

std::set<std::string> codes_in_sources() {
  std::set<std::string> codes;
  const std::regex code("\"(E[0-9]{4})\"");
  for (const auto& entry :
       fs::recursive_directory_iterator(kRoot / "core/src/config")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = text_of(entry.path());
    for (std::sregex_iterator it(text.begin(), text.end(), code), end; it != end; ++it)
      codes.insert((*it)[1]);
  }
  return codes;
}

}  // namespace

TEST_CASE("errors read as they should", "[config][golden]") {
  const char* mode = std::getenv("BACKPLANE_GOLDEN");
  const bool write = mode != nullptr && std::string(mode) == "write";
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kGolden))
    if (entry.path().extension() == ".yaml") files.insert(entry.path());
  REQUIRE(files.size() > 30);
  for (const fs::path& file : files) {
    const std::string found = seen(file);
    fs::path expected = file;
    expected.replace_extension(".txt");
    if (write) std::ofstream(expected, std::ios::binary) << found;
    CAPTURE(file.filename().string());
    CHECK(found == text_of(expected));
    const std::string stem = file.stem().string();
    if (stem[0] == 'E') CHECK(found.find("error[" + stem + "]") != std::string::npos);
  }
}

TEST_CASE("every error of the room has its golden text", "[config][golden]") {
  const auto codes = codes_in_sources();
  CHECK(codes.size() > 30);
  for (const std::string& code : codes) {
    CAPTURE(code);
    CHECK(fs::exists(kGolden / (code + ".txt")));
  }
}

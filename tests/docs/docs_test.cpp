// The documents tell the truth: links lead somewhere, linked lines hold the quoted
// code, and the commands run.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = BACKPLANE_SOURCE_DIR;

std::vector<fs::path> documents() {
  std::vector<fs::path> found{kRoot / "README.md", kRoot / "CONTRIBUTING.md",
                              kRoot / "CHANGELOG.md",
                              kRoot / "examples/plugin/README.md"};
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "docs"))
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  return found;
}

std::string text_of(const fs::path& path) {
  std::ifstream in(path);
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string line_of(const fs::path& path, int number) {
  std::ifstream in(path);
  std::string line;
  for (int i = 0; i < number; ++i) std::getline(in, line);
  return line;
}

// Text without fenced blocks: what stands in them is no link.
std::string prose_of(const std::string& text) {
  std::istringstream lines(text);
  std::string prose;
  bool fenced = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) fenced = !fenced;
    if (!fenced) prose += line + "\n";
  }
  return prose;
}

}  // namespace

TEST_CASE("links in the documents lead to what they say", "[docs]") {
  const std::regex link(
      R"(\[([^\]]*(?:\[[^\]]*\][^\]]*)*)\]\(([^)#\s]+)(?:#L(\d+))?\))");
  int quoted = 0;
  for (const fs::path& document : documents()) {
    const std::string prose = prose_of(text_of(document));
    for (std::sregex_iterator it(prose.begin(), prose.end(), link), end; it != end;
         ++it) {
      const std::string text = (*it)[1], target = (*it)[2], line = (*it)[3];
      if (target.starts_with("http")) continue;
      const fs::path path = document.parent_path() / target;
      CAPTURE(document.string(), text, target, line);
      CHECK(fs::exists(path));
      if (line.empty()) continue;
      REQUIRE(text.size() > 2);
      const std::string code =
          text.substr(1, text.size() - 2);  // without the backquotes
      CHECK(line_of(path, std::stoi(line)).find(code) != std::string::npos);
      ++quoted;
    }
  }
  CHECK(quoted >= 15);  // docs/backpropagation.md points at the line of every factor
}

#ifndef BACKPLANE_SANITIZED
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos;
       at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// The ```sh blocks as one script each, without scripts/, which take minutes.
std::vector<std::string> shell_blocks(const std::string& text) {
  std::vector<std::string> blocks;
  std::istringstream lines(text);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = line == "```sh";
      if (inside) blocks.emplace_back();
    } else if (inside && !line.starts_with("scripts/")) {
      blocks.back() += line + "\n";
    }
  }
  std::erase_if(blocks, [](const std::string& b) { return b.empty(); });
  return blocks;
}

}  // namespace

TEST_CASE("the commands in the documents run", "[docs][slow]") {
  char name[] = "/tmp/backplane-docs-XXXXXX";
  const fs::path scratch = ::mkdtemp(name);
  const bool fashion = fs::exists("/usr/share/datasets/fashion-mnist");
  int run = 0;
  for (const fs::path& document : documents()) {
    if (document.filename() == "CONTRIBUTING.md")
      continue;  // builds the project itself
    for (std::string block : shell_blocks(text_of(document))) {
      if (!fashion && block.find("fashion") != std::string::npos) continue;
      block = replaced(block, "$PWD/build/release", "build/release");
      block = replaced(block, "build/release", "@RELEASE@");
      block = replaced(block, "build/", scratch.string() + "/");
      block = replaced(block, "@RELEASE@", BACKPLANE_BINARY_DIR);
      const fs::path script = scratch / "block.sh";
      std::ofstream(script) << "set -e\ncd " << kRoot.string() << "\n" << block;
      CAPTURE(document.string(), block);
      CHECK(
          std::system(("bash " + script.string() + " > " + (scratch / "log").string() +
                       " 2>&1 || { cat " + (scratch / "log").string() + "; exit 1; }")
                          .c_str()) == 0);
      ++run;
    }
  }
  CHECK(run >= 4);
  fs::remove_all(scratch);
}
#endif

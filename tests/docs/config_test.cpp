// The models in docs/config.md are networks: each is planned on small data.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "backplane/inspect.hpp"

namespace {

namespace fs = std::filesystem;

// The ```yaml blocks of a document.
std::vector<std::string> yaml_blocks(const fs::path& document) {
  std::ifstream in(document);
  REQUIRE(in.good());
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      inside = line == "```yaml";
      if (inside) blocks.emplace_back();
    } else if (inside) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

bool has_section(const std::string& block, const std::string& section) {
  return ("\n" + block).find("\n" + section + ":") != std::string::npos;
}

}  // namespace

TEST_CASE("the models in the guide are networks", "[docs][config]") {
  auto runtime = backplane::Runtime::create();
  REQUIRE(runtime.ok());
  char name[] = "/tmp/backplane-docs-XXXXXX";
  const fs::path folder = ::mkdtemp(name);
  int planned = 0;
  for (const std::string& block :
       yaml_blocks(fs::path(BACKPLANE_SOURCE_DIR) / "docs/config.md")) {
    if (!has_section(block, "model") || has_section(block, "data")) continue;
    const std::string path = (folder / "net.yaml").string();
    std::ofstream(path) << block
                        << "data: {toy: {kind: spirals, classes: 3}}\n"
                           "loss: cross_entropy\noptimizer: {sgd: {lr: 0.1}}\n";
    CAPTURE(block);
    const auto summary = backplane::summarize(*runtime, path);
    if (!summary.ok()) FAIL_CHECK(render(summary.error()));
    ++planned;
  }
  CHECK(planned >= 5);
  fs::remove_all(folder);
}

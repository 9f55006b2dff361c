// What is found when an experiment is put together, byte for byte as a person sees it.
// With BACKPLANE_GOLDEN=write the texts are written anew, to be read before they are
// kept.
#include <cstdlib>
#include <set>

#include "plugin/runtime_access.hpp"
#include "support/chain.hpp"
#include "train/experiment.hpp"

namespace {

namespace fs = std::filesystem;
using namespace backplane;

const fs::path kGolden = fs::path(BACKPLANE_SOURCE_DIR) / "tests/train/golden";

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string seen(const fs::path& file) {
  auto config = config::parse_config(text_of(file), file.filename().string());
  if (!config.ok()) return render(config.error());
  const auto made = train::assemble(test::runtime(), std::move(*config), {});
  return made.ok() ? "no error\n" : render(made.error());
}

}  // namespace

TEST_CASE("errors of tables read as they should", "[train][golden][error]") {
  const char* mode = std::getenv("BACKPLANE_GOLDEN");
  const bool write = mode != nullptr && std::string(mode) == "write";
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kGolden))
    if (entry.path().extension() == ".yaml") files.insert(entry.path());
  REQUIRE(files.size() >= 7);
  for (const fs::path& file : files) {
    const std::string found = seen(file);
    fs::path expected = file;
    expected.replace_extension(".txt");
    if (write) std::ofstream(expected, std::ios::binary) << found;
    CAPTURE(file.filename().string());
    CHECK(found == text_of(expected));
    CHECK(found.find("error[" + file.stem().string() + "]") != std::string::npos);
  }
}

#pragma once
// The runs that PyTorch made (scripts/make_fixtures.py and scripts/fixtures): one
// folder each.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace parity {

inline std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Fixture {
  std::filesystem::path folder;
  std::string config;  ///< the text of config.yaml
  [[nodiscard]] std::string name() const { return folder.filename().string(); }
  [[nodiscard]] bool labels() const {
    return read(folder / "t.npy").find("'<i8'") != std::string::npos;
  }
  /// PyTorch's loss of each step.
  [[nodiscard]] std::vector<double> losses(const char* file = "losses.txt") const {
    std::ifstream in(folder / file);
    return {std::istream_iterator<double>(in), {}};
  }
};

/// All of a folder of tests/fixtures, by name.
inline std::vector<Fixture> fixtures(const char* of = "parity") {
  const auto root = std::filesystem::path(BACKPLANE_SOURCE_DIR "/tests/fixtures") / of;
  std::vector<Fixture> found;
  for (const auto& entry : std::filesystem::directory_iterator(root))
    found.push_back({entry.path(), read(entry.path() / "config.yaml")});
  std::sort(found.begin(), found.end(),
            [](const Fixture& a, const Fixture& b) { return a.folder < b.folder; });
  return found;
}

}  // namespace parity

// Each built-in part is one library that exports its entry and nothing else.

#include <elf.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "backplane/abi.h"

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

template <class T>
T at(const std::string& bytes, std::size_t offset) {
  T value;
  REQUIRE(offset + sizeof value <= bytes.size());
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

/// Names of the defined symbols in the dynamic table of a 64-bit library.
std::vector<std::string> exports(const fs::path& path) {
  const std::string bytes = read(path);
  const auto header = at<Elf64_Ehdr>(bytes, 0);
  REQUIRE(std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0);
  const auto section = [&](std::size_t i) {
    return at<Elf64_Shdr>(bytes, header.e_shoff + i * header.e_shentsize);
  };
  std::vector<std::string> names;
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    const auto table = section(i);
    if (table.sh_type != SHT_DYNSYM) continue;
    const auto strings = section(table.sh_link);
    for (std::size_t k = 0; k < table.sh_size / sizeof(Elf64_Sym); ++k) {
      const auto symbol = at<Elf64_Sym>(bytes, table.sh_offset + k * sizeof(Elf64_Sym));
      if (symbol.st_shndx != SHN_UNDEF && ELF64_ST_BIND(symbol.st_info) != STB_LOCAL)
        names.emplace_back(bytes.c_str() + strings.sh_offset + symbol.st_name);
    }
  }
  return names;
}

std::vector<fs::path> files(const fs::path& folder, const std::string& ending) {
  std::vector<fs::path> found;
  if (fs::is_directory(folder))
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.path().extension() == ending) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("each built-in part exports its entry symbol alone", "[house][plugin]") {
  const auto parts = files(fs::path(BACKPLANE_SOURCE_DIR) / "plugins", ".cpp");
  for (const auto& part : parts) {
    const fs::path library = fs::path(BACKPLANE_BINARY_DIR) / "lib/backplane/plugins" /
                             (part.stem().string() + ".so");
    INFO(library);
    REQUIRE(fs::exists(library));
    CHECK(exports(library) == std::vector<std::string>{BACKPLANE_ENTRY_SYMBOL});
  }
}

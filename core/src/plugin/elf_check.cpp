// Whether a file can be a library of this machine: ELF header, then each segment's
// bounds.
#include "plugin/elf_check.hpp"

#include <elf.h>

#include <bit>
#include <cstring>
#include <fstream>
#include <vector>

namespace backplane::plugin {

namespace {

#if defined(__x86_64__)
constexpr unsigned kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kMachine = EM_AARCH64;
#elif defined(__riscv)
constexpr unsigned kMachine = EM_RISCV;
#else
constexpr unsigned kMachine = EM_PPC64;
#endif

Error refused(const std::string& path, const std::string& message,
              const std::string& help) {
  Error error;
  error.code = "E0401";
  error.place.file = path;
  error.message = message;
  error.remarks = {"help: " + help};
  return error;
}

Error cut_short(const std::string& path) {
  return refused(path, "this library is cut short: it is smaller than it says",
                 "build or copy it again");
}

Outcome check_header(const std::string& path, const Elf64_Ehdr& header) {
  constexpr const char* kRebuild = "build the plugin on this system, for this machine";
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return refused(path, "this file is not a shared library",
                   "name the .so file that backplane_add_plugin builds");
  }
  const auto data =
      std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  const bool ours = header.e_ident[EI_CLASS] == ELFCLASS64 &&
                    header.e_ident[EI_DATA] == data && header.e_machine == kMachine;
  if (!ours)
    return refused(path, "this library is built for another processor", kRebuild);
  if (header.e_type != ET_DYN) {
    return refused(path, "this file is an object or a program, not a shared library",
                   "link it with -shared");
  }
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0)
    return refused(path, "this library's header is damaged", "build or copy it again");
  return Done{};
}

}  // namespace

Outcome check_library_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return refused(path, "this file cannot be read", "check its permissions");
  const auto size = static_cast<std::uint64_t>(file.tellg());
  Elf64_Ehdr header{};
  file.seekg(0);
  file.read(reinterpret_cast<char*>(&header), sizeof(header));
  const bool has_magic =
      size >= SELFMAG && std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0;
  if (size < sizeof(header) && has_magic) return cut_short(path);
  if (auto done = check_header(path, header); !done.ok()) return done;
  const std::uint64_t table = std::uint64_t{header.e_phnum} * sizeof(Elf64_Phdr);
  if (header.e_phoff > size || table > size - header.e_phoff) return cut_short(path);
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  file.seekg(static_cast<std::streamoff>(header.e_phoff));
  file.read(reinterpret_cast<char*>(segments.data()),
            static_cast<std::streamsize>(table));
  if (!file) return cut_short(path);
  for (const auto& segment : segments) {
    const bool used = segment.p_type == PT_LOAD || segment.p_type == PT_DYNAMIC;
    if (used && (segment.p_offset > size || segment.p_filesz > size - segment.p_offset))
      return cut_short(path);
  }
  return Done{};
}

}  // namespace backplane::plugin

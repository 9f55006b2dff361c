// Whole files out: a temporary file beside the target, synced, then renamed onto it.
#include <fmt/format.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdio>
#include <filesystem>

#include "io/descriptor.hpp"
#include "io/fault.hpp"
#include "io/file.hpp"

namespace backplane::io {
namespace {

Error unwritten(const std::string& path, int error) {
  Error e = fault("E0505", "cannot write " + quoted(path) + ": " + system_text(error));
  if (error == ENOSPC || error == EDQUOT)
    e.remarks.emplace_back("the disk is full: free some space or write elsewhere");
  if (error == EACCES || error == EPERM || error == EROFS)
    e.remarks.emplace_back("choose a folder that you may write to");
  if (error == ENOENT || error == ENOTDIR)
    e.remarks.emplace_back("the folder that should hold it does not exist");
  return e;
}

// Beside the target, so that the rename stays within one file system.
std::string temporary_name(const std::filesystem::path& target) {
  static std::atomic<unsigned> count{0};
  const std::string name = fmt::format(".{}.{}.{}.tmp", target.filename().string(),
                                       ::getpid(), count.fetch_add(1));
  return (target.parent_path() / name).string();
}

int write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return 0;
}

// 0, or errno. The file is closed when this returns.
int write_new(const std::string& name, std::span<const std::byte> bytes) {
  Descriptor file(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!file.open()) return errno;
  if (const int error = write_all(file.get(), bytes)) return error;
  if (::fsync(file.get()) != 0) return errno;
  return ::close(file.release()) == 0 ? 0 : errno;
}

// Makes the rename itself durable; file systems without this call are left to
// themselves.
void sync_folder(const std::filesystem::path& folder) {
  const std::string name = folder.empty() ? "." : folder.string();
  const Descriptor open(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (open.open()) ::fsync(open.get());
}

}  // namespace

Outcome write_atomic(const std::string& path, std::span<const std::byte> bytes) {
  const std::filesystem::path target(path);
  const std::string temporary = temporary_name(target);
  int error = write_new(temporary, bytes);
  if (error == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    if (error != EEXIST) ::unlink(temporary.c_str());
    return unwritten(path, error);
  }
  sync_folder(target.parent_path());
  return Done{};
}

Outcome write_atomic(const std::string& path, std::string_view text) {
  return write_atomic(path, std::as_bytes(std::span(text.data(), text.size())));
}

Outcome make_folder(const std::string& path) {
  std::error_code code;
  std::filesystem::create_directories(path, code);
  if (!code && !std::filesystem::is_directory(path, code))
    code = std::make_error_code(std::errc::not_a_directory);
  if (code)
    return fault("E0505",
                 "cannot make the folder " + quoted(path) + ": " + code.message());
  return Done{};
}

}  // namespace backplane::io

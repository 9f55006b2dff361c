// metrics.jsonl: opening, cutting back, appending.
#include "train/jsonl.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "train/jsonl_format.hpp"

namespace backplane::train {
namespace {

Error log_error(const std::string& path, int number) {
  Error error;
  error.code = "E0630";
  error.message = fmt::format("cannot write '{}': {}", path,
                              std::generic_category().message(number));
  if (number == ENOSPC || number == EDQUOT)
    error.remarks = {"the disk is full: free some space, then 'backplane resume'"};
  return error;
}

Error too_few(const std::string& path, std::uint64_t found, std::uint64_t wanted) {
  Error error;
  error.code = "E0631";
  error.message =
      fmt::format("'{}' has {} whole lines, but the checkpoint was made after {}", path,
                  found, wanted);
  error.remarks = {"it was changed since: put the file back, or train anew with --out"};
  return error;
}

// The byte after the line feed of line `lines`, or how many lines there are instead.
struct Cut {
  std::uint64_t lines = 0;
  off_t end = 0;
  int error = 0;
};
Cut find_cut(int file, std::uint64_t lines) {
  Cut cut;
  std::array<char, 1 << 16> block{};
  off_t base = 0;
  while (cut.lines < lines) {
    const ssize_t n = ::read(file, block.data(), block.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) cut.error = errno;
    if (n <= 0) break;
    for (ssize_t i = 0; i < n && cut.lines < lines; ++i)
      if (block[static_cast<std::size_t>(i)] == '\n') {
        ++cut.lines;
        cut.end = base + i + 1;
      }
    base += n;
  }
  return cut;
}

constexpr int kMode = 0666;

}  // namespace

MetricsLog::MetricsLog(std::string path, int file, DType precision, std::uint64_t lines)
    : path_(std::move(path)), file_(file), precision_(precision), lines_(lines) {
  buffer_.reserve(1024);
}

MetricsLog::MetricsLog(MetricsLog&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      precision_(other.precision_),
      lines_(other.lines_),
      buffer_(std::move(other.buffer_)) {}

MetricsLog::~MetricsLog() {
  if (file_ >= 0) ::close(file_);
}

Result<MetricsLog> MetricsLog::create(const std::string& path, DType precision) {
  const int file =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, kMode);
  if (file < 0) return log_error(path, errno);
  return MetricsLog(path, file, precision, 0);
}

Result<MetricsLog> MetricsLog::resume(const std::string& path, DType precision,
                                      std::uint64_t lines) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, kMode);
  if (file < 0) return log_error(path, errno);
  MetricsLog log(path, file, precision, lines);
  const Cut cut = find_cut(file, lines);
  if (cut.error != 0) return log_error(path, cut.error);
  if (cut.lines < lines) return too_few(path, cut.lines, lines);
  if (::ftruncate(file, cut.end) != 0) return log_error(path, errno);
  return log;
}

Outcome MetricsLog::write(const StepLine& line) {
  buffer_.clear();
  append_json(buffer_, line, precision_);
  return append();
}

Outcome MetricsLog::write(const EpochLine& line) {
  buffer_.clear();
  append_json(buffer_, line, precision_);
  return append();
}

Outcome MetricsLog::write(const SampleLine& line) {
  buffer_.clear();
  append_json(buffer_, line);
  return append();
}

// One write a line; a disk that takes only a part of it gets the rest in another.
Outcome MetricsLog::append() {
  buffer_ += '\n';
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t n = ::write(file_, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return log_error(path_, errno);
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  ++lines_;
  return Done{};
}

Outcome MetricsLog::sync() {
  if (::fdatasync(file_) == 0 || errno == EINVAL || errno == EROFS) return Done{};
  return log_error(path_, errno);
}

}  // namespace backplane::train

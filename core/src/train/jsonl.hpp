#pragma once
// metrics.jsonl: a line an epoch, and a line a step where asked for. Every line is one
// write; numbers that JSON lacks (NaN, infinities) stand as null.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backplane/error.hpp"
#include "backplane/shape.hpp"

namespace backplane::train {

/// {"step","epoch","loss","lr"}. step and epoch count from 1: the one just done, the
/// one under way.
struct StepLine {
  std::uint64_t step = 0, epoch = 0;
  double loss = 0, lr = 0;
};

/// {"epoch","step","train_loss","val_loss",metrics...,"lr","time":{...}}.
struct EpochLine {
  std::uint64_t epoch = 0, step = 0;
  double train_loss = 0;
  std::optional<double> val_loss;
  std::vector<std::pair<std::string, std::string>> metrics;  ///< key, JSON value
  double lr = 0;
  /// What differs between two equal runs, all of it: seconds, samples a second.
  std::vector<std::pair<std::string, double>> time;
};

/// {"step","epoch","prompt","sample"}: a text that the model wrote.
struct SampleLine {
  std::uint64_t step = 0, epoch = 0;
  std::string prompt, text;
};

/// Losses with 9 significant digits (float32) or 17 (float64); other numbers with as
/// many as it takes to read back the same.
[[nodiscard]] std::string to_json(const StepLine& line, DType precision);
[[nodiscard]] std::string to_json(const EpochLine& line, DType precision);
/// As it stands in the log; "null" for NaN and infinities. digits 0: shortest exact.
[[nodiscard]] std::string json_number(double value, int digits = 0);

/// Appends lines. Not thread-safe. Move only.
class MetricsLog {
 public:
  /// A new, empty file. Errors: E0630, not writable.
  static Result<MetricsLog> create(const std::string& path, DType precision);
  /// Keeps the first `lines` lines and drops the rest, a half-written one included. A
  /// missing file counts as empty. Errors: E0630; E0631, fewer lines than that.
  static Result<MetricsLog> resume(const std::string& path, DType precision,
                                   std::uint64_t lines);

  MetricsLog(MetricsLog&& other) noexcept;
  MetricsLog& operator=(MetricsLog&&) = delete;
  ~MetricsLog();

  /// A step's line allocates nothing after the first. Errors: E0630, disk full.
  Outcome write(const StepLine& line);
  Outcome write(const EpochLine& line);
  Outcome write(const SampleLine& line);
  /// Everything so far is on the disk. Before a checkpoint that counts these lines.
  Outcome sync();
  /// Whole lines in the file.
  [[nodiscard]] std::uint64_t lines() const { return lines_; }

 private:
  MetricsLog(std::string path, int file, DType precision, std::uint64_t lines);
  Outcome append();

  std::string path_;
  int file_;
  DType precision_;
  std::uint64_t lines_;
  std::string buffer_;
};

}  // namespace backplane::train

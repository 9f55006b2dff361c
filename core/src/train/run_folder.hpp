#pragma once
// The folder of a run: model.safetensors, checkpoints/, metrics.jsonl,
// config.resolved.yaml. An earlier run is only gone once the new one has begun.

#include <string>
#include <utility>

#include "backplane/error.hpp"

namespace backplane::train {

/// Move only; destroying one that was created and not settled puts back what stood
/// there.
class RunFolder {
 public:
  /// Whether create() would find its place; changes nothing. Errors: E0610 taken, E0611
  /// no run folder or with foreign files in it, E0612 not writable.
  static Outcome check(const std::string& path, bool overwrite);

  /// Makes the folder and writes config.resolved.yaml. With `overwrite` an earlier run
  /// moves aside to "<path>.replaced". Errors: as check().
  static Result<RunFolder> create(const std::string& path, bool overwrite,
                                  const std::string& resolved_config);
  /// An existing one, to resume or to read. Errors: E0613, no run folder.
  static Result<RunFolder> open(const std::string& path);

  RunFolder(RunFolder&& other) noexcept;
  RunFolder& operator=(RunFolder&&) = delete;
  ~RunFolder();

  /// The new run stands: what was moved aside is removed. Call it when the first step
  /// is about to run, everything having been checked, loaded and planned.
  Outcome settle();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string model() const { return path_ + "/model.safetensors"; }
  [[nodiscard]] std::string checkpoints() const { return path_ + "/checkpoints"; }
  [[nodiscard]] std::string metrics() const { return path_ + "/metrics.jsonl"; }
  [[nodiscard]] std::string config() const { return path_ + "/config.resolved.yaml"; }
  /// The text of config.resolved.yaml. Errors: E05xx.
  [[nodiscard]] Result<std::string> read_config() const;

 private:
  RunFolder(std::string path, bool fresh) : path_(std::move(path)), fresh_(fresh) {}
  void put_back() const;

  std::string path_;
  bool fresh_;  // created and not settled
};

}  // namespace backplane::train

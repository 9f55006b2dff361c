// confusion_matrix: counts[t][p], rows of target t that were taken for p.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "train/metrics/decide.hpp"
#include "train/metrics/entries.hpp"

namespace backplane::train::metrics {
namespace {

class ConfusionMatrix final : public Metric {
 public:
  ConfusionMatrix(std::int64_t classes, bool logits)
      : classes_(static_cast<std::size_t>(classes)),
        logits_(logits),
        counts_(classes_ * (classes_ + 1)) {}

  [[nodiscard]] std::string name() const override { return "confusion_matrix"; }
  void reset() override { std::fill(counts_.begin(), counts_.end(), 0); }
  Outcome add(const MetricBatch& batch) override {
    return for_each_row(batch, [this](auto row, std::int64_t target) {
      const std::int64_t said = decided(row, logits_);
      const std::size_t p =
          said == kUndecided ? classes_ : static_cast<std::size_t>(said);
      ++counts_[static_cast<std::size_t>(target) * width() + p];
    });
  }
  [[nodiscard]] std::optional<double> value() const override { return std::nullopt; }
  [[nodiscard]] std::string json() const override;
  [[nodiscard]] std::string text(const std::vector<std::string>& names) const override;

 private:
  // One column a class, and one for rows that say none.
  [[nodiscard]] std::size_t width() const { return classes_ + 1; }
  [[nodiscard]] std::uint64_t count(std::size_t t, std::size_t p) const {
    return counts_[t * width() + p];
  }
  [[nodiscard]] std::size_t shown() const;

  std::size_t classes_;
  bool logits_;
  std::vector<std::uint64_t> counts_;  // (classes, classes + 1)
};

// The column of undecided rows appears only where there are some.
std::size_t ConfusionMatrix::shown() const {
  for (std::size_t t = 0; t < classes_; ++t)
    if (count(t, classes_) != 0) return width();
  return classes_;
}

std::string ConfusionMatrix::json() const {
  const std::size_t columns = shown();
  std::string out = "[";
  for (std::size_t t = 0; t < classes_; ++t) {
    out += t == 0 ? "[" : ",[";
    for (std::size_t p = 0; p < columns; ++p)
      out += fmt::format("{}{}", p == 0 ? "" : ",", count(t, p));
    out += "]";
  }
  return out + "]";
}

std::string ConfusionMatrix::text(const std::vector<std::string>& names) const {
  const auto name = [&](std::size_t c) {
    if (c == classes_) return std::string("NaN");
    return c < names.size() ? names[c] : std::to_string(c);
  };
  const std::size_t columns = shown();
  std::size_t head = 6, cell = 5;
  for (std::size_t t = 0; t < classes_; ++t) head = std::max(head, name(t).size());
  for (const std::uint64_t n : counts_) cell = std::max(cell, std::to_string(n).size());

  std::string out = fmt::format("{:<{}}", "target", head);
  for (std::size_t p = 0; p < columns; ++p)
    out += fmt::format("  {:>{}}", name(p).substr(0, cell), cell);
  for (std::size_t t = 0; t < classes_; ++t) {
    out += fmt::format("\n{:<{}}", name(t), head);
    for (std::size_t p = 0; p < columns; ++p)
      out += fmt::format("  {:>{}}", count(t, p), cell);
  }
  return out;
}

class ConfusionMatrixKind final : public MetricKind {
 public:
  ConfusionMatrixKind() {
    id = "confusion_matrix";
    summary = "counts[t][p]: rows of target t that were taken for p";
    doc = "Classes as for accuracy. Rows with NaN stand in a last column of their own.";
  }
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const override {
    if (const Outcome classes = check_classes(bound, task); !classes) return classes;
    return check_class_count(bound, task, kMostClasses);
  }
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound&,
                                             const MetricTask& task) const override {
    return std::make_unique<ConfusionMatrix>(class_count(task), task.logits);
  }

 private:
  static constexpr std::int64_t kMostClasses = 4096;
};

}  // namespace

const MetricKind& confusion_matrix() {
  static const ConfusionMatrixKind instance;
  return instance;
}

}  // namespace backplane::train::metrics

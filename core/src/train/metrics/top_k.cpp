// top_k = rows whose target is among the k largest outputs / rows
#include <fmt/format.h>

#include "described.hpp"
#include "train/metrics/decide.hpp"
#include "train/metrics/entries.hpp"

namespace backplane::train::metrics {
namespace {

// Whether fewer than k outputs stand before the target's; of equals, the first does.
template <class T>
bool among_first(std::span<const T> row, std::int64_t target, std::int64_t k) {
  if (largest(row) == kUndecided) return false;
  const auto t = static_cast<std::size_t>(target);
  std::int64_t before = 0;
  for (std::size_t c = 0; c < row.size(); ++c)
    before += row[c] > row[t] || (row[c] == row[t] && c < t) ? 1 : 0;
  return before < k;
}

class TopK final : public Metric {
 public:
  explicit TopK(std::int64_t k) : k_(k) {}

  [[nodiscard]] std::string name() const override { return fmt::format("top_{}", k_); }
  void reset() override { right_ = rows_ = 0; }
  Outcome add(const MetricBatch& batch) override {
    return for_each_row(batch, [this](auto row, std::int64_t target) {
      right_ += among_first(row, target, k_) ? 1u : 0u;
      ++rows_;
    });
  }
  [[nodiscard]] std::optional<double> value() const override {
    if (rows_ == 0) return std::nullopt;
    return static_cast<double>(right_) / static_cast<double>(rows_);
  }

 private:
  std::int64_t k_;
  std::uint64_t right_ = 0, rows_ = 0;
};

class TopKKind final : public MetricKind {
 public:
  TopKKind() {
    id = "top_k";
    summary = "rows whose class is among the k largest outputs / rows";
    doc = "Of equal outputs the first counts as larger. Shown as top_5 for k = 5.";
    params = {
        within(integer_param("k", 5, "How many may be tried", BACKPLANE_PF_MAIN), 1)};
  }
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const override {
    if (const Outcome classes = check_classes(bound, task); !classes) return classes;
    const std::int64_t k = bound.values[0].i;
    if (task.cols > 1 && k <= task.cols) return Done{};
    Error error;
    error.code = "E0371";
    error.message = fmt::format(
        "top_k with k = {} needs at least {} outputs, but the network has {}", k,
        std::max<std::int64_t>(k, 2), task.cols);
    error.place = bound.places[0].known() ? bound.places[0] : bound.place;
    return error;
  }
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound& bound,
                                             const MetricTask&) const override {
    return std::make_unique<TopK>(bound.values[0].i);
  }
};

}  // namespace

const MetricKind& top_k() {
  static const TopKKind instance;
  return instance;
}

}  // namespace backplane::train::metrics

// Scores are kept row by row; when the value is wanted, each class is ranked against
// the rest.
#include "train/metrics/ranking.hpp"

#include <limits>

#include "config/measured.hpp"
#include "described.hpp"
#include "train/metrics/probability.hpp"
#include "train/sum.hpp"

namespace backplane::train::metrics {
namespace {

constexpr std::int64_t kMostClasses = 4096;
enum class Average : std::int64_t { macro, weighted, micro };

struct Scored {
  double score = 0;
  bool positive = false;
};

class Ranking final : public Metric {
 public:
  Ranking(const config::Bound& bound, const MetricTask& task, Area area)
      : name_(config::measured_as(bound)),
        average_(static_cast<Average>(bound.values[0].i)),
        area_(area),
        logits_(task.logits),
        classes_(task.cols > 2 ? static_cast<std::size_t>(task.cols) : 1) {}

  [[nodiscard]] std::string name() const override { return name_; }
  void reset() override {
    scores_.clear();
    targets_.clear();
    nan_ = false;
    known_ = false;
  }
  Outcome add(const MetricBatch& batch) override {
    known_ = false;
    return for_each_row(batch, [this](auto row, std::int64_t target) {
      keep(row);
      targets_.push_back(static_cast<std::int32_t>(target));
    });
  }
  // Sorting is work, and a value is asked for more than once.
  [[nodiscard]] std::optional<double> value() const override {
    if (!known_) value_ = computed();
    known_ = true;
    return value_;
  }

 private:
  template <class T>
  void keep(std::span<const T> row);
  void take(std::size_t c, std::vector<Scored>& rows) const;
  [[nodiscard]] std::optional<double> computed() const;

  std::string name_;
  Average average_;
  Area area_;
  bool logits_;
  std::size_t classes_;         // ranked: of two only the second
  std::vector<double> scores_;  // (rows, classes)
  std::vector<std::int32_t> targets_;
  bool nan_ = false;
  mutable bool known_ = false;
  mutable std::optional<double> value_;
};

// One class is ranked by the logit itself, or by the difference of two: the order of
// the probabilities, without their rounding. Outputs that are no logits rank as they
// are.
template <class T>
void Ranking::keep(std::span<const T> row) {
  if (classes_ > 1 && logits_) {
    scores_.resize(scores_.size() + classes_);
    probabilities(row, true, std::span(scores_).last(classes_));
  } else if (classes_ > 1) {
    scores_.insert(scores_.end(), row.begin(), row.end());
  } else {
    const auto last = static_cast<double>(row.back());
    const bool two = row.size() == 2 && logits_;
    scores_.push_back(two ? last - static_cast<double>(row[0]) : last);
  }
  for (const double score : std::span(scores_).last(classes_))
    nan_ = nan_ || score != score;
}

void Ranking::take(std::size_t c, std::vector<Scored>& rows) const {
  const auto wanted = static_cast<std::int32_t>(classes_ > 1 ? c : 1);
  for (std::size_t r = 0; r < targets_.size(); ++r)
    rows.push_back({scores_[r * classes_ + c], targets_[r] == wanted});
}

// Sorts the rows and counts them by score.
std::vector<Tie> ties_of(std::vector<Scored>& rows) {
  std::sort(rows.begin(), rows.end(),
            [](const Scored& a, const Scored& b) { return a.score > b.score; });
  std::vector<Tie> ties;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || rows[i].score != rows[i - 1].score) ties.emplace_back();
    ++(rows[i].positive ? ties.back().positives : ties.back().negatives);
  }
  return ties;
}

Tie total_of(std::span<const Tie> ties) {
  Tie total;
  for (const Tie& tie : ties) {
    total.positives += tie.positives;
    total.negatives += tie.negatives;
  }
  return total;
}

std::optional<double> Ranking::computed() const {
  if (nan_) return std::numeric_limits<double>::quiet_NaN();
  Sum sum;
  std::uint64_t weights = 0;
  std::vector<Scored> rows;
  for (std::size_t c = 0; c < classes_; ++c) {
    if (average_ != Average::micro) rows.clear();
    take(c, rows);
    if (average_ == Average::micro && c + 1 < classes_) continue;
    const std::vector<Tie> ties = ties_of(rows);
    const Tie total = total_of(ties);
    if (total.positives == 0 || total.negatives == 0) continue;
    const std::uint64_t weight = average_ == Average::weighted ? total.positives : 1;
    sum.add(static_cast<double>(weight) * area_(ties, total));
    weights += weight;
  }
  if (weights == 0) return std::nullopt;
  return sum.value() / static_cast<double>(weights);
}

}  // namespace

RankingKind::RankingKind(std::string name, std::string formula, Area area)
    : area_(area) {
  id = std::move(name);
  summary = std::move(formula);
  doc =
      "Of two classes, how well outputs rank class 1; of more, each class against the "
      "rest, by its probability: macro is the mean over classes, weighted that by the "
      "rows of each, micro ranks all rows and classes together. Classes without rows, "
      "or with all of them, do not count. It keeps every score: 8 bytes a row and "
      "class.";
  params = {choice_param("average", {"macro", "weighted", "micro"},
                         "How the classes' areas become one", BACKPLANE_PF_MAIN)};
}

Outcome RankingKind::check(const config::Bound& bound, const MetricTask& task) const {
  if (const Outcome classes = check_classes(bound, task); !classes) return classes;
  return check_class_count(bound, task, kMostClasses);
}

std::unique_ptr<Metric> RankingKind::make(const config::Bound& bound,
                                          const MetricTask& task) const {
  return std::make_unique<Ranking>(bound, task, area_);
}

}  // namespace backplane::train::metrics

// A score of each class and their average, as scikit-learn averages: over the classes
// that are a target or were said.
#include "train/metrics/class_score.hpp"

#include <fmt/format.h>

#include "config/measured.hpp"
#include "described.hpp"
#include "train/sum.hpp"

namespace backplane::train::metrics {
namespace {

enum Param : std::size_t { kAverage, kZeroDivision };
enum class Average : std::int64_t { automatic, binary, micro, macro, weighted };

constexpr std::size_t kMostShown = 100;  // classes, for people

bool met(const ClassCount& count) {
  return count.target + count.said > 0;
}

class ClassScoreMetric final : public Metric {
 public:
  ClassScoreMetric(const config::Bound& bound, const MetricTask& task, ClassScore score)
      : name_(config::measured_as(bound)),
        id_(bound.id()),
        average_(static_cast<Average>(bound.values[kAverage].i)),
        otherwise_(static_cast<double>(bound.values[kZeroDivision].i)),
        score_(score),
        counts_(task) {
    if (average_ == Average::automatic)
      average_ = counts_.classes().size() == 2 ? Average::binary : Average::macro;
  }

  [[nodiscard]] std::string name() const override { return name_; }
  void reset() override { counts_.reset(); }
  Outcome add(const MetricBatch& batch) override { return counts_.add(batch); }
  [[nodiscard]] std::optional<double> value() const override;
  [[nodiscard]] std::string text(const std::vector<std::string>& names) const override;

 private:
  [[nodiscard]] double of(const ClassCount& count) const {
    return score_(count, otherwise_);
  }
  [[nodiscard]] double mean(bool weighted) const;

  std::string name_, id_;
  Average average_;
  double otherwise_;
  ClassScore score_;
  ClassCounts counts_;
};

double ClassScoreMetric::mean(bool weighted) const {
  Sum sum;
  std::uint64_t weights = 0;
  for (const ClassCount& count : counts_.classes()) {
    if (!met(count)) continue;
    const std::uint64_t weight = weighted ? count.target : 1;
    sum.add(static_cast<double>(weight) * of(count));
    weights += weight;
  }
  return sum.value() / static_cast<double>(weights);
}

std::optional<double> ClassScoreMetric::value() const {
  if (counts_.rows() == 0) return std::nullopt;
  switch (average_) {
    case Average::binary:
      return of(counts_.classes()[1]);
    case Average::micro:
      return of(counts_.total());
    default:
      return mean(average_ == Average::weighted);
  }
}

// The value, and of more than two classes a line each.
std::string ClassScoreMetric::text(const std::vector<std::string>& names) const {
  std::string out = Metric::text(names);
  const auto classes = counts_.classes();
  if (counts_.rows() == 0 || classes.size() < 3 || classes.size() > kMostShown)
    return out;
  const auto name = [&](std::size_t c) {
    return c < names.size() ? names[c] : std::to_string(c);
  };
  std::size_t head = 6;
  for (std::size_t c = 0; c < classes.size(); ++c)
    head = std::max(head, name(c).size());
  out += fmt::format("\n{:<{}}  {:>9}  {:>7}", "class", head, id_, "rows");
  for (std::size_t c = 0; c < classes.size(); ++c)
    if (met(classes[c]))
      out += fmt::format("\n{:<{}}  {:>9.4f}  {:>7}", name(c), head, of(classes[c]),
                         classes[c].target);
  return out;
}

}  // namespace

ClassScoreKind::ClassScoreKind(std::string name, std::string formula, ClassScore score)
    : score_(score) {
  id = std::move(name);
  summary = std::move(formula);
  doc =
      "binary is the score of class 1, macro the mean over classes, weighted that by "
      "the rows of each, micro the score of all counts added up; auto is binary for "
      "two classes and macro for more. Only classes that are a target or were said "
      "count. Classes as for accuracy; a row with NaN says none.";
  params = {choice_param("average", {"auto", "binary", "micro", "macro", "weighted"},
                         "How the classes' scores become one", BACKPLANE_PF_MAIN),
            within(integer_param("zero_division", 0, "What 0 / 0 is"), 0, 1)};
}

Outcome ClassScoreKind::check(const config::Bound& bound,
                              const MetricTask& task) const {
  if (const Outcome classes = check_classes(bound, task); !classes) return classes;
  const auto average = static_cast<Average>(bound.values[kAverage].i);
  if (average != Average::binary || class_count(task) == 2) return Done{};
  Error error;
  error.code = "E0371";
  error.message = fmt::format(
      "'{}' with average: binary judges two classes, but the network has {} outputs",
      bound.id(), task.cols);
  error.place = bound.places[kAverage].known() ? bound.places[kAverage] : bound.place;
  error.label = "micro, macro and weighted take any number";
  return error;
}

std::unique_ptr<Metric> ClassScoreKind::make(const config::Bound& bound,
                                             const MetricTask& task) const {
  return std::make_unique<ClassScoreMetric>(bound, task, score_);
}

}  // namespace backplane::train::metrics

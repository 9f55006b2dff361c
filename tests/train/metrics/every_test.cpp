// What holds for every metric of the table, none named.
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "config/measured.hpp"
#include "train/bound.hpp"
#include "train/metrics/judge.hpp"

namespace {

using namespace backplane;
using namespace backplane::tests;

/// Rows that any metric can be asked about: labels, or the same as rows of 0 and 1.
struct Rows {
  std::int64_t cols;
  bool labels;
  std::vector<double> outputs, targets;
  std::vector<std::int32_t> marks;

  Rows(std::int64_t columns, bool by_label, std::size_t rows)
      : cols(columns), labels(by_label) {
    const std::int64_t classes = cols > 1 ? cols : 2;
    for (std::size_t r = 0; r < rows; ++r) {
      const auto at = static_cast<double>(r);
      const auto t = static_cast<std::int64_t>(r * r % 7) % classes;
      marks.push_back(static_cast<std::int32_t>(t));
      for (std::int64_t c = 0; c < cols; ++c) {
        const bool hit = cols > 1 ? c == t : t == 1;
        targets.push_back(hit ? 1 : 0);
        outputs.push_back(std::round(8 * std::sin(at * 1.7 + static_cast<double>(c))) /
                              8 +
                          (hit ? 0.5 : 0));
      }
    }
  }
  [[nodiscard]] MetricBatch batch() const {
    return labels ? labelled(outputs, marks) : dense(outputs, targets, cols);
  }
  [[nodiscard]] MetricTask task() const {
    return {labels ? Targets::labels : Targets::dense, cols, true};
  }
};

/// The defaults, and each choice of a parameter in turn.
std::vector<config::Bound> variants(const std::string& id) {
  std::vector<config::Bound> all{bound(metric_table(), id)};
  const config::Bound base = all.front();
  for (std::size_t i = 0; i < base.part->params.size(); ++i)
    for (std::size_t c = 0; c < base.part->params[i].choices.size(); ++c) {
      all.push_back(base);
      all.back().values[i].i = static_cast<std::int64_t>(c);
    }
  return all;
}

/// Calls with(metric, rows) for every metric, choice and form of target that it takes.
template <class With>
void for_every(const With& with) {
  std::set<std::string> seen;
  for (const Described* kind : metric_table())
    for (const config::Bound& chosen : variants(kind->id))
      for (const std::int64_t cols : {1, 2, 6})
        for (const bool by_label : {true, false}) {
          const Rows rows(cols, by_label, 61);
          const auto* found = train::find_metric(kind->id);
          if (!found->check(chosen, rows.task()).ok()) continue;
          const auto metric = found->make(chosen, rows.task());
          CAPTURE(metric->name(), cols, by_label);
          seen.insert(kind->id);
          with(*metric, rows, chosen);
        }
  CHECK(seen.size() == metric_table().size());
}

}  // namespace

TEST_CASE("every metric: the same bits however rows are cut into batches",
          "[train][metric][every]") {
  for_every([](Metric& metric, const Rows& rows, const config::Bound&) {
    const MetricBatch batch = rows.batch();
    const auto whole = value_of(metric, batch);
    const std::string json = metric.json();
    for (const std::int64_t size : {1, 7, 60, 61}) {
      metric.reset();
      for (std::int64_t at = 0; at < batch.rows; at += size)
        REQUIRE(metric.add(part_of(batch, at, std::min(at + size, batch.rows))).ok());
      CHECK(metric.value() == whole);
      CHECK(metric.json() == json);
    }
  });
}

TEST_CASE("every metric: no rows, no value; reset forgets all of them",
          "[train][metric][every]") {
  for_every([](Metric& metric, const Rows& rows, const config::Bound&) {
    CHECK_FALSE(metric.value().has_value());
    const std::string empty = metric.json();
    REQUIRE(metric.add(rows.batch()).ok());
    const auto value = metric.value();
    metric.reset();
    CHECK_FALSE(metric.value().has_value());
    CHECK(metric.json() == empty);
    REQUIRE(metric.add(part_of(rows.batch(), 3, 3)).ok());
    CHECK_FALSE(metric.value().has_value());
    CHECK(value_of(metric, rows.batch()) == value);
  });
}

TEST_CASE("every metric: the name in a file is the name that is measured",
          "[train][metric][every]") {
  for_every([](Metric& metric, const Rows&, const config::Bound& chosen) {
    CHECK(metric.name() == config::measured_as(chosen));
  });
}

TEST_CASE("every metric of classes leaves out rows with negative labels",
          "[train][metric][every]") {
  for_every([](Metric& metric, const Rows& rows, const config::Bound&) {
    if (!rows.labels) return;
    Rows masked = rows, kept = rows;
    kept.outputs.clear();
    kept.marks.clear();
    for (std::size_t r = 0; r < rows.marks.size(); ++r) {
      const auto first =
          rows.outputs.begin() + static_cast<std::ptrdiff_t>(r) * rows.cols;
      if (r % 3 == 1) {
        masked.marks[r] = r % 2 == 0 ? -1 : -100;
      } else {
        kept.marks.push_back(rows.marks[r]);
        kept.outputs.insert(kept.outputs.end(), first, first + rows.cols);
      }
    }
    const auto wanted = value_of(metric, kept.batch());
    const std::string json = metric.json();
    CHECK(value_of(metric, masked.batch()) == wanted);
    CHECK(metric.json() == json);
    masked.marks.assign(masked.marks.size(), -1);
    CHECK_FALSE(value_of(metric, masked.batch()).has_value());
  });
}

TEST_CASE("every metric: right answers are better than wrong ones",
          "[train][metric][every]") {
  for_every([](Metric& metric, const Rows& rows, const config::Bound& chosen) {
    Rows right = rows, wrong = rows;
    const auto* kind = train::find_metric(chosen.id());
    const bool classes = kind->check(chosen, {Targets::labels, rows.cols, true}).ok();
    for (std::size_t i = 0; i < rows.outputs.size(); ++i) {
      const double t = rows.targets[i];
      right.outputs[i] = classes ? 40 * t - 20 : t;
      wrong.outputs[i] = -right.outputs[i];
    }
    const auto best = value_of(metric, right.batch());
    const auto worst = value_of(metric, wrong.batch());
    if (!best) return;  // a matrix has no value
    CHECK(std::isfinite(*best));
    CHECK((metric.higher_is_better() ? *best > *worst : *best < *worst));
  });
}

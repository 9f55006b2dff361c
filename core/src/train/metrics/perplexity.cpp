// perplexity = exp(mean -log p), p the probability of each row's class
#include <cmath>

#include "train/metrics/cross_entropy.hpp"
#include "train/metrics/entries.hpp"

namespace backplane::train::metrics {
namespace {

class Perplexity final : public Metric {
 public:
  explicit Perplexity(bool logits) : entropy_(logits) {}

  [[nodiscard]] std::string name() const override { return "perplexity"; }
  [[nodiscard]] bool higher_is_better() const override { return false; }
  void reset() override { entropy_.reset(); }
  Outcome add(const MetricBatch& batch) override { return entropy_.add(batch); }
  [[nodiscard]] std::optional<double> value() const override {
    const auto nats = entropy_.mean();
    if (!nats) return std::nullopt;
    return std::exp(*nats);
  }

 private:
  CrossEntropy entropy_;
};

class PerplexityKind final : public MetricKind {
 public:
  PerplexityKind() {
    id = "perplexity";
    summary = "exp(mean -log p), p the probability of each row's class";
    doc =
        "How many equally likely classes a row would leave in doubt: 1 is perfect, the "
        "number of classes is guessing. Computed in double from the outputs, without "
        "the loss's weights or smoothing.";
  }
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const override {
    return check_classes(bound, task);
  }
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound&,
                                             const MetricTask& task) const override {
    return std::make_unique<Perplexity>(task.logits);
  }
};

}  // namespace

const MetricKind& perplexity() {
  static const PerplexityKind instance;
  return instance;
}

}  // namespace backplane::train::metrics

// bits_per_byte = mean -log2 p / bytes, p the probability of each row's class
#include <numbers>

#include "described.hpp"
#include "train/metrics/cross_entropy.hpp"
#include "train/metrics/entries.hpp"

namespace backplane::train::metrics {
namespace {

class BitsPerByte final : public Metric {
 public:
  BitsPerByte(bool logits, double bytes) : bytes_(bytes), entropy_(logits) {}

  [[nodiscard]] std::string name() const override { return "bits_per_byte"; }
  [[nodiscard]] bool higher_is_better() const override { return false; }
  void reset() override { entropy_.reset(); }
  Outcome add(const MetricBatch& batch) override { return entropy_.add(batch); }
  [[nodiscard]] std::optional<double> value() const override {
    const auto nats = entropy_.mean();
    if (!nats) return std::nullopt;
    return *nats / std::numbers::ln2 / bytes_;
  }

 private:
  double bytes_;
  CrossEntropy entropy_;
};

class BitsPerByteKind final : public MetricKind {
 public:
  BitsPerByteKind() {
    id = "bits_per_byte";
    summary = "mean -log2 p / bytes, p the probability of each row's class";
    doc =
        "To how many bits the model could compress a byte. A row stands for one byte, "
        "unless `bytes` says how many its token has on average.";
    params = {within(real_param("bytes", 1, "Bytes that a row's token stands for",
                                BACKPLANE_PF_MAIN | BACKPLANE_PF_MIN_EXCL),
                     0)};
  }
  [[nodiscard]] Outcome check(const config::Bound& bound,
                              const MetricTask& task) const override {
    return check_classes(bound, task);
  }
  [[nodiscard]] std::unique_ptr<Metric> make(const config::Bound& bound,
                                             const MetricTask& task) const override {
    return std::make_unique<BitsPerByte>(task.logits, bound.values[0].f);
  }
};

}  // namespace

const MetricKind& bits_per_byte() {
  static const BitsPerByteKind instance;
  return instance;
}

}  // namespace backplane::train::metrics

// Real steps of a Trainer, with a recorder that is told when each task ran.
#include "backplane/timing.hpp"

#include <algorithm>
#include <chrono>

#include "inspect/chrome_trace.hpp"
#include "inspect/peaks.hpp"
#include "io/file.hpp"
#include "plugin/runtime_access.hpp"
#include "train/trainer.hpp"

namespace backplane {
namespace {

using run::TaskKind;

constexpr int kWarmUp = 3;  // steps
constexpr std::size_t kFewest = 5;

class Timer {
 public:
  Timer(train::Trainer& trainer, std::uint32_t workers)
      : trainer_(trainer), plan_(trainer.network().plan()), recorder_(workers) {
    for (const plan::NodePlan& node : plan_.nodes) report_.layers.push_back(row(node));
  }

  Outcome run(double seconds) {
    for (int i = 0; i < kWarmUp; ++i) {
      auto step = trainer_.step();
      if (!step.ok()) return step.error();
      report_.batch = std::max(report_.batch, step->samples);  // with accumulated ones
    }
    trainer_.record(&recorder_);
    double spent = 0;
    for (bool counted = false;
         !counted || spent < seconds || walls_.size() < kFewest;) {
      recorder_.clear();
      auto step = trainer_.step();
      if (!step.ok()) return step.error();
      const double wall = recorder_.now();
      spent += wall;
      // The last step of an epoch may be short, and the first record lack room.
      counted = step->samples == report_.batch && recorder_.complete();
      if (counted) add(wall);
    }
    trainer_.record(nullptr);
    return Done{};
  }

  TimeReport take() {
    const double batches =
        static_cast<double>(report_.batch) / static_cast<double>(rows());
    for (LayerTime& layer : report_.layers) {
      layer.multiply_adds *= static_cast<std::uint64_t>(report_.batch);
      layer.bytes =
          static_cast<std::uint64_t>(static_cast<double>(layer.bytes) * batches);
    }
    const auto n = static_cast<double>(std::max<std::size_t>(walls_.size(), 1));
    for (LayerTime& layer : report_.layers)
      for (double* part :
           {&layer.forward, &layer.backward_data, &layer.backward_params})
        *part /= n;
    for (double* part :
         {&report_.gather, &report_.loss, &report_.update, &report_.waiting})
      *part /= n;
    report_.steps = static_cast<std::int64_t>(walls_.size());
    std::ranges::sort(walls_);
    if (!walls_.empty()) report_.step = walls_[walls_.size() / 2];
    return std::move(report_);
  }

  [[nodiscard]] const run::Recorder& recorder() const { return recorder_; }

 private:
  [[nodiscard]] std::int64_t rows() const {
    return trainer_.session().memory().batches.front().rows;
  }
  [[nodiscard]] LayerTime row(const plan::NodePlan& node) const {
    LayerTime time;
    time.name = node.name;
    time.part = node.part;
    time.multiply_adds = node.multiply_adds;  // of a sample, so far
    for (const auto* side : {&node.in, &node.out})
      for (const int v : *side)
        time.bytes += backplane::bytes(plan_.values[static_cast<std::size_t>(v)].shape);
    for (const int p : node.params)
      time.bytes += backplane::bytes(plan_.params[static_cast<std::size_t>(p)].shape);
    return time;
  }

  double& place_of(const run::TaskRecord& record) {
    const auto n = static_cast<std::size_t>(record.node);
    if (record.kind == TaskKind::gather) return report_.gather;
    if (record.kind == TaskKind::update) return report_.update;
    if (record.kind == TaskKind::loss || n >= report_.layers.size())
      return report_.loss;
    LayerTime& layer = report_.layers[n];
    switch (static_cast<std::uint32_t>(record.kind)) {
      case BACKPLANE_PHASE_FORWARD:
      case BACKPLANE_PHASE_FORWARD_2:
      case static_cast<std::uint32_t>(TaskKind::activation):
        return layer.forward;
      case BACKPLANE_PHASE_BACK_PARAMS:
      case BACKPLANE_PHASE_BACK_PARAMS_2:
        return layer.backward_params;
      default:
        return layer.backward_data;
    }
  }

  void add(double wall) {
    double busy = 0;
    for (std::uint32_t worker = 0; worker < recorder_.workers(); ++worker)
      for (const run::TaskRecord& record : recorder_.of(worker)) {
        const double seconds = record.end - record.begin;
        place_of(record) += seconds;
        busy += seconds;
      }
    report_.waiting += wall * recorder_.workers() - busy;
    walls_.push_back(wall);
  }

  train::Trainer& trainer_;
  const plan::NetworkPlan& plan_;
  run::Recorder recorder_;
  TimeReport report_;
  std::vector<double> walls_;
};

// An activation that runs as the finish of another layer has no time of its own.
void leave_out_fused(TimeReport& report) {
  std::erase_if(report.layers,
                [](const LayerTime& layer) { return layer.total() == 0; });
}

}  // namespace

Result<TimeReport> time_training(Runtime& runtime, const std::string& path,
                                 const TimeOptions& options) {
  auto config = config::read_config(path, {options.sets, true});
  if (!config.ok()) return config.error();
  auto experiment =
      train::assemble(runtime, std::move(*config), {options.allow_plugins});
  if (!experiment.ok()) return experiment.error();
  Parallel& pool = RuntimeAccess::pool(runtime);
  auto dataset = data::load(experiment->job.data, experiment->job.seed,
                            experiment->plan.label_bounds(), &pool);
  if (!dataset.ok()) return dataset.error();
  auto trainer = train::Trainer::create(*experiment, std::move(*dataset), pool);
  if (!trainer.ok()) return trainer.error();
  const inspect::Peaks before = inspect::measure_peaks();
  Timer timer(**trainer, pool.workers());
  if (auto done = timer.run(options.seconds); !done.ok()) return done.error();
  const inspect::Peaks after = inspect::measure_peaks();
  if (!options.trace.empty())
    if (auto done = io::write_atomic(
            options.trace, inspect::chrome_trace(timer.recorder(), experiment->plan));
        !done.ok())
      return done.error();
  TimeReport report = timer.take();
  leave_out_fused(report);
  report.name = experiment->job.name;
  report.gemm_peak = std::max(before.gemm, after.gemm);
  report.stream_peak = std::max(before.stream, after.stream);
  report.threads = pool.workers();
  return report;
}

}  // namespace backplane

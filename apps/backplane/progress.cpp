// The lines of a training in progress.
#include "progress.hpp"

#include <algorithm>

namespace backplane::app {

namespace {

constexpr auto kRedraw = std::chrono::milliseconds(100);

std::string bar(double done, int columns) {
  const auto full = static_cast<int>(std::clamp(done, 0.0, 1.0) * columns);
  std::string text;
  for (int i = 0; i < columns; ++i) text += i < full ? "━" : "─";
  return text;
}

/// The first `columns` characters of UTF-8 text.
std::string cut(const std::string& text, int columns) {
  std::size_t at = 0;
  for (int seen = 0; at < text.size(); ++at)
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U && seen++ == columns)
      break;
  return text.substr(0, at);
}

}  // namespace

std::string metrics_line(const std::vector<MetricReport>& metrics) {
  std::string line;
  for (const auto& metric : metrics)
    if (metric.value)
      line += fmt::format("{}{} {}", line.empty() ? "" : "  ", metric.name,
                          shown(*metric.value));
  return line;
}

std::string metrics_blocks(const std::vector<MetricReport>& metrics) {
  std::string text;
  for (const auto& metric : metrics)
    if (metric.text.find('\n') != std::string::npos ||
        (!metric.value && !metric.text.empty()))
      text += fmt::format("{}:\n{}\n", metric.name, metric.text);
  return text;
}

void Progress::listen(TrainOptions& options) {
  options.on_start = [this](const TrainStart& start) { on_start(start); };
  options.on_step = [this](const StepReport& step) { on_step(step); };
  options.on_epoch = [this](const EpochReport& epoch) { on_epoch(epoch); };
  options.on_sample = [this](const SampleReport& sample) { on_sample(sample); };
  options.on_note = [this](const std::string& note) {
    clear();
    console_.warn("note: " + note);
  };
}

void Progress::clear() {
  if (!shown_) return;
  console_.write("\r\x1b[K");
  console_.flush();
  shown_ = false;
}

void Progress::on_start(const TrainStart& start) {
  start_ = start;
  started_ = true;
  began_ = Clock::now();
  step_.step = start.first_step;
  if (!console_.talks()) return;
  console_.print("{}  {} parameters, {} to train on",
                 console_.paint(Ink::bold, start.name), grouped(start.parameters),
                 grouped(start.train));
  if (start.validation > 0)
    console_.print(", {} to validate", grouped(start.validation));
  if (start.test > 0) console_.print(", {} to test", grouped(start.test));
  const auto total = static_cast<std::int64_t>(start.total_steps);
  const auto first = static_cast<std::int64_t>(start.first_step);
  if (start.checkpoint.empty()) {
    console_.print("\n{} steps, {} an epoch, into {}\n", grouped(total),
                   grouped(static_cast<std::int64_t>(start.steps_per_epoch)),
                   start.folder);
  } else {
    console_.print("\nfrom {}\n", start.checkpoint);
    if (first < total)
      console_.print("steps {} to {} are run, those before are done\n",
                     grouped(first + 1), grouped(total));
    else
      console_.print("all {} steps are done; the model is made again\n",
                     grouped(total));
  }
  console_.flush();
}

void Progress::on_step(const StepReport& step) {
  loss_ = samples_ == 0 ? step.loss : loss_ + (step.loss - loss_) * 0.02;
  step_ = step;
  samples_ += step.samples;
  if (!console_.talks() || !console_.terminal()) return;
  const auto now = Clock::now();
  if (shown_ && now - drawn_ < kRedraw) return;
  drawn_ = now;
  shown_ = true;
  const auto seconds = std::chrono::duration<double>(now - began_).count();
  console_.print("\r{}\x1b[K", live_line(seconds));
  console_.flush();
}

std::string Progress::epoch_name(std::uint64_t epoch) const {
  const auto each = std::max<std::uint64_t>(start_.steps_per_epoch, 1);
  const auto epochs = (start_.total_steps + each - 1) / each;
  return fmt::format("epoch {:>{}}/{}", epoch, std::to_string(epochs).size(), epochs);
}

std::string Progress::live_line(double seconds) const {
  const auto each = std::max<std::uint64_t>(start_.steps_per_epoch, 1);
  const auto within = (step_.step - 1) % each + 1;
  const auto done = static_cast<double>(step_.step - start_.first_step);
  const auto left = static_cast<double>(start_.total_steps - step_.step);
  const double rate = static_cast<double>(samples_) / std::max(seconds, 1e-9);
  const auto head = epoch_name(step_.epoch);
  const auto tail = fmt::format("{:>7} samples/s  {} left  loss {}{}",
                                grouped(static_cast<std::int64_t>(rate)),
                                duration(seconds / done * left), shown(loss_), metric_);
  const int columns = console_.columns() - 1;
  const int room = columns - static_cast<int>(head.size() + tail.size()) - 2;
  const double part = static_cast<double>(within) / static_cast<double>(each);
  return cut(fmt::format("{} {} {}", head, bar(part, std::clamp(room, 4, 24)), tail),
             columns);
}

void Progress::on_epoch(const EpochReport& epoch) {
  metric_.clear();
  for (const auto& metric : epoch.metrics)
    if (metric.value && metric_.empty())
      metric_ = fmt::format("  {} {}", metric.name, shown(*metric.value));
  if (!console_.talks()) return;
  clear();
  std::string line =
      fmt::format("{}  loss {}", epoch_name(epoch.epoch), shown(epoch.train_loss));
  if (epoch.val_loss) line += fmt::format("  val.loss {}", shown(*epoch.val_loss));
  const auto metrics = metrics_line(epoch.metrics);
  if (!metrics.empty()) line += "  " + metrics;
  line += fmt::format("  lr {:<8.3g}  {:>7} samples/s  {}", epoch.lr,
                      grouped(static_cast<std::int64_t>(epoch.samples_per_second)),
                      duration(epoch.seconds));
  console_.print("{}{}\n", line,
                 epoch.best ? console_.paint(Ink::green, "  best") : "");
  console_.flush();
}

void Progress::on_sample(const SampleReport& sample) {
  if (!console_.talks()) return;
  clear();
  console_.print(
      "{}\n{}{}\n",
      console_.paint(Ink::dim,
                     fmt::format("step {} writes:",
                                 grouped(static_cast<std::int64_t>(sample.step)))),
      console_.paint(Ink::bold, sample.prompt), sample.text);
  console_.flush();
}

}  // namespace backplane::app

// backplane summary FILE: the layers, their shapes and sizes, and the memory plan.
#include "summary_json.hpp"
#include "table.hpp"
#include "verbs.hpp"

namespace backplane::app {

namespace {

std::string bytes_of(std::uint64_t bytes) {
  constexpr double kKib = 1024.0;
  const auto size = static_cast<double>(bytes);
  if (size < kKib) return fmt::format("{} B", bytes);
  if (size < kKib * kKib) return fmt::format("{:.1f} KiB", size / kKib);
  if (size < kKib * kKib * kKib) return fmt::format("{:.1f} MiB", size / kKib / kKib);
  return fmt::format("{:.2f} GiB", size / kKib / kKib / kKib);
}

std::string number(std::uint64_t value) {
  return grouped(static_cast<std::int64_t>(value));
}

std::string part_of(const SummaryRow& row) {
  if (row.shared.empty()) return row.part;
  return fmt::format("{}, shares {}", row.part, fmt::join(row.shared, ", "));
}

void print_layers(Console& console, const Summary& summary) {
  Table table({{"layer"},
               {"part"},
               {"output", Align::right},
               {"parameters", Align::right},
               {"multiply-adds", Align::right}});
  for (const auto& row : summary.rows)
    table.add({row.name, part_of(row), row.shape, grouped(row.parameters),
               number(row.multiply_adds)});
  table.add({"total", "", "", grouped(summary.parameters + summary.frozen),
             number(summary.multiply_adds)});
  if (summary.frozen > 0) {
    table.add({"  trained", "", "", grouped(summary.parameters), ""});
    table.add({"  frozen", "", "", grouped(summary.frozen), ""});
  }
  table.print(console);
}

void print_tensors(Console& console, const Summary& summary) {
  Table table({{"tensor"}, {"shape", Align::right}, {"count", Align::right}, {"init"}});
  for (const auto& tensor : summary.tensors)
    table.add({tensor.name, tensor.shape, grouped(tensor.count),
               tensor.init + (tensor.trainable ? "" : ", frozen")});
  console.print("\n");
  table.print(console);
}

void print_memory(Console& console, const Summary& summary) {
  Table table(
      {{fmt::format("memory at batch {}", summary.batch)}, {"bytes", Align::right}});
  std::vector<std::pair<const char*, std::uint64_t>> lines{
      {"weights", summary.weights},
      {"gradients", summary.gradients},
      {"optimizer slots", summary.slots}};
  if (summary.averages > 0) lines.emplace_back("averaged weights", summary.averages);
  lines.insert(lines.end(), {{"activations", summary.activations},
                             {"saved for backward", summary.saved},
                             {"scratch", summary.scratch},
                             {"total", summary.total}});
  for (const auto& [name, bytes] : lines) table.add({name, bytes_of(bytes)});
  console.print("\n");
  table.print(console);
}

int summary(Session& session, const std::string& file) {
  auto& console = session.console;
  auto runtime = session.runtime();
  if (!runtime) return console.fail(runtime.error());
  const auto found = summarize(*runtime, file, session.shared.config_options());
  if (!found) return console.fail(found.error(), count_of(found.error()) + ".");
  if (console.json()) {
    console.write(dump(summary_json(*found)));
    return kGood;
  }
  console.print("{}  {}, {} + {}\n\n", console.paint(Ink::bold, found->name),
                found->precision, found->loss, found->optimizer);
  print_layers(console, *found);
  print_tensors(console, *found);
  print_memory(console, *found);
  console.print("\n{} to train on, {} to validate, {} to test; {} steps, {} an epoch\n",
                grouped(found->train), grouped(found->validation), grouped(found->test),
                number(found->total_steps), number(found->steps_per_epoch));
  return kGood;
}

}  // namespace

void add_summary(CommandLine& line) {
  const auto file = std::make_shared<std::string>();
  auto verb = line.add("summary", "Show the layers of a network and its memory plan",
                       Needs::config,
                       [file](Session& session) { return summary(session, *file); });
  verb.positional("FILE", *file, "The configuration, YAML");
}

}  // namespace backplane::app

// The Trace Event Format: complete events ("ph": "X") with begin and duration.
#include "inspect/chrome_trace.hpp"

#include <fmt/format.h>

namespace backplane::inspect {

const char* name_of(run::TaskKind kind) {
  using run::TaskKind;
  switch (static_cast<std::uint32_t>(kind)) {
    case BACKPLANE_PHASE_FORWARD:
    case BACKPLANE_PHASE_FORWARD_2:
      return "forward";
    case BACKPLANE_PHASE_BACK_DATA:
    case BACKPLANE_PHASE_BACK_DATA_2:
      return "to inputs";
    case BACKPLANE_PHASE_BACK_PARAMS:
    case BACKPLANE_PHASE_BACK_PARAMS_2:
      return "to parameters";
    default:
      break;
  }
  switch (kind) {
    case TaskKind::activation:
      return "forward";
    case TaskKind::activation_back:
      return "to inputs";
    case TaskKind::sum:
      return "sum of gradients";
    case TaskKind::loss:
      return "loss";
    case TaskKind::gather:
      return "gather";
    case TaskKind::update:
      return "update";
  }
  return "task";
}

// Names of nodes are letters, digits, '_', '-' and '.': they need no escape.
std::string chrome_trace(const run::Recorder& recorder, const plan::NetworkPlan& plan) {
  constexpr double kMicro = 1e6;
  std::string text = "{\"displayTimeUnit\": \"ms\", \"traceEvents\": [";
  bool first = true;
  for (std::uint32_t worker = 0; worker < recorder.workers(); ++worker)
    for (const run::TaskRecord& record : recorder.of(worker)) {
      const auto n = static_cast<std::size_t>(record.node);
      const std::string what = name_of(record.kind);
      const bool layer = record.kind != run::TaskKind::gather &&
                         record.kind != run::TaskKind::update && n < plan.nodes.size();
      text += fmt::format(
          "{}\n{{\"name\": \"{}{}\", \"cat\": \"{}\", \"ph\": \"X\", \"pid\": 0, "
          "\"tid\": {}, \"ts\": {:.3f}, \"dur\": {:.3f}, \"args\": {{\"task\": {}}}}}",
          first ? "" : ",", layer ? plan.nodes[n].name + " " : "", what, what, worker,
          record.begin * kMicro, (record.end - record.begin) * kMicro, record.task);
      first = false;
    }
  return text + "\n]}\n";
}

}  // namespace backplane::inspect

// What a metric is called where it is measured.
#include "config/measured.hpp"

namespace backplane::config {

std::string measured_as(const Bound& metric) {
  const std::string& id = metric.id();
  for (std::size_t i = 0; i < metric.part->params.size(); ++i) {
    const ParamSpec& spec = metric.part->params[i];
    const Value& value = metric.values[i];
    if (spec.name == "k" && id.ends_with("_k"))
      return id.substr(0, id.size() - 1) + std::to_string(value.i);
    if (spec.name == "average" && value.i != spec.def.i)
      return id + "_" + spec.choices[static_cast<std::size_t>(value.i)];
  }
  return id;
}

std::string measured_as(const Job& job, std::size_t loss, const std::string& measure) {
  return job.losses.size() > 1 ? job.losses[loss].name + "_" + measure : measure;
}

}  // namespace backplane::config

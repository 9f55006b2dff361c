// One pass over the arrays that hold targets; splits that were cut from one array share
// it.
#include "train/check_targets.hpp"

#include <fmt/format.h>

#include "data/elements.hpp"
#include "run/domains.hpp"

namespace backplane::train {
namespace {

struct Found {
  std::int64_t at;
  double value;
};

std::optional<Found> first_outside(const run::Domains& domains,
                                   const io::Array& targets) {
  return data::visit_element(targets.element, [&](auto type) -> std::optional<Found> {
    const auto* values = data::elements_of<decltype(type)>(targets);
    const auto at = domains.first_outside(values, targets.count());
    if (!at) return std::nullopt;
    return Found{*at, static_cast<double>(values[*at])};
  });
}

}  // namespace

Outcome check_targets(const Experiment& experiment, const data::Dataset& dataset) {
  const plan::NetworkPlan& plan = experiment.plan;
  const run::Domains domains(*plan.loss, BACKPLANE_LOSS_TARGETS, plan.output_columns(),
                             plan.target_width);
  for (const data::Examples* examples : {&dataset.train, &dataset.test}) {
    if (examples->dense == nullptr) continue;
    const auto found = first_outside(domains, *examples->dense);
    if (!found) continue;
    Error error;
    error.code = "E0539";
    error.message = fmt::format(
        "'{}' takes targets of {}, but sample {} of the {} has {:g} in column {}",
        experiment.job.loss.id(), run::in_words(domains.of(found->at)),
        found->at / plan.target_width,
        examples == &dataset.train ? "training data" : "test data", found->value,
        found->at % plan.target_width);
    error.place = experiment.job.data.source.place;
    error.notes.push_back({experiment.job.loss.place, "the loss"});
    return error;
  }
  return Done{};
}

}  // namespace backplane::train

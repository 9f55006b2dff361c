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

// One head, all splits.
Outcome check_head(const Experiment& experiment, const data::Dataset& dataset,
                   std::size_t h) {
  const plan::HeadPlan& head = experiment.plan.heads[h];
  const config::Bound& loss = experiment.job.losses[h].part;
  const run::Domains domains(*head.loss, BACKPLANE_LOSS_TARGETS, head.columns(),
                             head.target_width);
  for (const data::Examples* examples : {&dataset.train, &dataset.test}) {
    if (examples->count() == 0) continue;
    const auto& dense = examples->targets[head.data_target].dense;
    if (dense == nullptr) continue;
    const auto found = first_outside(domains, *dense);
    if (!found) continue;
    Error error;
    error.code = "E0539";
    error.message = fmt::format(
        "'{}' takes targets of {}, but sample {} of the {} has {:g} in column {}",
        loss.id(), run::in_words(domains.of(found->at)), found->at / head.target_width,
        examples == &dataset.train ? "training data" : "test data", found->value,
        found->at % head.target_width);
    error.place = experiment.job.data.source.place;
    error.notes.push_back({loss.place, "the loss"});
    return error;
  }
  return Done{};
}

}  // namespace

Outcome check_targets(const Experiment& experiment, const data::Dataset& dataset) {
  for (std::size_t h = 0; h < experiment.plan.heads.size(); ++h)
    if (auto done = check_head(experiment, dataset, h); !done.ok()) return done;
  return Done{};
}

}  // namespace backplane::train

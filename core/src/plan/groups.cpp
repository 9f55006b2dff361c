// Patterns against the names of the parameters, in the order of the plan.
#include "plan/groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "suggest.hpp"

namespace backplane::plan {
namespace {

const NodePlan& node_of(const NetworkPlan& plan, const TensorPlan& param) {
  return plan.nodes[static_cast<std::size_t>(param.node)];
}

void freeze(TensorPlan& param) {
  param.frozen = param.frozen || param.trainable();
  param.flags &= ~BACKPLANE_TF_TRAINABLE;
}

/// All words that pick something.
std::vector<std::string> known_words(const NetworkPlan& plan) {
  std::set<std::string> words;
  for (const TensorPlan& param : plan.params) {
    const NodePlan& node = node_of(plan, param);
    words.insert({node.part, node.name, param.local, param.name});
  }
  return {words.begin(), words.end()};
}

std::string some_names(const NetworkPlan& plan) {
  constexpr std::size_t kMost = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(plan.params.size(), kMost); ++i)
    text += (i > 0 ? ", " : "") + plan.params[i].name;
  return plan.params.size() > kMost ? text + ", ..." : text;
}

class Applier {
 public:
  Applier(const config::Job& job, NetworkPlan& plan, Diagnostics& diagnostics)
      : job_(job), plan_(plan), diagnostics_(diagnostics) {}

  void run() {
    for (const config::Pattern& pattern : job_.no_decay)
      for (TensorPlan* param : matched(pattern, "no_decay")) param->decays = false;
    for (const config::Pattern& pattern : job_.freeze)
      for (TensorPlan* param : matched(pattern, "freeze")) freeze(*param);
    for (std::size_t g = 0; g < job_.groups.size(); ++g)
      group(job_.groups[g], static_cast<int>(g) + 1);
    check_trained();
  }

 private:
  std::vector<TensorPlan*> matched(const config::Pattern& pattern,
                                   std::string_view key) {
    std::vector<TensorPlan*> found;
    for (TensorPlan& param : plan_.params)
      if (picks(pattern.text, plan_, param)) found.push_back(&param);
    if (!found.empty()) return found;
    Error& error =
        diagnostics_.add("E0340",
                         fmt::format("'{}' in '{}' matches no parameter of the network",
                                     pattern.text, key),
                         pattern.place, did_you_mean(pattern.text, known_words(plan_)));
    error.remarks.push_back(
        plan_.params.empty()
            ? std::string("the network has no parameters")
            : fmt::format("its parameters are: {}", some_names(plan_)));
    return found;
  }

  /// The first group that matches a parameter has it.
  void group(const config::GroupJob& job, int number) {
    bool any = false, taken = false;
    int before = 0;
    for (const config::Pattern& pattern : job.match)
      for (TensorPlan* param : matched(pattern, "match")) {
        any = true;
        if (param->group == 0) param->group = number;
        if (param->group == number) taken = true;
        if (param->group == number && job.freeze) freeze(*param);
        if (param->group != number && before == 0) before = param->group;
      }
    if (taken || !any) return;
    Error& error = diagnostics_.add(
        "E0341",
        "this group never applies: all that it matches belongs to groups before it",
        job.place, "the first group that matches a parameter has it");
    error.notes.push_back(
        {job_.groups[static_cast<std::size_t>(before) - 1].place, "one before it"});
  }

  void check_trained() {
    if (plan_.params.empty() || plan_.trainable() > 0) return;
    Place place;
    for (const config::ItemJob& item : job_.model)
      if (item.freeze && !place.known()) place = item.place;
    for (const config::GroupJob& one : job_.groups)
      if (one.freeze && !place.known()) place = one.place;
    if (!job_.freeze.empty()) place = job_.freeze.front().place;
    if (!place.known()) return;
    diagnostics_.add("E0342", "everything is frozen: nothing is left to train",
                     std::move(place), "leave some parameters out");
  }

  const config::Job& job_;
  NetworkPlan& plan_;
  Diagnostics& diagnostics_;
};

}  // namespace

void apply_item(const config::ItemJob& item, TensorPlan& param) {
  if (item.freeze) freeze(param);
  param.lr_factor = item.lr_factor;
}

bool picks(const std::string& word, const NetworkPlan& plan, const TensorPlan& param) {
  const NodePlan& node = node_of(plan, param);
  if (word == node.part || word == node.name || word == param.local ||
      word == param.name || param.name.starts_with(word + "."))
    return true;
  try {
    return std::regex_match(param.name, std::regex(word));
  } catch (const std::regex_error&) {
    return false;  // reported where the file was read
  }
}

void apply_patterns(const config::Job& job, NetworkPlan& plan,
                    Diagnostics& diagnostics) {
  Applier(job, plan, diagnostics).run();
}

}  // namespace backplane::plan

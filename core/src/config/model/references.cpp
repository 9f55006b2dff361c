// An item takes the outputs of items before it, so that a network has no circles.
#include "config/model/references.hpp"

#include <fmt/format.h>

#include "config/words.hpp"
#include "suggest.hpp"

namespace backplane::config {

namespace {

void add_notes(Error& error, const std::vector<Note>& notes) {
  error.notes.insert(error.notes.end(), notes.begin(), notes.end());
}

}  // namespace

const Scope::Name* References::find(const Reference& reference, const Scope& scope,
                                    const std::vector<Note>& used) {
  const Way way = find_name(scope, top_, reference.path);
  if (way.name == nullptr) {
    lost_.push_back({reference, &scope, used});
    return nullptr;
  }
  if (way.name->output != Scope::kOpen) return way.name;
  Error& error = diagnostics_.add(
      "E0231", fmt::format("'{}' is not finished here: this closes a circle", way.lost),
      reference.place, "stands inside of it");
  error.notes.push_back({way.name->place, fmt::format("'{}'", way.lost)});
  return nullptr;
}

void References::finish() {
  for (const Lost& lost : lost_) report(lost);
}

void References::report(const Lost& lost) {
  const Way way = find_name(*lost.scope, top_, lost.reference.path);
  if (way.name != nullptr) {
    Error& error = diagnostics_.add(
        "E0231",
        fmt::format("'{}' comes later: an item takes what stands before it",
                    lost.reference.path),
        lost.reference.place, "not known yet");
    error.notes.push_back({way.name->place, fmt::format("'{}'", way.lost)});
    add_notes(error, lost.used);
    return;
  }
  Error& error =
      diagnostics_.add("E0302", fmt::format("no item is called '{}'", way.lost),
                       lost.reference.place, did_you_mean(way.lost, way.known));
  if (!lost.used.empty() && lost.scope->outer == nullptr)
    error.remarks.emplace_back(
        "help: a block sees its own names; hand it others with 'from' and 'inputs'");
  add_notes(error, lost.used);
}

}  // namespace backplane::config

// sample: what a model of text writes while it is trained, and how often.
#include <fmt/format.h>

#include <cmath>

#include "config/scalar.hpp"
#include "config/sections/sections.hpp"
#include "config/words.hpp"
#include "described.hpp"

namespace backplane::config {

namespace {

/// `top_p: 90%`: a share above 0.
void read_top_p(Keys& keys, Diagnostics& diagnostics, double& top_p) {
  const Node* node = keys.take("top_p");
  if (node == nullptr) return;
  const ParamSpec spec =
      within(real_param("top_p", top_p, {}, BACKPLANE_PF_MIN_EXCL), 0, 1);
  if (const auto read = read_value(*node, spec, "'sample'", {}, diagnostics))
    top_p = read->f;
}

void read_every(const Node& node, Diagnostics& diagnostics, Duration& every) {
  using Unit = Duration::Unit;
  const auto read = checked_duration(node, "'every' of 'sample'",
                                     {Unit::steps, Unit::epochs}, diagnostics);
  if (!read) return;
  if (read->amount == std::floor(read->amount)) {
    every = *read;
    return;
  }
  diagnostics.add("E0211", fmt::format("'every' of 'sample' is {}", shown(node)),
                  node.place, "whole steps or epochs are wanted");
}

}  // namespace

void read_sample(const Entry& sample, Diagnostics& diagnostics,
                 std::optional<SampleJob>& job) {
  SampleJob& made = job.emplace();
  made.place = made.prompt_place = sample.key_place;
  Keys keys(sample.value, "'sample'", diagnostics);
  if (const Node* every = keys.take("every"))
    read_every(*every, diagnostics, made.every);
  keys.text("prompt", made.prompt);
  if (const Node* prompt = sample.value.find("prompt"))
    made.prompt_place = prompt->place;
  keys.integer("tokens", made.tokens, 1);
  keys.real("temperature", made.temperature, 0);
  keys.integer("top_k", made.top_k, 0);
  read_top_p(keys, diagnostics, made.top_p);
  keys.integer("seed", made.seed, 0);
  keys.finish();
}

}  // namespace backplane::config

// The options of built-in activations, losses and optimizers stand in runs that PyTorch
// made.

#include <catch2/catch.hpp>
#include <regex>
#include <set>

#include "parity/fixtures.hpp"

namespace {

using parity::Fixture;

enum class Target { any, labels, dense };

/// What a run must hold: a part, options of it in this order, and a form of target.
struct Variant {
  std::string part, options;
  Target target = Target::any;
};

// Where options are empty, the part with its defaults: the word closes there.
const std::vector<Variant> kVariants{
    {"leaky_relu", "negative_slope"},
    {"elu", "alpha"},
    {"gelu", ""},
    {"gelu", "approximate: tanh"},
    {"softplus", "beta.*threshold"},
    {"celu", "alpha"},
    {"clip", "min.*max"},
    {"hard_tanh", ""},
    {"hard_tanh", "min_val.*max_val"},
    {"thresholded_relu", "alpha"},
    {"softshrink", "lambd"},
    {"hardshrink", "lambd"},
    {"shrink", "lambd.*bias"},
    {"swish", ""},
    {"swish", "beta"},
    {"expr", "formula"},
    {"squared_error", "", Target::dense},
    {"squared_error", "", Target::labels},
    {"mse", "", Target::dense},
    {"mse", "", Target::labels},
    {"mae", "", Target::dense},
    {"huber", ""},
    {"huber", "delta"},
    {"cross_entropy", "", Target::labels},
    {"cross_entropy", "", Target::dense},
    {"cross_entropy", "weight", Target::labels},
    {"cross_entropy", "weight", Target::dense},
    {"cross_entropy", "label_smoothing", Target::labels},
    {"cross_entropy", "weight.*label_smoothing", Target::labels},
    {"cross_entropy", "weight.*label_smoothing", Target::dense},
    {"binary_cross_entropy", "", Target::dense},
    {"binary_cross_entropy", "pos_weight", Target::dense},
    {"cross_entropy", "weight.*label_smoothing.*ignore_index", Target::labels},
    {"smooth_l1", ""},
    {"smooth_l1", "beta"},
    {"log_cosh", ""},
    {"quantile", ""},
    {"quantile", "tau: [0-9]"},
    {"quantile", "tau: \\["},
    {"hinge", "", Target::dense},
    {"hinge", "", Target::labels},
    {"hinge", "margin"},
    {"squared_hinge", ""},
    {"squared_hinge", "margin"},
    {"multi_margin", "", Target::labels},
    {"multi_margin", "p: 2.*margin.*weight", Target::labels},
    {"nll", "", Target::labels},
    {"nll", "weight.*ignore_index", Target::labels},
    {"kl_divergence", "", Target::dense},
    {"kl_divergence", "", Target::labels},
    {"kl_divergence", "log_target: true", Target::dense},
    {"poisson", ""},
    {"poisson", "full: true"},
    {"poisson", "log_input: false.*eps"},
    {"gaussian_nll", ""},
    {"gaussian_nll", "form: variance.*full: true.*eps"},
    {"focal", "", Target::labels},
    {"focal", "gamma.*alpha.*ignore_index", Target::labels},
    {"focal", "gamma.*alpha", Target::dense},
    {"binary_focal", ""},
    {"binary_focal", "gamma.*alpha"},
    {"dice", "", Target::dense},
    {"dice", "smooth.*squared: true", Target::labels},
    {"loss: cosine", ""},
    {"loss: .cosine", "eps"},
    {"sgd", "lr: [0-9.]+\\}"},
    {"sgd", "momentum: [0-9.]+\\}"},
    {"sgd", "nesterov: true"},
    {"sgd", "dampening"},
    {"sgd", "weight_decay"},
    {"adam", "lr: [0-9.]+\\}"},
    {"adam", "betas"},
    {"adam", "amsgrad: true.*weight_decay"},
    {"adamw", "lr: [0-9.]+\\}"},
    {"adamw", "amsgrad: true.*weight_decay"},
    {"rmsprop", "lr: [0-9.]+\\}"},
    {"rmsprop", "momentum"},
    {"rmsprop", "centered: true"},
    {"rmsprop", "alpha.*weight_decay"},
    {"adagrad", "lr: [0-9.]+\\}"},
    {"adagrad", "lr_decay.*weight_decay.*initial_accumulator_value.*eps"},
    {"adadelta", "lr: [0-9.]+\\}"},
    {"adadelta", "rho.*eps.*weight_decay"},
    {"nadam", "lr: [0-9.]+\\}"},
    {"nadam", "betas.*eps.*weight_decay.*momentum_decay"},
    {"radam", "lr: [0-9.]+\\}"},
    {"radam", "betas.*eps.*weight_decay"},
    {"lion", "lr: [0-9.]+\\}"},
    {"lion", "betas.*weight_decay"},
    {"muon", "lr: [0-9.]+\\}"},
    {"muon", "momentum.*nesterov: false.*weight_decay.*ns_steps.*ns_coefficients"},
    {"muon", "eps.*adjust_lr: original.*betas.*adam_eps"},
    {"muon", "groups.*orthogonalize: false"},
    {"optimizer", "no_decay"},
    {"optimizer", "freeze: \\["},
    {"optimizer", "l1: .*no_decay.*groups.*l1"},
    {"optimizer", "decay: l2"},
    {"optimizer", "decay: decoupled"},
    {"optimizer", "groups.*lr: .*lr_factor.*nesterov.*momentum"},
    {"optimizer", "groups.*freeze: true"},
    {"train", "average: \\{ema: [0-9.]+\\}"},
    {"train", "average.*warmup: true"},
    {"train", "accumulate.*clip_norm.*average"},
    {"step", "gamma"},
    {"exponential", "gamma"},
    {"cosine", "to"},
    {"warmup", "length.*cosine"},
    {"constant", ""},
    {"train", "accumulate: [2-9]"},
    {"train", "clip_norm"},
    {"train", "init"},
};

bool holds(const Fixture& run, const Variant& variant) {
  if (variant.target == Target::labels && !run.labels()) return false;
  if (variant.target == Target::dense && run.labels()) return false;
  const std::string word = "(^|[^a-z_.])" + variant.part;
  const std::string rest =
      variant.options.empty() ? "([^a-z_:]|$)" : ": [^\n]*" + variant.options;
  return std::regex_search(run.config, std::regex(word + rest));
}

bool covered(const std::vector<Fixture>& runs, const Variant& variant) {
  return std::any_of(runs.begin(), runs.end(),
                     [&](const Fixture& run) { return holds(run, variant); });
}

}  // namespace

TEST_CASE("every option and form of target stands in a run", "[parity]") {
  const auto runs = parity::fixtures();
  for (const auto& variant : kVariants) {
    INFO(variant.part << " with '" << variant.options << "' stands in no run");
    CHECK(covered(runs, variant));
  }
}

TEST_CASE("the runs span at least ten folders and three architectures", "[parity]") {
  const auto runs = parity::fixtures();
  CHECK(runs.size() >= 10);
  std::set<std::string> architectures;
  for (const auto& run : runs) {
    CAPTURE(run.name());
    CHECK(run.losses().size() == 50);
    std::string units;
    const std::regex dense(R"(dense: (?:\{units: )?(\d+))");
    for (std::sregex_iterator it(run.config.begin(), run.config.end(), dense), end;
         it != end; ++it)
      units += it->str(1) + " ";
    architectures.insert(units);
  }
  CHECK(architectures.size() >= 3);
}

TEST_CASE("a part or an option that no run holds is noticed", "[parity][error]") {
  const auto runs = parity::fixtures();
  CHECK_FALSE(covered(runs, {"swoosh", ""}));
  CHECK_FALSE(covered(runs, {"relu", "negative_slope"}));
  CHECK_FALSE(covered(runs, {"mae", "", Target::labels}));
}

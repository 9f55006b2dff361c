#pragma once
// A few components of each kind, as plugins would register them, that are never made.

#include <catch2/catch.hpp>
#include <string>

#include "backplane/registry.hpp"
#include "config/job.hpp"
#include "described.hpp"

namespace backplane::test {

inline Component fake(Kind kind, std::string id, std::vector<ParamSpec> params = {}) {
  Component part;
  part.kind = kind;
  part.id = std::move(id);
  part.params = std::move(params);
  const auto never = [](const std::vector<Value>&) { return Error{}; };
  if (kind == Kind::activation) part.make_activation = never;
  if (kind == Kind::loss) part.make_loss = never;
  if (kind == Kind::layer) part.make_layer = never;
  if (kind == Kind::optimizer) part.make_optimizer = never;
  return part;
}

inline ParamSpec flag_param(std::string name, bool def) {
  ParamSpec spec;
  spec.name = std::move(name);
  spec.type = ParamType::boolean;
  spec.def = Value::boolean(def);
  return spec;
}

inline ParamSpec choice_param(std::string name, std::vector<std::string> choices) {
  ParamSpec spec;
  spec.name = std::move(name);
  spec.type = ParamType::choice;
  spec.def = Value::choice(0);
  spec.choices = std::move(choices);
  return spec;
}

inline ParamSpec reals_param(std::string name, std::vector<double> def) {
  ParamSpec spec;
  spec.name = std::move(name);
  spec.type = ParamType::reals;
  spec.def = Value::reals(std::move(def));
  return spec;
}

inline Component fake_dense() {
  Component dense =
      fake(Kind::layer, "dense",
           {within(integer_param("units", 0, "outputs",
                                 BACKPLANE_PF_REQUIRED | BACKPLANE_PF_MAIN |
                                     BACKPLANE_PF_ROLE_UNITS),
                   1),
            flag_param("bias", true)});
  dense.validate = [](const std::vector<Value>& values) -> Outcome {
    if (values[0].i != 13) return Done{};
    Error error;
    error.message = "13 units bring bad luck";
    error.label = "units";
    return error;
  };
  return dense;
}

inline Component fake_adamw() {
  ParamSpec lr = within(real_param("lr", 1e-3, "learning rate",
                                   BACKPLANE_PF_MIN_EXCL | BACKPLANE_PF_ROLE_LR),
                        0);
  lr.aliases = {"learning_rate"};
  return fake(
      Kind::optimizer, "adamw",
      {lr, reals_param("betas", {0.9, 0.999}),
       within(real_param("eps", 1e-8, "", BACKPLANE_PF_MIN_EXCL), 0),
       within(real_param("weight_decay", 0.01, ""), 0), flag_param("amsgrad", false)});
}

inline Registry fake_registry() {
  Registry registry;
  const auto add = [&](Component part) { REQUIRE(registry.add(std::move(part)).ok()); };
  add(fake_dense());
  add(fake(Kind::layer, "flatten"));
  add(fake(Kind::layer, "dropout",
           {within(real_param("p", 0.5, "", BACKPLANE_PF_MAIN | BACKPLANE_PF_MAX_EXCL),
                   0, 1)}));
  add(fake(Kind::layer, "upsample",
           {integer_param("factor", 2, "", BACKPLANE_PF_MAIN),
            choice_param("mode", {"nearest", "linear", "cubic"})}));
  add(fake(Kind::layer, "add"));
  add(fake(Kind::layer, "multiply"));
  add(fake(Kind::layer, "concat", {integer_param("axis", 0, "", BACKPLANE_PF_MAIN)}));
  add(fake(Kind::activation, "relu"));
  add(fake(Kind::activation, "tanh"));
  add(fake(Kind::activation, "swish", {real_param("beta", 1, "", BACKPLANE_PF_MAIN)}));
  add(fake(Kind::loss, "mse"));
  add(fake(Kind::loss, "cross_entropy",
           {within(real_param("label_smoothing", 0, "", BACKPLANE_PF_MAX_EXCL), 0, 1),
            integer_param("ignore_index", -100, "", BACKPLANE_PF_ROLE_IGNORE)}));
  add(fake_adamw());
  add(fake(Kind::optimizer, "sgd",
           {within(real_param("lr", 0.1, "",
                              BACKPLANE_PF_MAIN | BACKPLANE_PF_MIN_EXCL |
                                  BACKPLANE_PF_ROLE_LR),
                   0),
            within(real_param("momentum", 0, ""), 0), flag_param("nesterov", false)}));
  return registry;
}

/// A job read from memory; every mistake of both stages together.
struct ReadJob {
  config::Job job;
  Diagnostics diagnostics;

  explicit ReadJob(const std::string& text, const config::ConfigOptions& options = {},
                   const config::DataSizes& sizes = {}) {
    const auto config = config::parse_config(text, "job.yaml", options);
    if (config.ok())
      job = read_job(*config, registry, sizes, diagnostics);
    else
      diagnostics.add(config.error());
  }

  /// "" when all was well.
  [[nodiscard]] std::string errors() const {
    return diagnostics.ok() ? "" : render(diagnostics.joined());
  }
  [[nodiscard]] bool has(const std::string& code) const {
    return errors().find("error[" + code + "]") != std::string::npos;
  }

  Registry registry = fake_registry();
};

/// The shortest whole job; `more` is put at its end.
inline std::string small_job(const std::string& more = {}) {
  return "data: {toy: xor}\nmodel: [dense: 2, relu, dense: 1]\nloss: mse\n"
         "optimizer: sgd\n" +
         more;
}

}  // namespace backplane::test

// E02xx: keys, parameters, types and ranges.
#include "explain/explanation.hpp"

namespace backplane::explain_tables {

namespace {

constexpr Explanation kEntries[] = {
    {"E0201", "an unknown key",
     "Nothing reads this key, so it is refused rather than ignored. It "
     "is misspelt, or stands in the wrong place: a component's "
     "parameters stand inside its own map, its wiring beside it. Keys "
     "that begin with 'x-' are free.",
     "trian: {epochs: 5}", "train: {epochs: 5}"},
    {"E0202", "something required is missing",
     "Every job has data, model, loss and optimizer; a plugin in "
     "plugins has a path.",
     "", "data: {toy: xor}\nmodel: [dense: 1]\nloss: mse\noptimizer: sgd"},
    {"E0203", "two components in one place",
     "One item names one component. In a list every item begins with '- "
     "'.",
     "- dense: 2\n  relu:", "- dense: 2\n- relu"},
    {"E0204", "a value of the wrong type",
     "The declared type of the parameter reads the value, without "
     "guessing: 012 and 1.5 are no whole numbers, 'no' and 'yes' are "
     "text, and what stands in quotes is always text.",
     "shuffle: no", "shuffle: false"},
    {"E0205", "a value out of its range",
     "The value is of the right type and outside the range that the "
     "component declares. 'backplane plugin info NAME' shows the ranges.",
     "dropout: 100%", "dropout: 50%"},
    {"E0206", "a required parameter is missing",
     "The component cannot be made without this parameter.", "- dense: {bias: false}",
     "- dense: {units: 64, bias: false}"},
    {"E0207", "an unknown parameter",
     "The component has no parameter of this name. The message lists "
     "those that it takes and the nearest of them; 'backplane plugin "
     "info NAME' tells what they mean.",
     "optimizer: {adamw: {lerning_rate: 1e-3}}", "optimizer: {adamw: {lr: 1e-3}}"},
    {"E0208", "not one of the choices", "The parameter takes one of a few words.",
     "precision: double", "precision: float64"},
    {"E0209", "a parameter given twice",
     "The parameter has two names, and both are used.",
     "adamw: {lr: 1e-3, learning_rate: 1e-4}", "adamw: {lr: 1e-3}"},
    {"E0210",
     "an unknown metric, transform, schedule, initializer, logger or data source",
     "These are parts of the core. The message lists all that may stand "
     "there.",
     "metrics: [acuracy]", "metrics: [accuracy]"},
    {"E0211", "not a length of time",
     "A length is a number and a unit: '2 epochs', '500 steps', '10 "
     "min', or a part of the run such as '10%'. Not every place takes "
     "every unit.",
     "checkpoint: {every: 10}", "checkpoint: {every: 10 min}"},
    {"E0212", "a name that cannot be used",
     "The name of a run is that of its folder; the name of an item is a "
     "letter followed by letters, digits, '_' or '-', and no two items "
     "share one. Items without a name are called by type and position: "
     "dense0, dense1.",
     "- {dense: 64, name: fc.1}", "- {dense: 64, name: fc1}"},
    {"E0213", "a measure that this run does not have",
     "stop_early, checkpoint.best and a plateau of the schedule name "
     "val.loss, train.loss, or 'val.' with one of the metrics of the job.",
     "metrics: [mae]\ncheckpoint: {best: val.accuracy}",
     "metrics: [accuracy]\ncheckpoint: {best: val.accuracy}"},
    {"E0214", "validation data is needed",
     "A 'val.' measure is taken on examples that training does not see. "
     "Say how many are cut from the training set.",
     "data: {toy: xor}\ntrain: {stop_early: 5}",
     "data: {toy: xor, validation: 10%}\ntrain: {stop_early: 5}"},
    {"E0215", "the data gives no such size",
     "'classes' and 'vocab' stand for sizes that the data tells. This "
     "data does not tell it.",
     "- dense: classes", "- dense: 10"},
    {"E0217", "a value that the component refuses",
     "The value is of the right type and in its range, but the component refuses it: "
     "parameters do not go together, or a text does not mean what it should. The "
     "message is the component's own.",
     "- expr: x * tahn(x)", "- expr: x * tanh(x)"},
    {"E0218", "two keys that exclude each other",
     "The same thing is said twice in two ways: epochs and steps, or "
     "init inside a layer and beside it. Keep one.",
     "train: {epochs: 5, steps: 1000}", "train: {epochs: 5}"},
    {"E0220", "no component is named",
     "Where a component is expected stands a list, a number, or a map "
     "with nothing but wiring.",
     "- name: fc1", "- dense: 64\n  name: fc1"},
    {"E0230", "not a pattern",
     "What picks parameters is a word or a regular expression (ECMAScript): here a "
     "bracket is open, or a star has nothing to repeat.",
     "no_decay: ['*.bias']", "no_decay: ['.*bias']"},
};

}  // namespace

std::span<const Explanation> parameters() {
  return kEntries;
}

}  // namespace backplane::explain_tables

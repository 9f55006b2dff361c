// E03xx: shapes, the plan, and what is checked before the first step.
#include "explain/explanation.hpp"

namespace backplane::explain_tables {

namespace {

constexpr Explanation kEntries[] = {
    {"E0301", "a layer cannot take its input",
     "The shape that arrives does not fit the layer. Both places are "
     "shown: the layer, and what gave the shape. An image is made a row "
     "of features with 'flatten'.",
     "data: {idx: path}\nmodel: [dense: 10]",
     "data: {idx: path, transform: [flatten]}\nmodel: [dense: 10]"},
    {"E0302", "a name that no item has",
     "from: and share: take earlier items by name. A name is looked for in the item's "
     "own list, then in the lists around it; 'residual0.dense1' is inside another "
     "item, and '.stem' begins at the model's own list.",
     "- {dense: 10, from: stme}", "- {dense: 10, from: stem}"},
    {"E0303", "an initial value for a parameter that the layer does not have",
     "init: is a map from the layer's parameters, such as weight and "
     "bias, to initializers.",
     "- dense: {units: 8, init: {wieght: zeros}}",
     "- dense: {units: 8, init: {weight: zeros}}"},
    {"E0305", "a sample has too many dimensions",
     "With the batch, eight dimensions can be served.", "", ""},
    {"E0306", "the loss takes raw outputs",
     "Cross-entropy losses compute the softmax or the sigmoid "
     "themselves, more exactly. A log_softmax before them would be "
     "applied twice.",
     "model: [dense: 10, log_softmax]\nloss: cross_entropy",
     "model: [dense: 10]\nloss: cross_entropy"},
    {"E0307", "the loss needs class labels",
     "The data's targets are rows of numbers, and this loss compares "
     "with classes.",
     "", ""},
    {"E0308", "outputs and targets do not fit",
     "The network gives one number of values a sample, the targets have "
     "another.",
     "data: {toy: xor}\nmodel: [dense: 3]\nloss: mse",
     "data: {toy: xor}\nmodel: [dense: 1]\nloss: mse"},
    {"E0309", "the loss refuses",
     "The loss says itself what it cannot work with; the message is its "
     "own.",
     "", ""},
    {"E0310", "a layer refuses this batch",
     "The layer was planned, and could not be prepared for a batch of "
     "this size; the message is its own.",
     "", ""},
    {"E0311", "not enough memory",
     "All memory of a network is taken before the first step. A smaller "
     "batch needs less.",
     "data: {batch: 65536}", "data: {batch: 1024}"},
    {"E0319", "an activation that the loss needs is missing",
     "Some losses take probabilities or their logarithms, and do not make them "
     "themselves. Where the layers give such numbers already, 'identity' as the last "
     "item says so.",
     "model: [dense: 10]\nloss: nll", "model: [dense: 10, log_softmax]\nloss: nll"},
    {"E0320", "a residual whose two paths do not fit",
     "What its layers give is added to what went into them. Where the shapes differ, a "
     "projection of one layer makes them alike: dense for features, a convolution with "
     "a kernel of 1 for images. It cannot change the number of axes, the time steps, "
     "or an image's size to one that no stride gives; and 'projection: none' forbids "
     "it.",
     "- residual: {layers: [dense: 64], projection: none}", "- residual: [dense: 64]"},
    {"E0321", "shared parameters of two shapes",
     "Layers share the parameters that have the same name, and these must have the "
     "same shape in both.",
     "- {dense: 64, name: a}\n- {dense: 32, share: a}",
     "- {dense: 64, name: a}\n- {dense: 64, share: a}"},
    {"E0322", "nothing to share, or nothing to initialise",
     "Parameters are shared by name, so the two layers need one of the same name. A "
     "shared parameter has its first values from the layer it belongs to.",
     "- {dense: 64, name: a}\n- {dropout: 0.1, share: a}",
     "- {dense: 64, name: a}\n- {dense: 64, share: a}"},
    {"E0324", "token ids where numbers are wanted",
     "A text's tokens are numbers of rows in a table, and nothing is computed from "
     "them. An embedding gives each its row.",
     "data: {text: a.txt}\nmodel: [dense: 64]",
     "data: {text: a.txt}\nmodel: [embedding: 64, dense: vocab]"},
    {"E0340", "a pattern that matches nothing",
     "no_decay, freeze and a group's match pick parameters: by the type of an item "
     "(dense), its name (fc1), the parameter's own name (bias) or whole name "
     "(fc1.bias), or a regular expression over whole names ('fc[12].*').",
     "optimizer: {sgd: {lr: 0.1}, no_decay: [bais]}",
     "optimizer: {sgd: {lr: 0.1}, no_decay: [bias]}"},
    {"E0341", "a group that never applies",
     "The first group that matches a parameter has it. Here nothing is left: put the "
     "narrower group first.",
     "groups: [{match: dense, lr: 0.1}, {match: fc1, lr: 0.01}]",
     "groups: [{match: fc1, lr: 0.01}, {match: dense, lr: 0.1}]"},
    {"E0342", "nothing is left to train", "Every parameter of the network is frozen.",
     "optimizer: {sgd: {lr: 0.1}, freeze: ['.*']}",
     "optimizer: {sgd: {lr: 0.1}, freeze: [stem]}"},
    {"E0343", "a group's rate that has nothing to follow",
     "A group's rate is the schedule's times the group's rate over the optimizer's. "
     "Where the optimizer's is 0, that is no number.",
     "optimizer: {sgd: {lr: 0}, groups: [{match: fc3, lr: 0.1}]}",
     "optimizer: {sgd: {lr: 0.1}, freeze: [fc1, fc2]}"},
    {"E0344", "the optimizer refuses a parameter",
     "An optimizer may say which shapes it can move; the message is its own.", "", ""},
    {"E0350", "an initializer without a range",
     "The bounds of the initializer contradict each other.",
     "init: {weight: {uniform: {low: 1, high: 0}}}",
     "init: {weight: {uniform: {low: 0, high: 1}}}"},
    {"E0351", "an initializer for matrices, and a parameter that is none",
     "orthogonal and identity give a matrix or a convolution's kernel its "
     "values. A bias has one dimension.",
     "init: {bias: orthogonal}", "init: {weight: orthogonal, bias: zeros}"},
    {"E0352", "groups that do not divide the outputs",
     "identity with groups fills each group of a convolution by itself, so "
     "their number divides that of its outputs.",
     "", ""},
    {"E0360", "not a length of a schedule",
     "A schedule counts epochs, steps or a part of the run; never time, "
     "since its rates would differ from run to run.",
     "schedule: [warmup: 10 min]", "schedule: [warmup: 2 epochs]"},
    {"E0361", "a length of less than one step",
     "Rounded to whole steps, nothing is left of this length.",
     "schedule: [warmup: 0.001 epochs]", "schedule: [warmup: 10 steps]"},
    {"E0362", "a schedule longer than the run",
     "The pieces together last longer than training does.",
     "train: {epochs: 2}\nschedule: [warmup: 3 epochs]",
     "train: {epochs: 10}\nschedule: [warmup: 3 epochs]"},
    {"E0363", "a piece that is never reached",
     "A piece without a length takes the rest of the run, so it must be "
     "the last.",
     "schedule: [cosine, warmup: 2 epochs]", "schedule: [warmup: 2 epochs, cosine]"},
    {"E0364", "an unknown schedule", "No schedule has this name.", "schedule: cosin",
     "schedule: cosine"},
    {"E0365", "a second plateau",
     "A plateau remembers the best measure of the run, and a run has one "
     "such memory.",
     "schedule: [{plateau: 5, for: 10 epochs}, plateau: 3]", "schedule: [plateau: 5]"},
    {"E0366", "an inverse square root without a timescale",
     "The rate falls as the square root of s / (s + t). Without a timescale, s is the "
     "length of the pieces before it, such as a warmup.",
     "schedule: inverse_sqrt", "schedule: [warmup: 1000 steps, inverse_sqrt]"},
    {"E0367", "a schedule with more warmup and decay than steps",
     "The warmup and the decay of wsd both lie within its length.",
     "schedule: {wsd: {warmup: 60%, decay: 50%}}",
     "schedule: {wsd: {warmup: 5%, decay: 20%}}"},
    {"E0370", "a metric without targets", "The data has no targets to compare with.",
     "", ""},
    {"E0371", "a metric that does not fit the outputs",
     "The number of outputs is too small or too large for this metric: "
     "top_k needs more outputs than k, average: binary takes two classes, a "
     "confusion matrix and metrics that rank rows have a limit.",
     "", ""},
    {"E0372", "a metric for numbers, and targets that are labels",
     "mae, rmse, mape and r2 compare numbers; for labels use accuracy, f1 "
     "or another metric of classes.",
     "metrics: [mae]", "metrics: [accuracy]"},
    {"E0373", "a target that is no class",
     "For metrics of classes, rows of targets hold 0 and 1, -1 and 1, or "
     "probabilities.",
     "", ""},
    {"E0374", "an unknown metric", "No metric has this name.", "metrics: [acuracy]",
     "metrics: [accuracy]"},
    {"E0375", "a metric named twice", "Each metric is measured once.",
     "metrics: [mae, mae]", "metrics: [mae]"},
};

}  // namespace

std::span<const Explanation> network() {
  return kEntries;
}

}  // namespace backplane::explain_tables

// E07xx: while training. E08xx: the command line.
#include "explain/explanation.hpp"

namespace backplane::explain_tables {

namespace {

constexpr Explanation kEntries[] = {
    {"E0701", "a part failed",
     "A layer, activation or loss returned an error in the middle of a "
     "step. The message is its own.",
     "", ""},
    {"E0702", "a part threw",
     "A plugin's code threw an exception in a step. It was caught, and "
     "training stopped. This is a fault of the plugin.",
     "", ""},
    {"E0703", "the optimizer failed",
     "The optimizer returned an error in a step. The message is its own.", "", ""},
    {"E0710", "the loss is not a finite number",
     "The message names the first step and the first item whose numbers "
     "are not finite. Most often the learning rate is too large, or the "
     "inputs are not scaled.",
     "optimizer: {sgd: {lr: 10}}",
     "optimizer: {sgd: {lr: 0.1}}\ntrain: {clip_norm: 1}"},
    {"E0801", "a place in the network that does not exist",
     "A weight is named layer[neuron,input], a bias or an activation "
     "layer[neuron]; tensors of more axes take an index for each, from 0. The "
     "message lists the names, or the ranges of the indices.",
     "--weight fc1[3]", "--weight fc1[3,5]"},
    {"E0802", "a place that has no derivative",
     "The network's input is given and not computed; token ids are whole numbers and "
     "cannot be moved a little; a row of a table that is kept fixed, as an "
     "embedding's for padding, gets no gradient. Look at what is computed from it, "
     "or at a parameter.",
     "--activation input[3]", "--weight tokens[3,0]"},
    {"E0803", "a sample that does not exist", "Samples are counted from 0.",
     "--sample 60000", "--sample 0"},
    {"E0810", "an unknown verb", "backplane --help lists the verbs.",
     "backplane trian job.yaml", "backplane train job.yaml"},
    {"E0811", "an unknown option", "The message lists the options of the verb.",
     "backplane train job.yaml --thread 2", "backplane train job.yaml --threads 2"},
    {"E0812", "something is missing on the command line",
     "The verb needs a file, a folder or a verb of its own.", "backplane train",
     "backplane train job.yaml"},
    {"E0813", "a value that an option does not take", "The message says what it takes.",
     "--threads many", "--threads 2"},
    {"E0814", "a word too many",
     "The verb does not take this word. An override is given with --set.",
     "backplane train job.yaml optimizer.lr=0.1",
     "backplane train job.yaml --set optimizer.lr=0.1"},
    {"E0815", "an unknown error code",
     "A code is E and four digits, as it stands in an error's first line.",
     "backplane explain E9999", "backplane explain E0207"},
    {"E0816", "an unknown part",
     "No plugin and no table of the core has a part of this name.",
     "backplane plugin info rleu", "backplane plugin info relu"},
    {"E0817", "standard output cannot be written",
     "The disk behind it is full, or it is gone: the printed result is not complete. "
     "What was written to files stands.",
     "", ""},
    {"E0818", "something unexpected",
     "Memory has run out, or the program itself is mistaken. If it "
     "happens again, please report it with the command.",
     "", ""},
};

}  // namespace

std::span<const Explanation> training() {
  return kEntries;
}

}  // namespace backplane::explain_tables

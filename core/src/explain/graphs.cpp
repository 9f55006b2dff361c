// E0231 to E0249: the wiring of a model, its blocks, inputs and losses.
#include "explain/explanation.hpp"

namespace backplane::explain_tables {

namespace {

constexpr Explanation kEntries[] = {
    {"E0231", "an input that is not there yet",
     "An item takes the outputs of items that stand before it, in the file's order, so "
     "that a network has no circles. This name stands later, or it is that of a list "
     "in which the item itself stands.",
     "- dense: 8\n  from: head\n- dense: 3\n  name: head",
     "- dense: 3\n  name: head\n- dense: 8\n  from: head"},
    {"E0232", "an output that nothing takes",
     "Each item takes the output of the one before it, unless 'from' says otherwise; "
     "then the one before it may be left over. It would be computed for nothing, and "
     "its parameters would never change.",
     "- dense: 8\n  name: a\n- dense: 8\n  name: b\n- dense: 3\n  from: a",
     "- dense: 8\n  name: a\n- dense: 8\n  name: b\n- concat:\n  from: [a, b]\n- "
     "dense: "
     "3"},
    {"E0233", "a block that is not well formed",
     "A block has a name that means nothing else in a model, parameters written as "
     "'name: type' or 'name: type = default' with the types int, float, bool, text "
     "and component, and layers.",
     "blocks:\n  conv: {params: {filters: 3}, layers: [conv2d: $filters]}",
     "blocks:\n  conv: {params: {filters: int = 3}, layers: [conv2d: $filters]}"},
    {"E0234", "a block that uses itself",
     "Its layers would never end. For several of the same, use 'repeat'.",
     "blocks:\n  deep: [dense: 8, deep]", "- deep:\n  repeat: 4"},
    {"E0235", "a model too large or too deep",
     "A model has at most 5,000 items, counting repeats and the layers of blocks, and "
     "its lists nest no deeper than the resolved file can be read back.",
     "- dense: 8\n  repeat: 100000", "- dense: 8\n  repeat: 100"},
    {"E0236", "a block with another number of inputs",
     "'inputs' of a block names everything that it takes, in the order of 'from' where "
     "it is used.",
     "up: {inputs: [x, skip], layers: [...]}\n- up:\n  from: stem",
     "- up:\n  from: [dense0, stem]"},
    {"E0237", "parameters that cannot be shared so",
     "A layer shares with a layer; a list of layers shares with a list whose items "
     "have the same names, each with its fellow.",
     "- relu:\n  share: fc1", "- dense: 64\n  share: fc1"},
    {"E0240", "several inputs or targets without names",
     "Where the data has several inputs or targets, each has a name, by which the "
     "model, "
     "the losses and everything that is said of one of them find it.",
     "npy: {inputs: [x.npy, m.npy], targets: t.npy}",
     "npy: {inputs: {image: x.npy, meta: m.npy}, targets: t.npy}"},
    {"E0241", "an input or a target that the data does not have",
     "The names are those of the maps 'inputs' and 'targets' of the data source. A "
     "test "
     "set has all of them too.",
     "transform: {imge: [scale: 1/255]}", "transform: {image: [scale: 1/255]}"},
    {"E0242", "a chain that does not say of which input",
     "With several inputs, transforms are a map from names to chains, and "
     "augmentations "
     "change one of the inputs.",
     "transform: [scale: 1/255]", "transform: {image: [scale: 1/255]}"},
    {"E0243", "a loss that does not say its target",
     "With several targets, each loss names the one that it compares with.",
     "loss:\n  - {mse: {}, of: age}", "loss:\n  - {mse: {}, of: age, target: years}"},
    {"E0244", "a target that no loss takes",
     "It would be read for nothing. Leave it out of the data, or add a loss.",
     "npy: {inputs: x.npy, targets: {kind: k.npy, years: y.npy}}\nloss: "
     "{cross_entropy: {}, target: kind}",
     "npy: {inputs: x.npy, targets: {kind: k.npy}}\nloss: {cross_entropy: {}, target: "
     "kind}"},
    {"E0245", "a metric that does not say of which loss",
     "With several losses, a metric looks at the output and the target of one of them, "
     "which 'of' names: a loss is called by its 'name', or by its target.",
     "metrics: [accuracy]", "metrics: [{accuracy: {}, of: kind}]"},
    {"E0246", "a loss of an input",
     "'of' names the item whose output a loss judges. An input is given, and nothing "
     "can be learned about it.",
     "loss: {mse: {}, of: image}", "loss: {mse: {}, of: decoder}"},
    {"E0247", "losses of one target that leave out different labels",
     "A label counts for nothing in the losses and metrics of a target, or in none of "
     "them: all losses of the target leave the same one out.",
     "loss:\n  - {cross_entropy: {ignore_index: 9}, name: a}\n  - {cross_entropy: , "
     "name: b}",
     "loss:\n  - {cross_entropy: {ignore_index: 9}, name: a}\n  - {cross_entropy: "
     "{ignore_index: 9}, name: b}"},
};

}  // namespace

std::span<const Explanation> graphs() {
  return kEntries;
}

}  // namespace backplane::explain_tables

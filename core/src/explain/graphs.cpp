// E0231 to E0239: the wiring of a model, and its blocks.
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
};

}  // namespace

std::span<const Explanation> graphs() {
  return kEntries;
}

}  // namespace backplane::explain_tables

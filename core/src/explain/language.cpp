// E01xx: the text of a configuration, its variables, files and overrides.
#include "explain/explanation.hpp"

namespace backplane::explain_tables {

namespace {

constexpr Explanation kEntries[] = {
    {"E0101", "the file is not YAML",
     "The text breaks a rule of YAML, so nothing after this place can "
     "be understood. Most often a comma or a closing bracket is "
     "missing, a line is indented differently from its neighbours, or "
     "text that holds ': ' stands without quotes. A missing comma is "
     "reported where its brackets open.",
     "optimizer: {adamw: {lr: 1e-3 weight_decay: 0.1}}",
     "optimizer: {adamw: {lr: 1e-3, weight_decay: 0.1}}"},
    {"E0102", "the file is not text in UTF-8",
     "A configuration is UTF-8 text. This file holds a byte that UTF-8 "
     "never has there: it may be saved in another encoding, or it is no "
     "text at all.",
     "", "iconv -f latin1 -t utf-8 old.yaml > new.yaml"},
    {"E0103", "a key is given twice",
     "In one map every key stands once; of two, nobody could say which "
     "one counts.",
     "train: {epochs: 5, epochs: 10}", "train: {epochs: 10}"},
    {"E0104", "an alias that leads nowhere, or into itself",
     "'*name' stands for the value marked '&name' before it. Here "
     "nothing is marked so, or the alias stands inside the very value "
     "it stands for.",
     "metrics: &m [accuracy, *m]", "metrics: &m [accuracy]"},
    {"E0105", "the file is too large or too deep",
     "A configuration has limits that no honest file comes near: 1 MiB, "
     "64 levels of nesting, 100,000 values, and 10,000 values that "
     "aliases or variables stand for. They keep a hostile file from "
     "using up memory.",
     "", ""},
    {"E0106", "the merge key '<<' is not used",
     "Files are merged with extends, and values are shared with vars; "
     "both say in messages where a value came from.",
     "train: {<<: *common, epochs: 5}", "extends: common.yaml\ntrain: {epochs: 5}"},
    {"E0107", "a key is not a word",
     "Every key of a map is plain text. Here a list, a map or nothing "
     "stands where a key is expected.",
     "{[epochs, steps]: 3}", "epochs: 3"},
    {"E0108", "several documents in one file",
     "'---' begins a second document. One file describes one job.",
     "name: one\n---\nname: two", "name: one"},
    {"E0109", "a YAML tag",
     "Tags such as '!!int' are not used: the declared type of each "
     "parameter reads its value.",
     "seed: !!int 7", "seed: 7"},
    {"E0110", "a configuration file cannot be read",
     "The file that was named, on the command line or by extends, is "
     "missing or may not be read. A path in a file is relative to that "
     "file.",
     "extends: base.yml", "extends: base.yaml"},
    {"E0111", "files that extend each other",
     "A file extends itself, directly or through others, or more than "
     "64 files are involved. The notes show how the file was reached.",
     "# a.yaml\nextends: b.yaml\n# b.yaml\nextends: a.yaml",
     "# a.yaml\nextends: b.yaml"},
    {"E0112", "extends or vars is not well formed",
     "extends takes a file or a list of files, and only in a file that "
     "is read from disk; vars takes a map whose names begin with a "
     "letter.",
     "vars: {2x: 64}", "vars: {x2: 64}"},
    {"E0113", "an unknown variable",
     "'$name' and names in '$( )' must stand in vars. A dollar sign "
     "itself is written '$$'.",
     "vars: {width: 32}\nmodel: [dense: $wdith]",
     "vars: {width: 32}\nmodel: [dense: $width]"},
    {"E0114", "an expression is not well formed",
     "Inside '$( )' stand numbers, variables, env:NAME, + - * / // %, "
     "parentheses, and '?\?' with a default. A '$' elsewhere begins a "
     "variable; write '$$' for the sign itself.",
     "dense: $(width * )", "dense: $(width * 2)"},
    {"E0115", "an expression has no value",
     "The calculation divides by zero, leaves 64 bits, is not finite, "
     "or takes text, a list or a map for a number.",
     "vars: {parts: 0}\nmodel: [dense: $(128 // parts)]",
     "vars: {parts: 2}\nmodel: [dense: $(128 // parts)]"},
    {"E0116", "an environment variable is not set",
     "The file asks for a variable of the environment that is not set, "
     "and gives no default.",
     "idx: $(env:FASHION)",
     "idx: $(env:FASHION ?? \"/usr/share/datasets/fashion-mnist\")"},
    {"E0117", "a variable made from itself",
     "Variables may use variables, but not in a circle.", "vars: {a: $b, b: $a}",
     "vars: {a: 1, b: $a}"},
    {"E0118", "an override cannot be read",
     "--set takes path=value: keys with dots between them, '[2]' for an "
     "item of a list, and a value in YAML.",
     "--set optimizer.lr", "--set optimizer.lr=0.01"},
    {"E0119", "an override leads nowhere",
     "Some word of the path names nothing in this file: an item that is "
     "not in the model, a number beyond the list, a variable that does "
     "not exist. The caret shows the word at which the way was lost.",
     "--set model.fc2.units=64", "--set model.fc1.units=64"},
    {"E0120", "the file is not a map of sections",
     "A configuration is a map: name, data, model, loss, optimizer and "
     "the others.",
     "- dense: 10", "model:\n  - dense: 10"},
};

}  // namespace

std::span<const Explanation> language() {
  return kEntries;
}

}  // namespace backplane::explain_tables

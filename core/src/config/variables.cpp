// Where `$name` stands for something: everywhere but in `x-` sections, and in the
// bodies of blocks, which are replaced where they are used.
#include "config/variables.hpp"

#include "config/merge.hpp"
#include "config/replacer.hpp"

namespace backplane::config {

namespace {

void replace_block(Replacer& replacer, Node& block) {
  for (Entry& e : block.entries)
    if (e.key != "layers") replacer.replace(e.value);
}

void replace_model(Replacer& replacer, Node& model) {
  if (!model.is_map()) return replacer.replace(model);
  for (Entry& e : model.entries) {
    if (e.key != "blocks" || !e.value.is_map())
      replacer.replace(e.value);
    else
      for (Entry& block : e.value.entries) replace_block(replacer, block.value);
  }
}

}  // namespace

Node replace_variables(Node& root, bool allow_environment, Diagnostics& diagnostics) {
  Replacer replacer(allow_environment, diagnostics);
  if (const Node* vars = root.find("vars")) replacer.declare(*vars);
  Node finished = replacer.finish();
  erase_key(root, "vars");
  for (Entry& e : root.entries) {
    if (e.key.starts_with("x-")) continue;
    if (e.key == "model")
      replace_model(replacer, e.value);
    else
      replacer.replace(e.value);
  }
  return finished;
}

}  // namespace backplane::config

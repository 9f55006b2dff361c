// model: a list of items, or a map with the list and the blocks that it uses.
#include <fmt/format.h>

#include "config/model/expand.hpp"
#include "config/words.hpp"

namespace backplane::config {

void read_model(const Entry& model, const Reader& reader, Job& job) {
  const Node* list = &model.value;
  std::deque<Block> blocks;
  if (list->is_map()) {
    Keys keys(*list, "'model'", reader.diagnostics);
    if (const Node* defined = keys.take("blocks"))
      blocks = read_blocks(*defined, reader);
    list = keys.take("layers");
    keys.finish();
  }
  if (list == nullptr || !list->is_list() || list->items.empty()) {
    reader.diagnostics.add("E0204",
                           fmt::format("'model' expects a list of layers, found {}",
                                       list == nullptr ? "nothing" : shown(*list)),
                           list == nullptr ? model.key_place : list->place,
                           "begin each layer with '- '");
    return;
  }
  Expander(reader, blocks, job).read(*list);
}

}  // namespace backplane::config

// generate(): a model file's network and vocabulary go on with a prompt.
#include "backplane/generate.hpp"

#include "model/state.hpp"
#include "plugin/runtime_access.hpp"
#include "train/continue_text.hpp"

namespace backplane {

Result<Generated> generate(const Model& model, const GenerateOptions& options) {
  const Model::State& state = model.state();
  if (!state.info.vocabulary)
    return Error{
        "E0660", "this is no model of text: its data is '" + state.info.source + "'",
        {},      {},
        {},      {"a model of text is trained on 'data: text'"},
        {}};
  auto writer =
      train::TextWriter::create(*state.network, RuntimeAccess::pool(state.runtime));
  if (!writer.ok()) return writer.error();
  return train::continue_text(**writer, *state.info.vocabulary, options);
}

}  // namespace backplane

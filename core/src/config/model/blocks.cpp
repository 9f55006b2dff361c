// A parameter is declared as `name: type` or `name: type = default`.
#include "config/model/blocks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/expression.hpp"
#include "config/layout.hpp"
#include "config/model/scope.hpp"
#include "config/model/structure.hpp"
#include "config/words.hpp"
#include "described.hpp"
#include "suggest.hpp"

namespace backplane::config {

namespace {

/// Whatever may stand where a component stands; put in as it is.
constexpr const char* kComponent = "component";

std::optional<ParamType> type_called(std::string_view word) {
  if (word == "int") return ParamType::integer;
  if (word == "float") return ParamType::real;
  if (word == "bool") return ParamType::boolean;
  if (word == "text") return ParamType::string;
  if (word == kComponent) return ParamType::component;
  return {};
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// Names the block may not have: those that mean something in a model already.
bool taken(const std::string& name, const Registry& registry) {
  return registry.find(Kind::layer, name) != nullptr ||
         registry.find(Kind::activation, name) != nullptr || is_structure(name) ||
         contains(siblings_of("model"), name);
}

class BlockReader {
 public:
  BlockReader(const Entry& entry, const Reader& reader, Block& block)
      : entry_(entry), reader_(reader), block_(block) {}

  bool read() {
    const std::size_t before = diagnostics().count();
    block_.place = entry_.key_place;
    block_.described.id = entry_.key;
    name();
    const Node& value = entry_.value;
    if (value.is_list()) {
      block_.layers = &value;
    } else {
      Keys keys(value, fmt::format("block '{}'", entry_.key), diagnostics());
      if (const Node* params = keys.take("params")) parameters(*params);
      keys.texts("inputs", block_.inputs);
      if (const Node* inputs = value.find("inputs")) input_names(*inputs);
      block_.layers = keys.take("layers");
      keys.finish();
    }
    const std::string what = fmt::format("block '{}'", entry_.key);
    if (block_.layers == nullptr && value.is_map())
      diagnostics().add("E0202", fmt::format("{} has no layers", what),
                        entry_.key_place, "'layers:' must be given");
    else if (block_.layers != nullptr)
      check_layers(*block_.layers, what, diagnostics());
    return diagnostics().count() == before;
  }

 private:
  [[nodiscard]] Diagnostics& diagnostics() const { return reader_.diagnostics; }

  void wrong(std::string message, const Place& place, std::string label) {
    diagnostics().add("E0233", std::move(message), place, std::move(label));
  }

  void name() {
    if (!good_name(entry_.key))
      wrong(fmt::format("'{}' is no name for a block", entry_.key), entry_.key_place,
            "a letter, then letters, digits, '_' or '-'");
    else if (taken(entry_.key, reader_.registry))
      wrong(fmt::format("'{}' means something in a model already", entry_.key),
            entry_.key_place, "choose another name for the block");
  }

  void input_names(const Node& inputs) {
    for (std::size_t i = 0; i < block_.inputs.size(); ++i) {
      const std::string& word = block_.inputs[i];
      const bool again =
          std::count(block_.inputs.begin(), block_.inputs.end(), word) > 1;
      if (!good_name(word) || again)
        wrong(
            fmt::format("'{}' cannot name an input of block '{}'", word, entry_.key),
            i < inputs.items.size() ? inputs.items[i].place : inputs.place,
            again ? "it is named twice" : "a letter, then letters, digits, '_' or '-'");
    }
  }

  void parameters(const Node& params) {
    Keys keys(params, fmt::format("'params' of block '{}'", entry_.key), diagnostics());
    for (const Entry& e : params.entries) parameter(e);
    if (!block_.described.params.empty())
      block_.described.params.front().flags |= BACKPLANE_PF_MAIN;
  }

  void parameter(const Entry& e) {
    const std::string& declared = e.value.text;
    const std::size_t equals = declared.find('=');
    const std::string_view word = trimmed(declared.substr(0, equals));
    const auto type = e.value.is_scalar() ? type_called(word) : std::nullopt;
    if (name_length(e.key, 0) != e.key.size()) {
      wrong(fmt::format("'{}' is no name for a parameter", e.key), e.key_place,
            "a letter, then letters, digits and '_'");
      return;
    }
    if (!type) {
      wrong(fmt::format("'{}' of block '{}' needs a type, found {}", e.key, entry_.key,
                        shown(e.value)),
            e.value.place, "int, float, bool, text or component; then '= default'");
      return;
    }
    ParamSpec spec;
    spec.name = e.key;
    spec.type = *type;
    spec.flags = BACKPLANE_PF_ROLE_UNITS;
    Node value;
    if (equals != std::string::npos) {
      value.kind = Node::Kind::scalar;
      value.place = e.value.place;
      value.text = trimmed(std::string_view(declared).substr(equals + 1));
      const std::string owner = fmt::format("block '{}'", entry_.key);
      (void)read_value(value, spec, owner, reader_.sizes, diagnostics());
    } else {
      spec.flags |= BACKPLANE_PF_REQUIRED;
    }
    block_.described.params.push_back(std::move(spec));
    block_.defaults.push_back(std::move(value));
  }

  const Entry& entry_;
  const Reader& reader_;
  Block& block_;
};

}  // namespace

std::deque<Block> read_blocks(const Node& blocks, const Reader& reader) {
  Keys keys(blocks, "'blocks'", reader.diagnostics);
  std::deque<Block> all;
  for (const Entry& e : blocks.entries) {
    if (e.key.starts_with("x-")) continue;
    if (!BlockReader(e, reader, all.emplace_back()).read()) all.pop_back();
  }
  return all;
}

std::optional<std::vector<Entry>> bind_arguments(const Node& value, const Block& block,
                                                 const Place& place,
                                                 const Reader& reader) {
  const auto& params = block.described.params;
  std::vector<Entry> arguments;
  for (std::size_t i = 0; i < params.size(); ++i)
    arguments.push_back({params[i].name, place, block.defaults[i]});
  const auto give = [&](std::string_view name, const Node& node) {
    for (Entry& argument : arguments)
      if (argument.key == name) argument.value = node;
  };
  Node checked = value;
  if (!value.is_map() && !value.is_null() && !params.empty())
    give(params.front().name, value);
  for (Entry& e : checked.entries) {
    const std::string& name =
        e.key == kMainKey && !params.empty() ? params.front().name : e.key;
    give(name, e.value);
    const auto spec = std::ranges::find(params, name, &ParamSpec::name);
    if (spec == params.end() || spec->type != ParamType::component) continue;
    e.value = Node{};  // a map or a name: judged where it is put in
    e.value.kind = Node::Kind::scalar;
    e.value.place = place;
  }
  Bound bound;
  bound.place = place;
  const std::string what = fmt::format("block '{}'", block.described.id);
  if (!bind_params(checked, block.described, what, reader.sizes, reader.diagnostics,
                   bound))
    return {};
  return arguments;
}

}  // namespace backplane::config

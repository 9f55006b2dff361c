// The kinds of items: a layer or an activation, lists and what joins them, a block.
#include <fmt/format.h>

#include <algorithm>

#include "config/model/expand.hpp"
#include "config/words.hpp"

namespace backplane::config {

namespace {

// Levels of YAML that a nested list takes in the resolved file.
constexpr int kSequenceDepth = 2, kResidualDepth = 3, kParallelDepth = 4;

}  // namespace

int Expander::once(const Item& item, const Around& around, ItemTree& tree) {
  if (item.head == nullptr) return broken(item, around, tree);
  const Described* part = item.head->part;
  for (const Block& block : blocks_)
    if (part == &block.described) return this->block(item, block, around, tree);
  if (std::ranges::count(structure_table(), part) > 0)
    return structure(item, around, tree);
  return leaf(item, around, tree);
}

int Expander::add(ItemJob job, const Item& item, const Around& around, ItemTree& tree) {
  job.name = item.full;
  job.freeze = around.freeze;
  job.lr_factor = around.lr;
  job.blocks = around.used;
  tree.item = static_cast<int>(job_.model.size());
  job_.model.push_back(std::move(job));
  return tree.item;
}

int Expander::broken(const Item& item, const Around& around, ItemTree& tree) {
  ItemJob job;
  job.in = item.in;
  job.place = item.head != nullptr ? item.head->place : item.node.place;
  job.broken = true;
  tree.word.clear();
  return add(std::move(job), item, around, tree);
}

int Expander::leaf(const Item& item, const Around& around, ItemTree& tree) {
  const std::size_t before = diagnostics_.count();
  ItemJob job;
  job.in = item.in;
  read_part(item.node, *item.head, reader_, job);
  share(item, job);
  job.broken = around.broken || diagnostics_.count() > before;
  return add(std::move(job), item, around, tree);
}

void Expander::share(const Item& item, ItemJob& job) {
  if (item.model == nullptr) return;
  const bool said = item.wiring.share.has_value();
  const Place& place = said ? item.wiring.share->place : job.place;
  const auto refuse = [&](const std::string& why) {
    Error& error = diagnostics_.add(
        "E0237", fmt::format("'{}' cannot share parameters so: {}", item.local, why),
        place);
    if (item.model->place.known())
      error.notes.push_back({item.model->place, "to share with this"});
  };
  if (item.model->inside != nullptr) {
    refuse("it is one item, and there is a list of items");
  } else if (item.model->output < 0) {
    refuse("the network's input has none");
  } else if (said && job.kind == Kind::activation) {
    refuse("an activation has none");
  } else if (job.kind == Kind::layer) {
    job.share = item.model->output;
    job.share_place = place;
  }
}

/// The list that an item holds: its names stand in a scope of their own.
Expander::Around Expander::inside(const Item& item, const Around& around, int deeper) {
  Around inner = around;
  inner.depth += deeper;
  Scope& scope = scopes_.emplace_back();
  scope.outer = around.scope;
  scope.prefix = item.full + ".";
  inner.scope = &scope;
  if (item.name != nullptr) item.name->inside = &scope;
  if (item.model == nullptr) return inner;
  inner.share = item.model->inside;
  if (inner.share != nullptr) return inner;
  Error& error = diagnostics_.add(
      "E0237",
      fmt::format("'{}' is a list of items, and shares parameters with one item",
                  item.local),
      item.wiring.share ? item.wiring.share->place : item.node.place);
  if (item.model->place.known()) error.notes.push_back({item.model->place, "this"});
  return inner;
}

int Expander::structure(const Item& item, const Around& around, ItemTree& tree) {
  const std::string& word = item.head->part->id;
  if (const Entry* init = item.node.entry("init"))
    diagnostics_.add("E0201", fmt::format("unknown key 'init' beside '{}'", word),
                     init->key_place, "write it beside the layers inside");
  const auto read =
      read_structure(word, item.head->value, item.head->place, diagnostics_);
  if (!read) return broken(item, around, tree);
  tree.word = word;
  if (read->lists.size() > 1) return branches(item, *read, around, tree);
  const bool joined = !read->merge.is_null();
  const Around inner = inside(item, around, joined ? kResidualDepth : kSequenceDepth);
  const int output = list(*read->lists[0], inner, item.in, tree.lists.emplace_back());
  if (!joined) return output;
  return join(item, *read, {output, item.in.front()}, around, tree);
}

int Expander::branches(const Item& item, const Structure& structure,
                       const Around& around, ItemTree& tree) {
  const Around whole = inside(item, around, kParallelDepth);
  std::vector<int> outputs;
  for (std::size_t i = 0; i < structure.lists.size(); ++i) {
    const Node& list = *structure.lists[i];
    Item branch{list, item.head, item.wiring, {}, {}, item.in, nullptr, nullptr};
    branch.local = "branch" + std::to_string(i);
    branch.full = whole.scope->prefix + branch.local;
    branch.name = add_name(*whole.scope, branch.local, list.place);
    if (whole.share != nullptr)
      if (const auto found = whole.share->names.find(branch.local);
          found != whole.share->names.end())
        branch.model = &found->second;
    const Around inner = inside(branch, whole, 0);
    outputs.push_back(this->list(list, inner, item.in, tree.lists.emplace_back()));
    branch.name->output = outputs.back();
  }
  return join(item, structure, std::move(outputs), around, tree);
}

int Expander::join(const Item& item, const Structure& structure,
                   std::vector<int> outputs, const Around& around, ItemTree& tree) {
  const std::size_t before = diagnostics_.count();
  ItemJob job;
  job.in = std::move(outputs);
  job.shortcut = structure.shortcut;
  const Choices choices = plugged_choices(reader_.registry, {Kind::layer});
  if (auto head = find_head(structure.merge, choices, diagnostics_))
    read_part(structure.merge, std::move(*head), reader_, job);
  job.place = item.head->place;
  if (item.model != nullptr && item.model->output >= 0 &&
      job.shortcut == ItemJob::Shortcut::project) {
    job.share = item.model->output;  // for its projection
    job.share_place = item.wiring.share ? item.wiring.share->place : job.place;
  }
  job.broken = around.broken || diagnostics_.count() > before;
  return add(std::move(job), item, around, tree);
}

int Expander::block(const Item& item, const Block& block, const Around& around,
                    ItemTree& tree) {
  const std::size_t before = diagnostics_.count();
  const Place& place = item.head->place;
  if (std::ranges::count(around.open, &block) > 0) {
    Error& error = diagnostics_.add(
        "E0234", fmt::format("block '{}' uses itself", block.described.id), place,
        "this would never end");
    error.notes.push_back({block.place, "its definition"});
    return broken(item, around, tree);
  }
  const auto arguments = bind_arguments(item.head->value, block, place, reader_);
  if (!arguments) return broken(item, around, tree);
  tree.word = "sequence";
  Around inner = inside(item, around, kSequenceDepth);
  inner.scope->outer = nullptr;
  inner.open.push_back(&block);
  const Note used{place, fmt::format("in block '{}', used here", block.described.id)};
  inner.used.insert(inner.used.begin(), used);
  name_inputs(item, block, *inner.scope);
  const std::size_t first = diagnostics_.count();
  Node body = *block.layers;
  copied_ += count_nodes(body);
  replacer_.set_arguments(*arguments);
  replacer_.replace(body);
  const int output = diagnostics_.count() > before
                         ? broken(item, around, tree)
                         : list(body, inner, item.in, tree.lists.emplace_back());
  diagnostics_.note_since(first, used);
  return output;
}

void Expander::name_inputs(const Item& item, const Block& block, Scope& scope) {
  const auto& names = block.inputs;
  if (names.empty() && item.in.size() == 1)
    scope.names["input"] = {item.in.front(), block.place, nullptr};
  for (std::size_t i = 0; i < std::min(names.size(), item.in.size()); ++i)
    scope.names[names[i]] = {item.in[i], block.place, nullptr};
  if (names.empty() || names.size() == item.in.size()) return;
  Error& error =
      diagnostics_.add("E0236",
                       fmt::format("block '{}' has {} inputs, but takes {} here",
                                   block.described.id, names.size(), item.in.size()),
                       item.head->place, "name them all in 'from'");
  error.notes.push_back(
      {block.place, fmt::format("its inputs: {}", comma_list(names))});
}

}  // namespace backplane::config

// Lists, copies and names; the kinds of items are in expand_items.cpp.
#include "config/model/expand.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/layout.hpp"
#include "config/words.hpp"
#include "suggest.hpp"

namespace backplane::config {

namespace {

constexpr std::size_t kMostItems = 5000;
constexpr std::size_t kMostCopied = 1'000'000;  // values of blocks' layers, in all
constexpr int kDeepest = 56;  // of the 64 levels that the resolved file may have
constexpr int kTopDepth = 2;

Choices all_choices(const Reader& reader, const std::deque<Block>& blocks) {
  Choices choices = plugged_choices(reader.registry, {Kind::layer, Kind::activation},
                                    siblings_of("model"));
  for (const Described* word : structure_table()) choices.parts.push_back(word);
  for (const Block& block : blocks) choices.parts.push_back(&block.described);
  return choices;
}

/// The type as the start of a name: "acme.swish" gives acme_swish0. A broken item calls
/// itself something too, so that the names after it stay what they were.
std::string type_of(const Node& node, const std::optional<Head>& head) {
  std::string type = node.entries.empty() ? "item" : node.entries.front().key;
  if (node.is_scalar()) type = node.text;
  if (head) type = head->part->id;
  std::replace(type.begin(), type.end(), '.', '_');
  return type;
}

}  // namespace

Expander::Expander(const Reader& reader, const std::deque<Block>& blocks, Job& job)
    : reader_(reader),
      diagnostics_(reader.diagnostics),
      blocks_(blocks),
      job_(job),
      choices_(all_choices(reader, blocks)),
      replacer_(reader.config.allow_environment, diagnostics_, kMostCopied),
      scopes_(1),
      references_(scopes_.front(), diagnostics_) {
  replacer_.declare_finished(reader.config.vars);
}

void Expander::read(const Node& layers) {
  const std::size_t before = diagnostics_.count();
  Around around;
  around.scope = &scopes_.front();
  around.depth = kTopDepth;
  const int output = list(layers, around, declare_inputs(), job_.model_tree);
  find_judged(output);
  if (job_.data.names_known) references_.finish();
  if (diagnostics_.count() == before && job_.losses_known) check_outputs(output);
}

/// Puts the network's inputs among the names; the first item takes all of them.
std::vector<int> Expander::declare_inputs() {
  Scope& top = scopes_.front();
  const auto& inputs = job_.data.inputs;
  if (inputs.size() < 2) top.names["input"] = {kInput, {}, nullptr};
  std::vector<int> items;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    top.names[inputs[i].name] = {input_item(i), inputs[i].place, nullptr};
    items.push_back(input_item(i));
  }
  if (items.empty()) items.push_back(kInput);
  return items;
}

/// The items that the losses judge: named ones, or the last.
void Expander::find_judged(int output) {
  for (LossJob& loss : job_.losses) {
    loss.item = output;
    if (loss.of.empty()) continue;
    const Reference reference{loss.of, loss.of_place};
    const auto* name = references_.find(reference, scopes_.front(), {});
    job_.losses_known = job_.losses_known && name != nullptr && name->output >= 0;
    if (name == nullptr) continue;
    loss.item = name->output;
    if (loss.item < 0)
      diagnostics_.add(
          "E0246",
          fmt::format("'{}' is an input, and nothing learns from a loss of it",
                      loss.of),
          loss.of_place, "name an item");
  }
}

int Expander::list(const Node& node, const Around& around, const std::vector<int>& in,
                   std::vector<ItemTree>& tree) {
  std::vector<int> current = in;
  for (const Node& entry : node.items) {
    if (too_much(around, entry.place)) break;
    current = {item(entry, around, current, tree)};
  }
  return current.front();
}

int Expander::item(const Node& node, const Around& around, std::vector<int> in,
                   std::vector<ItemTree>& tree) {
  const std::size_t before = diagnostics_.count();
  const Wiring wiring = read_wiring(node, diagnostics_);
  const auto head = find_head(node, choices_, diagnostics_);
  Around own = around;
  own.freeze = wiring.freeze.value_or(around.freeze);
  own.lr = wiring.lr.value_or(around.lr);
  own.share = nullptr;
  if (wiring.from)
    if (auto from = inputs(*wiring.from, own); !from.empty()) in = std::move(from);
  Scope::Name* last = nullptr;
  for (std::int64_t copy = 0; copy < wiring.repeat.value_or(1); ++copy) {
    if (too_much(around, node.place)) break;
    Item now{node, head ? &*head : nullptr, wiring, {}, {}, in, nullptr, nullptr};
    now.local = claim(now, type_of(node, head), copy, around, now.name);
    now.full = around.scope->prefix + now.local;
    now.model = model_of(now, around.share, own);
    ItemTree& written = tree.emplace_back();
    written.name = now.local;
    if (wiring.from || in.size() > 1) written.from = in;
    in.front() = once(now, own, written);
    if (now.name != nullptr) now.name->output = in.front();
    last = now.name;
    if (diagnostics_.count() > before) break;  // every copy would say the same
  }
  if (!wiring.repeat || wiring.name.empty()) return in.front();
  Scope::Name* all = add_name(*around.scope, wiring.name, wiring.name_place);
  if (all != nullptr && last != nullptr) *all = *last;
  return in.front();
}

std::vector<int> Expander::inputs(const std::vector<Reference>& from, Around& around) {
  std::vector<int> in;
  for (const Reference& reference : from)
    if (const auto* name = references_.find(reference, *around.scope, around.used))
      in.push_back(name->output);
  around.broken = around.broken || in.empty() || in.size() != from.size();
  return in;
}

std::string Expander::claim(const Item& item, const std::string& type,
                            std::int64_t copy, const Around& around,
                            Scope::Name*& name) {
  const Wiring& wiring = item.wiring;
  std::string local = wiring.name;
  Place place = wiring.name_place;
  if (wiring.name.empty()) {
    local = type + std::to_string(around.scope->unnamed[type]++);
    place = item.head != nullptr ? item.head->place : item.node.place;
  } else if (!good_name(wiring.name) || wiring.name == "input") {
    diagnostics_.add("E0212", fmt::format("'{}' is no name for an item", wiring.name),
                     place,
                     wiring.name == "input" ? "it stands for what the network takes"
                                            : "a letter, then letters, digits, '_' or "
                                              "'-'");
  } else if (wiring.repeat) {
    local += std::to_string(copy);
  }
  name = add_name(*around.scope, local, place);
  return local;
}

Scope::Name* Expander::add_name(Scope& scope, const std::string& local,
                                const Place& place) {
  const auto [entry, added] = scope.names.try_emplace(local);
  if (added) {
    entry->second.place = place;
    return &entry->second;
  }
  if (local == "input") return nullptr;  // reported
  Error& error =
      diagnostics_.add("E0212", fmt::format("two items are called '{}'", local), place,
                       "choose another name");
  if (entry->second.place.known())
    error.notes.push_back({entry->second.place, "the first"});
  return nullptr;
}

// Said beside the item, or by the list around it, whose items share name by name.
const Scope::Name* Expander::model_of(const Item& item, const Scope* list,
                                      Around& around) {
  const Wiring& wiring = item.wiring;
  if (wiring.share) {
    const auto* name = references_.find(*wiring.share, *around.scope, around.used);
    around.broken = around.broken || name == nullptr;
    return name;
  }
  if (list == nullptr) return nullptr;
  const auto found = list->names.find(item.local);
  if (found != list->names.end()) return &found->second;
  std::vector<std::string> known;
  for (const auto& entry : list->names) known.push_back(entry.first);
  diagnostics_.add(
      "E0237",
      fmt::format("'{}' has no '{}' to share parameters with",
                  list->prefix.substr(0, list->prefix.size() - 1), item.local),
      item.node.place, did_you_mean(item.local, known));
  return nullptr;
}

bool Expander::too_much(const Around& around, const Place& place) {
  const bool full = job_.model.size() >= kMostItems || copied_ > kMostCopied;
  const bool deep = around.depth > kDeepest;
  if (full && !full_)
    diagnostics_.add("E0235",
                     fmt::format("the model has more than {} items, counting repeats "
                                 "and the layers of blocks",
                                 kMostItems),
                     place);
  if (deep)
    diagnostics_.add("E0235", "lists of layers are nested too deep here", place);
  full_ = full_ || full;
  return full || deep;
}

void Expander::check_outputs(int output) {
  std::vector<bool> taken(job_.model.size(), false);
  std::vector<bool> inputs(job_.data.inputs.size(), false);
  const auto take = [&](int item) {
    if (item >= 0)
      taken[static_cast<std::size_t>(item)] = true;
    else if (input_number(item) < inputs.size())
      inputs[input_number(item)] = true;
  };
  if (job_.losses.empty()) take(output);  // a loss that was reported
  for (const LossJob& loss : job_.losses) take(loss.item);
  for (const ItemJob& item : job_.model) std::ranges::for_each(item.in, take);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i]) continue;
    const ArrayName& input = job_.data.inputs[i];
    diagnostics_.add("E0232", fmt::format("nothing takes the input '{}'", input.name),
                     input.place, "take it with 'from', or remove it");
  }
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (taken[i]) continue;
    const ItemJob& item = job_.model[i];
    Error& error = diagnostics_.add(
        "E0232", fmt::format("nothing takes the output of '{}'", item.name), item.place,
        "what follows takes another's");
    error.remarks.emplace_back("help: take it with 'from', or remove the item");
    error.notes = item.blocks;
  }
}

}  // namespace backplane::config

// optimizer: a component, and beside it how parameters differ: what weight decay leaves
// out, what is frozen, groups with their own rate.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>

#include "config/layout.hpp"
#include "config/sections/sections.hpp"
#include "config/words.hpp"
#include "described.hpp"

namespace backplane::config {

namespace {

/// Words and regular expressions; one that cannot be read is reported and left out.
void read_patterns(Keys& keys, const Node& map, std::string_view key,
                   Diagnostics& diagnostics, std::vector<Pattern>& patterns) {
  std::vector<std::string> words;
  keys.texts(key, words);
  const Node* node = map.find(key);
  if (node == nullptr) return;
  for (const Node& item : as_list(*node)) {
    if (!item.is_scalar()) continue;  // reported by texts()
    try {
      const std::regex tried(item.text);
      patterns.push_back({item.text, item.place});
    } catch (const std::regex_error&) {
      diagnostics.add("E0230", fmt::format("'{}' is no pattern", item.text), item.place,
                      "neither a word nor a regular expression such as 'stem.*'");
    }
  }
}

/// The optimizer's parameters with the given values for defaults, so that a group
/// inherits what it does not say.
Described inheriting(const Bound& base) {
  Described part = *base.part;
  for (std::size_t i = 0; i < part.params.size(); ++i) {
    part.params[i].def = base.values[i];
    part.params[i].flags &= ~BACKPLANE_PF_REQUIRED;
  }
  return part;
}

/// Where a group says the parameter of this role; unknown: it does not.
Place place_of_role(const Bound& bound, std::uint32_t role) {
  for (std::size_t i = 0; i < bound.values.size(); ++i)
    if (bound.part->params[i].has(role)) return bound.places[i];
  return {};
}

class GroupReader {
 public:
  GroupReader(const Entry& groups, const Reader& reader, const Bound& base)
      : groups_(groups), reader_(reader), base_(base) {}

  void read(std::vector<GroupJob>& groups) {
    if (!groups_.value.is_list() && !groups_.value.is_map()) {
      diagnostics().add("E0204",
                        fmt::format("'groups' of 'optimizer' expects a list of groups, "
                                    "found {}",
                                    shown(groups_.value)),
                        groups_.value.place,
                        "write [{match: 'stem.*', lr: 0.1}], one map a group");
      return;
    }
    for (const Node& node : as_list(groups_.value)) group(node, groups.emplace_back());
  }

 private:
  [[nodiscard]] Diagnostics& diagnostics() const { return reader_.diagnostics; }

  void group(const Node& node, GroupJob& group) {
    group.place = node.place;
    const std::size_t before = diagnostics().count();
    Keys keys(node, "a group of 'optimizer'", diagnostics());
    if (!node.is_map() && !node.is_null()) return;
    read_patterns(keys, node, "match", diagnostics(), group.match);
    keys.real("lr_factor", group.lr_factor, 0);
    keys.boolean("freeze", group.freeze);
    if (keys.take("l1") != nullptr) keys.real("l1", group.l1.emplace(0), 0);
    parameters(node, group);
    one_rate(node, group);
    if (group.match.empty() && diagnostics().count() == before)
      diagnostics().add("E0202", "a group does not say which parameters are its own",
                        node.place, "'match:' must be given");
  }

  /// What is none of the group's own keys is a parameter of the optimizer.
  void parameters(const Node& node, GroupJob& group) {
    constexpr std::array<std::string_view, 4> kOwn = {"match", "lr_factor", "l1",
                                                      "freeze"};
    group.optimizer = base_;
    std::ranges::fill(group.optimizer.places, Place{});
    if (base_.part == nullptr) return;
    Node rest = node;
    std::erase_if(rest.entries, [&](const Entry& e) {
      return e.key.starts_with("x-") || std::ranges::find(kOwn, e.key) != kOwn.end();
    });
    const Described part = inheriting(base_);
    const std::string what = fmt::format("optimizer '{}'", base_.id());
    const std::size_t before = diagnostics().count();
    Bound bound;
    bind_map(rest, part, what, {kOwn.begin(), kOwn.end()}, reader_.sizes, diagnostics(),
             bound);
    bound.part = base_.part;
    bound.place = group.place;
    group.optimizer = std::move(bound);
    group.lr_place = place_of_role(group.optimizer, BACKPLANE_PF_ROLE_LR);
    if (diagnostics().count() == before)
      check_rules(group.optimizer, reader_.registry, diagnostics());
  }

  void one_rate(const Node& node, const GroupJob& group) {
    const Entry* factor = node.entry("lr_factor");
    if (factor == nullptr || !group.lr_place.known()) return;
    Error& error =
        diagnostics().add("E0218", "a group is given both a rate and a factor on it",
                          factor->key_place, "keep one");
    error.notes.push_back({group.lr_place, "the rate"});
  }

  const Entry& groups_;
  const Reader& reader_;
  const Bound& base_;
};

void read_decay(Keys& keys, Diagnostics& diagnostics, Decay& decay) {
  const Node* node = keys.take("decay");
  if (node == nullptr) return;
  ParamSpec spec;
  spec.name = "decay";
  spec.type = ParamType::choice;
  spec.choices = {"own", "l2", "decoupled"};
  if (const auto value = read_value(*node, spec, "'optimizer'", {}, diagnostics))
    decay = static_cast<Decay>(value->i);
}

}  // namespace

void read_optimizer(const Entry& optimizer, const Reader& reader, Job& job) {
  const Choices choices =
      plugged_choices(reader.registry, {Kind::optimizer}, siblings_of("optimizer"));
  if (auto bound = bind_plugged(optimizer.value, choices, reader))
    job.optimizer = std::move(*bound);
  if (!optimizer.value.is_map()) return;
  Keys keys(optimizer.value, "'optimizer'", reader.diagnostics);
  for (const auto& [key, patterns] :
       {std::pair{"no_decay", &job.no_decay}, std::pair{"freeze", &job.freeze}})
    read_patterns(keys, optimizer.value, key, reader.diagnostics, *patterns);
  keys.real("l1", job.l1, 0);
  read_decay(keys, reader.diagnostics, job.decay);
  if (keys.take("groups") != nullptr)
    GroupReader(*optimizer.value.entry("groups"), reader, job.optimizer)
        .read(job.groups);
}

}  // namespace backplane::config

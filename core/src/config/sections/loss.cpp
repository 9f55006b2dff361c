// loss: one part, or a list of them, each with what it judges and how much it weighs.
#include <fmt/format.h>

#include <algorithm>

#include "config/layout.hpp"
#include "config/model/scope.hpp"
#include "config/sections/sections.hpp"
#include "config/tables.hpp"
#include "config/words.hpp"

namespace backplane::config {

namespace {

class LossReader {
 public:
  LossReader(const Reader& reader, Job& job) : reader_(reader), job_(job) {}

  void read(const Node& node) {
    const std::size_t before = reader_.diagnostics.count();
    const std::vector<Node> list = as_list(node);
    for (const Node& item : list) one(item, list.size() > 1);
    if (list.empty())
      add("E0204", fmt::format("'loss' expects a loss, found {}", shown(node)),
          node.place, "name one, as cross_entropy");
    job_.losses_known = reader_.diagnostics.count() == before;
    if (!job_.losses_known) return;
    job_.data.ignored.resize(std::max<std::size_t>(job_.data.targets.size(), 1));
    for (std::size_t t = 0; t < job_.data.ignored.size(); ++t) ignore(t);
    check_taken();
  }

 private:
  Error& add(const char* code, std::string message, const Place& place,
             std::string label) {
    return reader_.diagnostics.add(code, std::move(message), place, std::move(label));
  }

  void one(const Node& node, bool several) {
    const Choices choices =
        plugged_choices(reader_.registry, {Kind::loss}, siblings_of("loss"));
    auto bound = bind_plugged(node, choices, reader_);
    if (!bound) return;
    LossJob loss;
    loss.part = std::move(*bound);
    const Node* name = nullptr;
    bool found = true;
    if (node.is_map()) {
      Keys keys(node, "a loss", reader_.diagnostics);
      keys.text("name", loss.name);
      name = node.find("name");
      keys.text("of", loss.of);
      if (const Node* of = node.find("of")) loss.of_place = of->place;
      keys.real("weight", loss.weight, 0);
      found = target(keys.take("target"), loss);
    } else {
      found = target(nullptr, loss);
    }
    if (loss.name.empty() && several && found && !job_.data.targets.empty())
      loss.name = job_.data.targets[loss.target].name;
    if (loss.name.empty()) loss.name = loss.part.id();
    check_name(loss, name != nullptr ? name->place : loss.part.place);
    job_.losses.push_back(std::move(loss));
  }

  bool target(const Node* said, LossJob& loss) {
    const auto& names = job_.data.targets;
    if (said != nullptr && said->is_scalar()) {
      const auto found =
          find_named(names, said->text, "target", said->place, reader_.diagnostics);
      loss.target = found.value_or(0);
      return found.has_value();
    }
    if (said != nullptr) {
      add("E0204", fmt::format("'target' expects a name, found {}", shown(*said)),
          said->place, "one word is wanted");
      return false;
    }
    if (names.size() < 2) return true;
    std::vector<std::string> known;
    for (const ArrayName& each : names) known.push_back(each.name);
    Error& error = add("E0243", fmt::format("'{}' must say its target", loss.part.id()),
                       loss.part.place, "add 'target: " + names.front().name + "'");
    error.remarks.push_back(fmt::format("the data's: {}", comma_list(known)));
    return false;
  }

  void check_name(const LossJob& loss, const Place& place) {
    if (!good_name(loss.name) && loss.name != loss.part.id())
      add("E0212", fmt::format("'{}' is no name for a loss", loss.name), place,
          "a letter, then letters, digits, '_' or '-'");
    const auto twin = std::ranges::find(job_.losses, loss.name, &LossJob::name);
    if (twin == job_.losses.end()) return;
    Error& error = add("E0212", fmt::format("two losses are called '{}'", loss.name),
                       place, "give one a 'name'");
    error.notes.push_back({twin->part.place, "the first"});
  }

  /// The parameter that says which label a loss leaves out.
  struct Ignored {
    std::optional<std::int64_t> label;
    Place place;          ///< of the parameter, or of the loss
    bool chosen = false;  ///< another than the loss's own
  };
  static Ignored ignored_by(const LossJob& loss) {
    for (std::size_t i = 0; i < loss.part.values.size(); ++i) {
      const ParamSpec& spec = loss.part.part->params[i];
      if (!spec.has(BACKPLANE_PF_ROLE_IGNORE)) continue;
      const Place& said = loss.part.places[i];
      return {loss.part.values[i].i, said.known() ? said : loss.part.place,
              loss.part.values[i].i != spec.def.i};
    }
    return {};
  }

  /// A label counts for nothing if all losses of the target leave it out.
  void ignore(std::size_t target) {
    const LossJob* first = nullptr;
    for (const LossJob& loss : job_.losses) {
      if (loss.target != target) continue;
      if (first == nullptr) first = &loss;
      const Ignored mine = ignored_by(loss), before = ignored_by(*first);
      job_.data.ignored[target] =
          mine.label == before.label ? mine.label : std::nullopt;
      if (mine.label == before.label) continue;
      const Ignored& said = mine.chosen ? mine : before;
      if (!said.chosen) return;
      Error& error = add("E0247", "losses of one target leave out different labels",
                         said.place, "leave the same one out of all of them, or none");
      error.notes.push_back({loss.part.place, "one"});
      error.notes.push_back({first->part.place, "another"});
      return;
    }
  }

  void check_taken() {
    for (std::size_t t = 0; t < job_.data.targets.size(); ++t) {
      const ArrayName& name = job_.data.targets[t];
      if (std::ranges::count(job_.losses, t, &LossJob::target) > 0) continue;
      add("E0244", fmt::format("no loss takes the target '{}'", name.name), name.place,
          "remove it, or add a loss");
    }
  }

  const Reader& reader_;
  Job& job_;
};

/// Which loss a metric stands beside.
std::size_t loss_of(const Node& node, const Bound& metric, const Job& job,
                    Diagnostics& diagnostics) {
  std::vector<std::string> known;
  for (const LossJob& loss : job.losses) known.push_back(loss.name);
  std::string of;
  const std::size_t before = diagnostics.count();
  if (node.is_map()) Keys(node, "a metric", diagnostics).text("of", of);
  if (diagnostics.count() > before) return 0;
  const auto found = std::ranges::find(known, of);
  if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
  if (of.empty() && known.size() < 2) return 0;
  const Node* said = node.is_map() ? node.find("of") : nullptr;
  Error& error = diagnostics.add(
      "E0245",
      of.empty() ? fmt::format("'{}' must say of which loss", metric.id())
                 : fmt::format("no loss is called '{}'", of),
      said != nullptr ? said->place : metric.place,
      of.empty() ? "there are several" : "");
  if (!known.empty())
    error.remarks.push_back(fmt::format("the losses: {}", comma_list(known)));
  return 0;
}

}  // namespace

void read_losses(const Node& loss, const Reader& reader, Job& job) {
  LossReader(reader, job).read(loss);
}

void read_metrics(const Node& metrics, Diagnostics& diagnostics, Job& job) {
  const Choices choices =
      table_choices("metric", metric_table(), siblings_of("metrics"));
  for (const Node& item : as_list(metrics)) {
    auto bound = bind_choice(item, choices, {}, diagnostics);
    if (!bound) continue;
    const std::size_t loss =
        job.losses_known ? loss_of(item, *bound, job, diagnostics) : 0;
    job.metrics.push_back({std::move(*bound), loss});
  }
}

}  // namespace backplane::config

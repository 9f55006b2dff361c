// A training's state as JSON. Doubles stand as hexadecimal text: exact, whatever they
// are.
#include "train/train_state.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

namespace backplane::train {
namespace {

using Json = nlohmann::ordered_json;

std::string hex(double value) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::hex);
  return {text.data(), end.ptr};
}

// Reads members one by one; after the first that is missing or of another type, ok() is
// false.
class Members {
 public:
  explicit Members(const Json& json) : json_(json) {}

  void read(const char* key, std::uint64_t& value) {
    const Json* member = find(key);
    if (member == nullptr || !member->is_number_unsigned()) return fail(key);
    value = member->get<std::uint64_t>();
  }
  void read(const char* key, bool& value) {
    const Json* member = find(key);
    if (member == nullptr || !member->is_boolean()) return fail(key);
    value = member->get<bool>();
  }
  void read(const char* key, double& value) {
    const Json* member = find(key);
    if (member == nullptr || !member->is_string()) return fail(key);
    const auto& text = member->get_ref<const std::string&>();
    const char* end = text.data() + text.size();
    const auto [rest, status] =
        std::from_chars(text.data(), end, value, std::chars_format::hex);
    if (status != std::errc() || rest != end) fail(key);
  }
  void read(const char* key, std::vector<LossSum>& losses) {
    const Json* member = find(key);
    if (member == nullptr || !member->is_array() || member->empty()) return fail(key);
    losses.clear();
    for (const Json& each : *member) {
      Members inner(each);
      inner.read("sum", losses.emplace_back().sum);
      inner.read("weight", losses.back().weight);
      if (!inner.ok()) return fail(key);
    }
  }
  void read(const char* key, std::optional<Best>& best) {
    const Json* member = find(key);
    if (member == nullptr) return fail(key);
    if (member->is_null()) return best.reset();
    best.emplace();
    Members inner(*member);
    inner.read("value", best->value);
    inner.read("epoch", best->epoch);
    inner.read("step", best->step);
    if (!inner.ok()) fail(key);
  }

  // Checkpoints of before there was one lack it.
  void read(const char* key, std::optional<Plateau>& plateau) {
    const Json* member = find(key);
    if (member == nullptr || member->is_null()) return plateau.reset();
    plateau.emplace();
    Members inner(*member);
    inner.read("lr", plateau->lr);
    inner.read("best", plateau->best);
    inner.read("bad", plateau->bad);
    inner.read("cooldown", plateau->cooldown);
    if (!inner.ok()) fail(key);
  }

  [[nodiscard]] bool ok() const { return wrong_.empty(); }
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

 private:
  [[nodiscard]] const Json* find(const char* key) const {
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
  }
  void fail(const char* key) {
    if (wrong_.empty()) wrong_ = key;
  }

  const Json& json_;
  std::string wrong_;
};

Error no_state(const std::string& name, const std::string& why) {
  Error error;
  error.code = "E0621";
  error.message = "'" + name + "' is no checkpoint: " + why;
  error.remarks = {
      "a checkpoint is written by 'backplane train'; to start from other "
      "weights, use train.init"};
  return error;
}

}  // namespace

std::string to_json(const TrainState& state) {
  Json json;
  json["seed"] = state.seed;
  json["step"] = state.step;
  json["epoch"] = state.epoch;
  json["batch"] = state.batch;
  json["samples"] = state.samples;
  json["losses"] = Json::array();
  for (const LossSum& loss : state.losses)
    json["losses"].push_back({{"sum", hex(loss.sum)}, {"weight", hex(loss.weight)}});
  json["best"] = nullptr;
  if (state.best)
    json["best"] = {{"value", hex(state.best->value)},
                    {"epoch", state.best->epoch},
                    {"step", state.best->step}};
  json["stale"] = state.stale;
  if (state.plateau)
    json["plateau"] = {{"lr", hex(state.plateau->lr)},
                       {"best", hex(state.plateau->best)},
                       {"bad", state.plateau->bad},
                       {"cooldown", state.plateau->cooldown}};
  json["metrics_lines"] = state.metrics_lines;
  json["finished"] = state.finished;
  return json.dump();
}

Result<TrainState> parse_train_state(const std::string& json, const std::string& name) {
  const Json parsed = Json::parse(json, nullptr, false);
  if (parsed.is_discarded())
    return no_state(name, "its training state is not readable");
  Members members(parsed);
  TrainState state;
  members.read("seed", state.seed);
  members.read("step", state.step);
  members.read("epoch", state.epoch);
  members.read("batch", state.batch);
  members.read("samples", state.samples);
  members.read("losses", state.losses);
  members.read("best", state.best);
  members.read("stale", state.stale);
  members.read("plateau", state.plateau);
  members.read("metrics_lines", state.metrics_lines);
  members.read("finished", state.finished);
  if (!members.ok())
    return no_state(name, "its training state lacks a valid '" + members.wrong() + "'");
  return state;
}

}  // namespace backplane::train

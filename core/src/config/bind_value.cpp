// A scalar or a list, read by the parameter's declared type and held to its range.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "config/component.hpp"
#include "config/scalar.hpp"
#include "config/words.hpp"
#include "described.hpp"
#include "suggest.hpp"

namespace backplane::config {

namespace {

class ValueReader {
 public:
  ValueReader(const ParamSpec& spec, const std::string& owner, const DataSizes& sizes,
              Diagnostics& diagnostics)
      : spec_(spec), owner_(owner), sizes_(sizes), diagnostics_(diagnostics) {}

  std::optional<Value> read(const Node& node) {
    switch (spec_.type) {
      case ParamType::boolean: {
        const auto read = read_boolean(node);
        if (!read.value) return wrong_type(node, read.why);
        return Value::boolean(*read.value);
      }
      case ParamType::integer:
        if (const auto value = integer(node)) return Value::integer(*value);
        return {};
      case ParamType::real:
        if (const auto value = real(node)) return Value::real(*value);
        return {};
      case ParamType::string:
      case ParamType::component:
        return text(node);
      case ParamType::choice:
        return choice(node);
      case ParamType::integers:
        return list<std::int64_t>(node);
      case ParamType::reals:
        return list<double>(node);
      case ParamType::strings:
        return texts(node);
    }
    return {};
  }

 private:
  std::nullopt_t wrong_type(const Node& node, const std::string& why) {
    diagnostics_.add("E0204",
                     fmt::format("'{}' of {} expects {}, found {}", spec_.name, owner_,
                                 expected(spec_), shown(node)),
                     node.place, why);
    return std::nullopt;
  }

  std::optional<std::int64_t> integer(const Node& node) {
    if (node.is_scalar() && (node.text == "classes" || node.text == "vocab"))
      return data_size(node);
    if (const auto word = spec_.word(node.is_scalar() ? node.text : "")) return word;
    const auto read = read_integer(bare(node));
    if (!read.value) return wrong_type(node, read.why);
    if (!in_range(static_cast<double>(*read.value), node)) return {};
    return read.value;
  }

  std::optional<double> real(const Node& node) {
    if (node.is_scalar() && node.text == "none" && std::isnan(spec_.def.f))
      return spec_.def.f;
    const auto read = read_real(bare(node));
    if (!read.value) return wrong_type(node, read.why);
    if (!in_range(*read.value, node)) return {};
    return read.value;
  }

  /// Without the declared unit: `every: 10 epochs`.
  [[nodiscard]] Node bare(const Node& node) const {
    Node copy = node;
    if (node.is_scalar() && !node.quoted)
      copy.text = without_unit(node.text, spec_.unit);
    return copy;
  }

  std::optional<std::int64_t> data_size(const Node& node) {
    if (!spec_.has(BACKPLANE_PF_ROLE_UNITS))
      return wrong_type(node, "only a size that the data gives may be written so");
    const std::int64_t size = node.text == "classes" ? sizes_.classes : sizes_.vocab;
    if (size > 0) return size;
    diagnostics_.add("E0215", fmt::format("the data has no known '{}'", node.text),
                     node.place, "write the number");
    return {};
  }

  bool in_range(double value, const Node& node) {
    const bool low =
        spec_.min &&
        (spec_.has(BACKPLANE_PF_MIN_EXCL) ? value <= *spec_.min : value < *spec_.min);
    const bool high =
        spec_.max &&
        (spec_.has(BACKPLANE_PF_MAX_EXCL) ? value >= *spec_.max : value > *spec_.max);
    if (!low && !high) return true;
    diagnostics_.add("E0205",
                     fmt::format("'{}' of {} is {}, out of its range", spec_.name,
                                 owner_, node.text),
                     node.place, "expects " + expected(spec_));
    return false;
  }

  std::optional<Value> text(const Node& node) {
    if (!node.is_scalar())
      return wrong_type(node,
                        node.is_null() ? "no value was given" : "one word is wanted");
    return Value::string(node.text);
  }

  std::optional<Value> texts(const Node& node) {
    std::vector<std::string> words;
    for (const Node& item : node.is_list() ? node.items : std::vector<Node>{node}) {
      const auto word = text(item);
      if (!word) return {};
      words.push_back(word->s);
    }
    return Value::strings(std::move(words));
  }

  std::optional<Value> choice(const Node& node) {
    const auto& words = spec_.choices;
    const auto found = node.is_scalar()
                           ? std::find(words.begin(), words.end(), node.text)
                           : words.end();
    if (found != words.end()) return Value::choice(found - words.begin());
    diagnostics_.add("E0208",
                     fmt::format("'{}' of {} expects {}, found {}", spec_.name, owner_,
                                 expected(spec_), shown(node)),
                     node.place,
                     node.is_scalar() ? did_you_mean(node.text, words) : std::string());
    return {};
  }

  template <class T>
  std::optional<Value> list(const Node& node) {
    std::vector<T> values;
    bool good = true;
    const auto take = [&](const Node& item) {
      const auto value = [&]() -> std::optional<T> {
        if constexpr (std::is_same_v<T, double>)
          return real(item);
        else
          return integer(item);
      }();
      if (value) values.push_back(*value);
      good = good && value;
    };
    const bool range = spec_.unit == kRangeUnit;
    if (node.is_list())
      for (const Node& item : node.items) take(item);
    else if (const auto ends = range ? ends_of(node) : std::nullopt)
      for (const Node& end : *ends) take(end);
    else
      take(node);  // one value is a list of one
    if (!good) return {};
    if constexpr (std::is_same_v<T, double>)
      return range ? ordered(node, std::move(values)) : Value::reals(std::move(values));
    else
      return Value::integers(std::move(values));
  }

  /// `2%..20%` as two numbers.
  static std::optional<std::array<Node, 2>> ends_of(const Node& node) {
    const auto dots =
        node.is_scalar() && !node.quoted ? node.text.find("..") : std::string::npos;
    if (dots == std::string::npos) return {};
    std::array<Node, 2> ends{node, node};
    ends[0].text = node.text.substr(0, dots);
    ends[1].text = node.text.substr(dots + 2);
    return ends;
  }

  std::optional<Value> ordered(const Node& node, std::vector<double> values) {
    if (values.empty() || values.size() > 2)
      return wrong_type(node, "a range has two ends: write '2%..20%'");
    if (values.front() > values.back())
      return wrong_type(node, "a range goes from the smaller to the larger number");
    values = {values.front(), values.back()};
    return Value::reals(std::move(values));
  }

  const ParamSpec& spec_;
  const std::string& owner_;
  const DataSizes& sizes_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::optional<Value> read_value(const Node& node, const ParamSpec& spec,
                                const std::string& owner, const DataSizes& sizes,
                                Diagnostics& diagnostics) {
  return ValueReader(spec, owner, sizes, diagnostics).read(node);
}

}  // namespace backplane::config

// Which words may name a component.
#include "plugin/ids.hpp"

#include <algorithm>
#include <array>

#include "text.hpp"

namespace backplane::plugin {

namespace {

constexpr std::size_t kLongest = 128;
constexpr std::array<std::string_view, 13> kReserved{
    "name", "from",   "repeat", "share",    "freeze",   "lr",      "when",
    "init", "blocks", "layers", "residual", "parallel", "sequence"};

Error bad_id(const std::string& message, const std::string& help) {
  Error error;
  error.code = "E0408";
  error.message = message;
  error.remarks = {"help: " + help};
  return error;
}

}  // namespace

bool is_word(std::string_view text) {
  if (text.empty() || text[0] < 'a' || text[0] > 'z') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Outcome check_id(std::string_view id) {
  const std::string shown = text::printable(id.substr(0, kLongest));
  bool well = id.size() <= kLongest;
  for (std::size_t at = 0; well && at <= id.size();) {
    const auto dot = std::min(id.find('.', at), id.size());
    well = is_word(id.substr(at, dot - at));
    at = dot + 1;
  }
  if (!well) {
    return bad_id("'" + shown + "' is no component id: expected lower-case words " +
                      "joined by dots, as in acme.swish",
                  "rename the component in the plugin");
  }
  if (std::find(kReserved.begin(), kReserved.end(), id) != kReserved.end()) {
    return bad_id("'" + shown + "' is a word of the configuration language",
                  "rename the component in the plugin");
  }
  return Done{};
}

bool has_vendor(std::string_view id) {
  return id.find('.') != std::string_view::npos;
}

Outcome check_vendor(std::string_view id) {
  if (has_vendor(id)) return Done{};
  const std::string shown(id);
  return bad_id("'" + shown + "' is a bare word, which only the built-in parts have",
                "give it a vendor, as in acme." + shown);
}

}  // namespace backplane::plugin

// Each says what was found and what to write instead.
#include "config/yaml_errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/words.hpp"

namespace backplane::config {

namespace {

struct Complaint {
  std::string_view parser;  ///< how the parser's message begins
  std::string_view message;
  std::string_view label;
};

constexpr std::array kComplaints = {
    Complaint{"end of map not found", "this line does not continue the map above it",
              "check its indentation, and the ':' after the key"},
    Complaint{"end of sequence not found",
              "this line does not continue the list above it",
              "check its indentation, and the '- ' before each item"},
    Complaint{"illegal tab", "a tab stands where the line is indented",
              "YAML wants spaces"},
    Complaint{"illegal EOF in scalar", "a quote is opened and never closed",
              "the text ends here"},
    Complaint{"illegal map value", "a ':' stands where no key can be",
              "put text that holds ': ' in quotes"},
    Complaint{"illegal map key", "a key stands where none can be",
              "check the indentation"},
    Complaint{"illegal flow end", "a closing bracket that closes nothing", "remove it"},
    Complaint{"illegal block entry", "a '- ' stands where no list can be",
              "put the list under its key, on lines of its own"},
    Complaint{"unknown escape character", "this '\\' escapes nothing that YAML knows",
              "write '\\\\', or put the text in single quotes"},
    Complaint{"unknown token", "a character that no plain text can begin with",
              "put the text in quotes"},
};

Error open_flow_error(const Place& where, const OpenFlow& flow) {
  Error error = unclosed(flow);
  if (where.line != flow.place.line || where.column != flow.place.column)
    error.notes.push_back({where, "noticed here"});
  return error;
}

}  // namespace

Error unclosed(const OpenFlow& flow) {
  return make_error("E0101",
                    flow.map ? "this map in braces is not well formed"
                             : "this list in brackets is not well formed",
                    flow.place,
                    flow.map ? "a ',' or the closing '}' is missing"
                             : "a ',' or the closing ']' is missing");
}

Error syntax_error(const Source& source, int line, int byte, std::string_view complaint,
                   const OpenFlow& flow) {
  const Place where = source.at(line, byte);
  if (complaint.substr(0, 10) == "the refere" || complaint.substr(0, 8) == "alias no")
    return make_error("E0104", "an alias that no anchor defines", where,
                      "an '&name' must stand before the '*name'");
  if (flow.place.known()) return open_flow_error(where, flow);
  const auto* known =
      std::find_if(kComplaints.begin(), kComplaints.end(), [&](const Complaint& c) {
        return complaint.substr(0, c.parser.size()) == c.parser;
      });
  if (known != kComplaints.end())
    return make_error("E0101", std::string(known->message), where,
                      std::string(known->label));
  return make_error("E0101", fmt::format("this is not YAML: {}", complaint), where, {});
}

Error not_text(const Source& source, std::string_view valid_part) {
  const auto line = std::count(valid_part.begin(), valid_part.end(), '\n');
  const std::size_t start = valid_part.rfind('\n') + 1;  // npos + 1 is 0
  Place place =
      source.at(static_cast<int>(line), static_cast<int>(valid_part.size() - start));
  place.text.clear();
  return make_error("E0102", "this file is not UTF-8 text", std::move(place),
                    "a byte that no text holds");
}

Error too_large(const std::string& name, std::size_t limit) {
  return make_error(
      "E0105", fmt::format("larger than {} KiB, which no network needs", limit / 1024),
      {name, 1, 1, 1, {}}, {});
}

Error too_deep(Place place, int limit) {
  return make_error("E0105", fmt::format("nested deeper than {} levels", limit),
                    std::move(place), {});
}

Error too_many_values(Place place, std::size_t limit) {
  return make_error("E0105", fmt::format("more than {} values in one file", limit),
                    std::move(place), {});
}

Error too_many_aliases(Place place, std::size_t limit) {
  return make_error(
      "E0105",
      fmt::format("the aliases of this file stand for more than {} values", limit),
      std::move(place), "this one goes beyond");
}

Error duplicate_key(const std::string& key, Place place, Place first) {
  place.length = std::max(place.length, 1);
  Error error = make_error("E0103", fmt::format("the key '{}' is given twice", key),
                           std::move(place), "remove one of the two");
  error.notes.push_back({std::move(first), "first given here"});
  return error;
}

Error cyclic_alias(Place place) {
  return make_error("E0104", "an alias inside the value that it stands for",
                    std::move(place), "this would never end");
}

Error merge_key(Place place) {
  Error error =
      make_error("E0106", "the merge key '<<' is not used here", std::move(place), {});
  error.remarks.emplace_back(
      "help: put what is shared into a file of its own and name it with 'extends:', or "
      "use 'vars:' and '$name'");
  return error;
}

Error key_not_a_word(Place place) {
  return make_error("E0107", "a key must be a word", std::move(place),
                    "a list, a map or nothing stands here as a key");
}

Error several_documents(Place place) {
  return make_error("E0108", "a second document begins in this file", std::move(place),
                    "one file holds one job");
}

Error tag_used(Place place) {
  return make_error("E0109", "YAML tags are not used here", std::move(place),
                    "the parameter's own type reads the value; leave out the '!'");
}

}  // namespace backplane::config

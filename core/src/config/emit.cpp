// Node -> YAML that reads back to the same Node.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "config/node.hpp"

namespace backplane::config {

namespace {

constexpr std::size_t kWidth = 80;

bool plain_safe(std::string_view text) {
  constexpr std::string_view kWords[] = {"null", "Null", "NULL", "-",
                                         "--",   "---",  "..."};
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  if (text.substr(0, 2) == "- " || text.substr(0, 3) == "---") return false;
  if (std::find(std::begin(kWords), std::end(kWords), text) != std::end(kWords))
    return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_./+- ").find(c) != std::string_view::npos;
  });
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '$') {  // a reader would take one for a variable
      out += "$$";
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
  return out;
}

std::string word(std::string_view text) {
  return plain_safe(text) ? std::string(text) : quoted(text);
}

std::string flow(const Node& node) {
  std::string out;
  switch (node.kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::scalar:
      if (!node.quoted && !node.text.empty() && node.text.back() == '%' &&
          plain_safe(node.text.substr(0, node.text.size() - 1)))
        return node.text;
      return node.quoted ? quoted(node.text) : word(node.text);
    case Node::Kind::list:
      for (const Node& item : node.items)
        out += fmt::format("{}{}", out.empty() ? "" : ", ", flow(item));
      return fmt::format("[{}]", out);
    case Node::Kind::map:
      for (const Entry& e : node.entries)
        out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", word(e.key),
                           flow(e.value));
      return fmt::format("{{{}}}", out);
  }
  return out;
}

bool fits(const Node& node, std::size_t column) {
  if (node.is_null() || node.is_scalar()) return true;
  if (node.items.empty() && node.entries.empty()) return true;
  return column + flow(node).size() <= kWidth;
}

void block(const Node& node, std::size_t indent, std::string& out);

void after_word(const Node& node, std::size_t indent, std::size_t column,
                std::string& out) {
  if (fits(node, column)) {
    out += fmt::format(" {}\n", flow(node));
  } else {
    out += "\n";
    block(node, indent + 2, out);
  }
}

void block(const Node& node, std::size_t indent, std::string& out) {
  const std::string margin(indent, ' ');
  for (const Entry& e : node.entries) {
    const std::string head = fmt::format("{}{}:", margin, word(e.key));
    out += head;
    after_word(e.value, indent, head.size() + 1, out);
  }
  for (const Node& item : node.items) {
    if (fits(item, indent + 2)) {
      out += fmt::format("{}- {}\n", margin, flow(item));
      continue;
    }
    std::string inner;  // its first line follows the dash
    block(item, indent + 2, inner);
    out += fmt::format("{}- {}", margin, inner.substr(indent + 2));
  }
}

}  // namespace

std::string to_yaml(const Node& node) {
  if (!node.is_map() || node.entries.empty()) {
    if (!node.is_list() || node.items.empty()) return flow(node) + "\n";
  }
  std::string out;
  block(node, 0, out);
  return out;
}

}  // namespace backplane::config

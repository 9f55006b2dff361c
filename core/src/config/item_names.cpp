// Positions are counted as the reading of the model will count them.
#include "config/item_names.hpp"

#include <optional>

#include "config/scalar.hpp"

namespace backplane::config {

namespace {

/// How many copies an item stands for; empty where a variable will say.
std::optional<std::size_t> copies_of(const Node& item) {
  const Node* repeat = item.find("repeat");
  if (repeat == nullptr) return 1;
  const auto read = read_integer(*repeat);
  if (!read.value || *read.value < 1) return {};
  return static_cast<std::size_t>(*read.value);
}

}  // namespace

std::multimap<std::string, std::size_t> item_names(Node& list,
                                                   const Siblings& siblings) {
  std::multimap<std::string, std::size_t> names;
  std::map<std::string, std::optional<std::size_t>> unnamed;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    Node& item = list.items[i];
    const Entry* tag = component_in(item, siblings);
    const std::string type = item.is_scalar() ? item.text
                             : tag != nullptr ? tag->key
                                              : "";
    const Node* name = item.find("name");
    if (name != nullptr && name->is_scalar()) {
      names.emplace(name->text, i);
    } else {
      auto& count = unnamed.try_emplace(type, 0).first->second;
      const auto copies = copies_of(item);
      if (count && item.find("repeat") == nullptr)
        names.emplace(type + std::to_string(*count), i);
      if (count && copies)
        *count += *copies;
      else
        count.reset();
    }
    names.emplace(type, i);
  }
  return names;
}

}  // namespace backplane::config

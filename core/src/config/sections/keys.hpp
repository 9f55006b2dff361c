#pragma once
// A section's map: keys are asked for by name and type; what nobody asked for is
// unknown.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/job.hpp"

namespace backplane::config {

class Keys {
 public:
  /// `owner` names the section in messages: "'train'". A value that is no map is
  /// reported, null apart. Both must outlive this.
  Keys(const Node& node, std::string owner, Diagnostics& diagnostics);

  /// nullptr when the key is absent or null.
  const Node* take(std::string_view key);
  void integer(std::string_view key, std::int64_t& value, double min);
  void real(std::string_view key, double& value, double min);
  void boolean(std::string_view key, bool& value);
  void text(std::string_view key, std::string& value);
  void duration(std::string_view key, Duration& value,
                std::initializer_list<Duration::Unit> units);
  /// A word or a list of words.
  void texts(std::string_view key, std::vector<std::string>& values);

  /// Reports the keys that nobody asked for, `x-` apart; returns what was suggested.
  std::vector<std::string> finish();

 private:
  void wrong(const Node& node, std::string_view key, std::string_view wanted,
             const std::string& why);

  const Node& node_;
  std::string owner_;
  Diagnostics& diagnostics_;
  std::vector<std::string> known_;
};

/// A duration in one of these units; reported when it is none.
std::optional<Duration> checked_duration(const Node& node, const std::string& what,
                                         std::initializer_list<Duration::Unit> units,
                                         Diagnostics& diagnostics);

}  // namespace backplane::config

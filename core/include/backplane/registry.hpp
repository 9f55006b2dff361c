#pragma once
// The registry: every component known to a runtime, by kind and id. It knows contracts,
// no part by name.

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "backplane/component.hpp"
#include "backplane/export.hpp"

namespace backplane {

/// A file that was met while scanning and not used, and why; or used.
struct PluginFile {
  std::string file;
  std::string reason;                   ///< "" when it was loaded
  std::vector<std::string> components;  ///< ids it brought
  std::vector<std::string> left_out;    ///< what of it was not used, and why
};

/// Filled while a runtime is made, then only read: thread-safe from there on.
class BACKPLANE_API Registry {
 public:
  Registry() = default;
  Registry(Registry&&) = default;
  Registry& operator=(Registry&&) = default;

  /// Layers and activations share one name space: both stand in a model list.
  /// Errors: an id that is taken (naming both origins), not well formed, or reserved.
  Outcome add(Component component);

  /// nullptr when there is none. Layers and activations are found under either kind
  /// only by their own.
  [[nodiscard]] const Component* find(Kind kind, std::string_view id) const;
  [[nodiscard]] std::vector<const Component*> all(Kind kind) const;  ///< by id
  [[nodiscard]] std::vector<const Component*> all() const;  ///< by kind, then id
  [[nodiscard]] std::vector<std::string> ids(Kind kind) const;

  /// Every file looked at, in order, for `plugin list --why` and "no plugin provides".
  std::vector<PluginFile> files;
  /// Every folder and file that was looked for, in order, with what became of it.
  std::vector<std::string> places;

 private:
  std::deque<Component> components_;  // stable addresses
  std::map<std::pair<std::uint32_t, std::string>, const Component*, std::less<>> index_;
};

}  // namespace backplane

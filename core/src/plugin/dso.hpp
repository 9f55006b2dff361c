#pragma once
// Shared libraries of this process. The one door to Boost.DLL.

#include <string>

#include "backplane/error.hpp"

namespace backplane::plugin {

/// A library that was loaded and stays mapped until the process ends: code and names of
/// it may be used for ever.
class Dso {
 public:
  /// Loads with every symbol bound now and none shared. Pre: an absolute path.
  /// Error: E0401 with the system's reason.
  static Result<Dso> load(const std::string& path);

  /// nullptr when the library has no such symbol.
  [[nodiscard]] void* symbol(const char* name) const;

 private:
  explicit Dso(const void* library) : library_(library) {}
  const void* library_;
};

/// The file that holds the runtime's own code: its library, or the program it is linked
/// into. "" when the system does not tell.
[[nodiscard]] std::string runtime_location();
[[nodiscard]] std::string program_location();

}  // namespace backplane::plugin

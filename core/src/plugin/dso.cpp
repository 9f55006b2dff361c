// Shared libraries of this process, over Boost.DLL.
#include "plugin/dso.hpp"

#include <boost/dll/runtime_symbol_info.hpp>
#include <boost/dll/shared_library.hpp>
#include <memory>
#include <mutex>
#include <vector>

namespace backplane::plugin {

namespace {

namespace dll = boost::dll;

/// The system's own words out of "... (dlerror system message: WORDS): ...", less the
/// path.
std::string reason_of(const std::string& thrown, const std::string& path) {
  constexpr std::string_view kBefore = "dlerror system message: ";
  const auto begin = thrown.find(kBefore);
  if (begin == std::string::npos) return thrown;
  auto reason = thrown.substr(begin + kBefore.size());
  reason = reason.substr(0, reason.rfind("): "));
  if (reason.compare(0, path.size() + 2, path + ": ") == 0)
    reason.erase(0, path.size() + 2);
  return reason;
}

/// Keeps a library for ever. What is kept stays reachable, so that leak checkers agree.
const dll::shared_library* keep(std::unique_ptr<dll::shared_library> library) {
  static auto& lock = *new std::mutex;
  static auto& kept = *new std::vector<std::unique_ptr<dll::shared_library>>;
  const std::lock_guard held(lock);
  return kept.emplace_back(std::move(library)).get();
}

Error not_loaded(const std::string& path, const std::string& reason) {
  Error error;
  error.code = "E0401";
  error.place.file = path;
  error.message = "the system cannot load this library: " + reason;
  const bool symbol = reason.find("undefined symbol") != std::string::npos;
  error.remarks = {symbol ? "help: link what defines the symbol into the plugin; "
                            "backplane_add_plugin finds this at link time"
                          : "help: build the plugin on this system, for this machine"};
  return error;
}

}  // namespace

Result<Dso> Dso::load(const std::string& path) {
  try {
    auto library = std::make_unique<dll::shared_library>(
        std::filesystem::path(path),
        dll::load_mode::rtld_now | dll::load_mode::rtld_local);
    return Dso(keep(std::move(library)));
  } catch (const std::exception& thrown) {
    return not_loaded(path, reason_of(thrown.what(), path));
  }
}

void* Dso::symbol(const char* name) const {
  const auto* library = static_cast<const dll::shared_library*>(library_);
  try {
    if (!library->has(name)) return nullptr;
    return reinterpret_cast<void*>(&library->get<void()>(name));
  } catch (const std::exception&) {
    return nullptr;
  }
}

std::string runtime_location() {
  std::error_code code;
  const auto path =
      dll::symbol_location_ptr(reinterpret_cast<const void*>(&reason_of), code);
  auto program = program_location();
  if (code || path.empty()) return program;
  const auto real = std::filesystem::canonical(path, code);
  return code ? program : real.string();
}

std::string program_location() {
  std::error_code code;
  const auto path = dll::program_location(code);
  return code ? std::string() : path.string();
}

}  // namespace backplane::plugin

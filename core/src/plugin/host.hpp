#pragma once
// What a part sees of the runtime: the C table of services and where its words go.

#include <memory>
#include <string>

#include "backplane/abi.h"
#include "backplane/runtime.hpp"

namespace backplane::plugin {

/// The host table of one runtime. Parts keep it alive; it does not move.
class Host {
 public:
  explicit Host(LogSink log);
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  [[nodiscard]] const backplane_host* table() const { return &table_; }
  void log(LogLevel level, const char* component, const char* message) const noexcept;

 private:
  LogSink log_;
  backplane_host table_{};
};

/// The table that a plugin's init sees. It lives as long as the process, as plugins do;
/// it logs to `sink` only during the call.
class InitHost {
 public:
  explicit InitHost(const Host& sink);
  ~InitHost();
  InitHost(const InitHost&) = delete;
  InitHost& operator=(const InitHost&) = delete;

  [[nodiscard]] const backplane_host* table() const;
};

}  // namespace backplane::plugin

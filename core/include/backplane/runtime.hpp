#pragma once
// A runtime: the parts it knows and the threads it works on. It touches nothing global,
// prints nothing and ends no process; several may live in one process.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "backplane/component.hpp"
#include "backplane/error.hpp"
#include "backplane/export.hpp"
#include "backplane/registry.hpp"

namespace backplane {

enum class LogLevel : std::int32_t {
  debug = BACKPLANE_LOG_DEBUG,
  info = BACKPLANE_LOG_INFO,
  warn = BACKPLANE_LOG_WARN,
  error = BACKPLANE_LOG_ERROR,
};

/// Where messages of parts go: nowhere, unless set. Called from any thread.
struct LogSink {
  void (*write)(void* context, LogLevel level, const char* component,
                const char* message) = nullptr;
  void* context = nullptr;
};

/// The application's own threads. `run` calls task(task_context, i, worker) once for
/// each i in [0, tasks), in any order, and returns when all are done; worker < workers,
/// and no two calls at once have the same. It may be called from several threads.
struct HostPool {
  using TaskFn = void (*)(void* task_context, std::int64_t task, std::uint32_t worker);
  void (*run)(void* context, std::int64_t tasks, TaskFn task,
              void* task_context) = nullptr;
  void* context = nullptr;
  std::uint32_t workers = 0;
};

/// Where parts come from. All places are looked at in this order; none shadows another.
struct PluginOptions {
  /// Entries of plugins linked into the program; their ids may be bare words.
  std::vector<backplane_plugin_entry_fn> linked;
  bool use_own_folder = true;    ///< lib/backplane/plugins beside the runtime
  bool use_environment = true;   ///< BACKPLANE_PLUGIN_PATH; never with raised rights
  bool use_user_folder = false;  ///< $XDG_DATA_HOME/backplane/plugins
  std::vector<std::string>
      paths;  ///< files and folders; what cannot be used is an error
};

struct RuntimeOptions {
  int threads = 1;  ///< the caller's among them; 0: one a core
  HostPool pool;    ///< instead of own threads, when `run` is set
  LogSink log;
  /// The process has no other user of BLAS: set its thread count to 1 while alive.
  bool own_blas_threads = false;
  PluginOptions plugins;
};

/// A handle; copies share one runtime, which lives as long as the last of them. Parts
/// that were made keep what they need and may outlive it.
class BACKPLANE_API Runtime {
 public:
  /// Loads the plugins. Errors: every plugin named explicitly that cannot be used,
  /// E04xx.
  static Result<Runtime> create(const RuntimeOptions& options = {});

  /// All parts, and every file that was looked at. Read only from other threads.
  [[nodiscard]] const Registry& registry() const;

  /// Registers a part of the application itself, with no library. Its id needs a
  /// vendor: "acme.swish". Before the runtime is used by other threads.
  Outcome add(Component component);
  /// Loads a plugin file or a folder of them. Before other threads use the runtime.
  Outcome load_plugins(const std::string& path);

  [[nodiscard]] int threads() const;

 private:
  friend struct RuntimeAccess;
  struct State;
  explicit Runtime(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

}  // namespace backplane

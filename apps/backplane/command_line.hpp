#pragma once
// The command line: verbs, and the options that several of them share.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "backplane/inspect.hpp"
#include "backplane/runtime.hpp"
#include "console.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace backplane::app {

/// Which shared options a verb knows; each level has those before it. console: --color,
/// --json, --quiet; parts: --plugin, --threads; run: --allow-plugins; config: --set.
enum class Needs { console, parts, run, config };

/// Options that may stand before or after the verb.
struct Shared {
  std::string colour = "auto";
  bool json = false, quiet = false;
  std::int64_t threads = 0;          ///< 0: every core
  std::vector<std::string> plugins;  ///< files and folders
  std::vector<std::string> sets;     ///< "optimizer.lr=0.01"
  bool allow_plugins = false;

  [[nodiscard]] ConfigOptions config_options() const;
};

/// What a verb runs with.
struct Session {
  Console& console;
  const Shared& shared;

  /// The parts and the threads, as the options say.
  [[nodiscard]] Result<Runtime> runtime() const;
  /// Milliseconds since the program began.
  [[nodiscard]] double milliseconds() const;
};

/// What one verb takes. The variables must outlive the command line's run.
class Verb {
 public:
  explicit Verb(CLI::App& app) : app_(app) {}

  Verb& positional(const char* name, std::string& to, const char* doc);
  /// One or more words, the last that the verb takes.
  Verb& positionals(const char* name, std::vector<std::string>& to, const char* doc);
  Verb& option(const char* name, std::string& to, const char* type, const char* doc);
  Verb& choice(const char* name, std::string& to, const std::vector<std::string>& words,
               const char* doc);
  Verb& number(const char* name, std::int64_t& to, std::int64_t low, std::int64_t high,
               const char* doc);
  Verb& flag(const char* name, bool& to, const char* doc);
  /// May be given several times.
  Verb& list(const char* name, std::vector<std::string>& to, const char* type,
             const char* doc);

 private:
  CLI::App& app_;
};

class CommandLine {
 public:
  CommandLine();
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  using Run = std::function<int(Session&)>;
  /// A verb, or one of a group's. `run` answers with the exit code.
  Verb add(const std::string& name, const std::string& description, Needs needs,
           Run run, CLI::App* group = nullptr);
  /// A word that only has verbs of its own.
  CLI::App& add_group(const std::string& name, const std::string& description);

  /// Parses, runs the verb that was chosen, and answers with the exit code.
  int run(int argc, char** argv);

 private:
  void add_shared(CLI::App& app, Needs needs);
  int parse(int argc, char** argv, Console& console);

  std::unique_ptr<CLI::App> app_;
  Shared shared_;
  Run chosen_;
};

}  // namespace backplane::app

// The command line: what is parsed, and who is called then.
#include "command_line.hpp"

#include <algorithm>
#include <chrono>

#include "usage.hpp"

namespace backplane::app {

namespace {

const auto kBegin = std::chrono::steady_clock::now();

const std::vector<std::string> kColours{"auto", "always", "never"};

Colour colour_of(const std::string& word) {
  if (word == "always") return Colour::always;
  return word == "never" ? Colour::never : Colour::automatic;
}

}  // namespace

ConfigOptions Shared::config_options() const {
  return {sets, allow_plugins};
}

Result<Runtime> Session::runtime() const {
  RuntimeOptions options;
  options.threads = static_cast<int>(shared.threads);
  options.own_blas_threads = true;
  options.plugins.use_user_folder = true;
  options.plugins.paths = shared.plugins;
  return Runtime::create(options);
}

double Session::milliseconds() const {
  const auto now = std::chrono::steady_clock::now();
  return std::chrono::duration<double, std::milli>(now - kBegin).count();
}

CommandLine::CommandLine()
    : app_(std::make_unique<CLI::App>(
          "Deep learning from plugin parts: a network is a YAML file.", "backplane")) {
  app_->set_version_flag("--version", "backplane " BACKPLANE_VERSION,
                         "Print the version");
  app_->require_subcommand(1);
  app_->get_formatter()->column_width(28);
  app_->footer("'backplane VERB --help' tells what a verb takes.");
  app_->option_defaults()->group("Shared options, before or after the verb");
  add_shared(*app_, Needs::config);
}

CommandLine::~CommandLine() = default;

CLI::App& CommandLine::add_group(const std::string& name,
                                 const std::string& description) {
  auto& group = *app_->add_subcommand(name, description);
  group.require_subcommand(1);
  return group;
}

Verb CommandLine::add(const std::string& name, const std::string& description,
                      Needs needs, Run run, CLI::App* group) {
  auto& verb =
      *(group != nullptr ? group : app_.get())->add_subcommand(name, description);
  verb.option_defaults()->group("Shared options");
  add_shared(verb, needs);
  verb.option_defaults()->group("Options");
  verb.callback([this, run = std::move(run)] { chosen_ = run; });
  return Verb(verb);
}

void CommandLine::add_shared(CLI::App& app, Needs needs) {
  Verb verb(app);
  if (needs >= Needs::config)
    verb.list("--set", shared_.sets, "KEY=VALUE",
              "Override a value: optimizer.lr=0.01; repeatable");
  if (needs >= Needs::run)
    verb.flag("--allow-plugins", shared_.allow_plugins,
              "Load what the configuration's 'plugins:' names");
  if (needs >= Needs::parts) {
    verb.list("--plugin", shared_.plugins, "PATH",
              "A plugin file or folder; repeatable");
    verb.number("--threads", shared_.threads, 0, 1024, "Threads; 0 is one a core");
  }
  verb.choice("--color", shared_.colour, kColours,
              "auto, always or never; auto heeds NO_COLOR");
  verb.flag("--json", shared_.json, "Print results and errors as JSON");
  verb.flag("--quiet", shared_.quiet, "Print results and errors only");
}

int CommandLine::parse(int argc, char** argv, Console& console) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    console.write(app_->help());
    return kGood;
  } catch (const CLI::CallForVersion& version) {
    console.print("{}\n", version.what());
    return kGood;
  } catch (const CLI::ParseError& error) {
    const bool json = std::any_of(argv, argv + argc, [](const char* word) {
      return word == std::string("--json");
    });
    console.configure(Colour::automatic, json, false);
    console.fail(usage_error(*app_, error));
    return kWrongUsage;
  }
  console.configure(colour_of(shared_.colour), shared_.json, shared_.quiet);
  if (const auto error = misplaced_option(*app_)) {
    console.fail(*error);
    return kWrongUsage;
  }
  Session session{console, shared_};
  return chosen_(session);
}

int CommandLine::run(int argc, char** argv) {
  Console console;
  int code = kBad;
  try {
    code = parse(argc, argv, console);
  } catch (const std::exception& thrown) {
    Error error;
    error.code = "E0818";
    error.message = fmt::format("unexpected: {}", thrown.what());
    error.remarks = {"memory has run out, or this is a mistake of the program itself"};
    code = console.fail(error);
  }
  return console.finish(code);
}

}  // namespace backplane::app

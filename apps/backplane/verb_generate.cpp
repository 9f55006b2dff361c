// backplane generate MODEL: text from a model of text, as it comes.
#include "backplane/generate.hpp"

#include <charconv>

#include "interrupt.hpp"
#include "json.hpp"
#include "model_file.hpp"
#include "verbs.hpp"

namespace backplane::app {

namespace {

struct Arguments {
  std::string model, temperature = "1", top_p = "1";
  std::int64_t seed = 0;
  GenerateOptions options;
};

/// A real number of the command line; false, and reported, when it is none.
bool read_number(Console& console, const char* option, const std::string& text,
                 double& value) {
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec == std::errc() && read.ptr == end) return true;
  Error error;
  error.code = "E0813";
  error.message = fmt::format("{}: expected a number, got '{}'", option, text);
  console.fail(error);
  return false;
}

int run(Session& session, GenerateOptions& options, const std::string& path) {
  auto& console = session.console;
  auto runtime = session.runtime();
  if (!runtime) return console.fail(runtime.error());
  const auto model = Model::load(*runtime, model_file(path));
  if (!model) return console.fail(model.error(), count_of(model.error()) + ".");
  const auto* stop = catch_interrupts(false);
  bool begun = false;
  options.on_text = [&](std::string_view piece) {
    if (!console.json()) {
      // The prompt comes with the first piece: after what may still be refused.
      if (!begun) console.write(options.prompt);
      begun = true;
      console.write(piece);
      console.flush();
    }
    return !stop->load(std::memory_order_relaxed);
  };
  const auto made = generate(*model, options);
  if (!made) return console.fail(made.error(), count_of(made.error()) + ".");
  if (console.json())
    console.write(dump(Json{{"ok", true},
                            {"prompt", options.prompt},
                            {"text", made->text},
                            {"tokens", made->tokens}}));
  else
    console.write("\n");
  return stop->load() ? kInterrupted : kGood;
}

int generate_text(Session& session, Arguments& given) {
  auto& options = given.options;
  auto& console = session.console;
  if (!read_number(console, "--temperature", given.temperature, options.temperature) ||
      !read_number(console, "--top-p", given.top_p, options.top_p))
    return kWrongUsage;
  options.seed = static_cast<std::uint64_t>(given.seed);
  return run(session, options, given.model);
}

}  // namespace

void add_generate(CommandLine& line) {
  constexpr std::int64_t kMost = std::int64_t{1} << 53;
  const auto given = std::make_shared<Arguments>();
  auto verb =
      line.add("generate", "Go on with a text", Needs::parts,
               [given](Session& session) { return generate_text(session, *given); });
  verb.positional("MODEL", given->model, "A run folder or a model file of text");
  verb.option("--prompt", given->options.prompt, "TEXT",
              "What the text goes on from [a new line]");
  verb.number("--tokens", given->options.tokens, 0, kMost, "How many tokens [200]");
  verb.option("--temperature", given->temperature, "T",
              "Below 1 likelier text, 0 always the likeliest token [1]");
  verb.number("--top-k", given->options.top_k, 0, kMost,
              "Only among the K likeliest tokens [0: all]");
  verb.option("--top-p", given->top_p, "P",
              "Only among the likeliest that make up this share [1]");
  verb.number("--seed", given->seed, 0, kMost, "Another seed, another text [0]");
}

}  // namespace backplane::app

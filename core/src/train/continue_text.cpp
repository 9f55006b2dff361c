// One token after the other; token i of a seed is decided by random number i.
#include "train/continue_text.hpp"

#include <cmath>

#include "data/utf8.hpp"
#include "math/rng.hpp"
#include "train/choose_token.hpp"

namespace backplane::train {
namespace {

Error refused(const char* code, std::string message, std::string remark) {
  return {code, std::move(message), {}, {}, {}, {std::move(remark)}, {}};
}

// Tokens as text, and the listener's wish to go on.
class Output {
 public:
  Output(const data::Vocabulary& vocabulary, const GenerateOptions& options)
      : vocabulary_(vocabulary), options_(options) {}

  bool put(std::int32_t token) {
    ++result_.tokens;
    return say(characters_.take(vocabulary_.text(token)));
  }
  Generated finish() {
    say(characters_.rest());
    return std::move(result_);
  }

 private:
  bool say(const std::string& piece) {
    result_.text += piece;
    return piece.empty() || !options_.on_text || options_.on_text(piece);
  }

  const data::Vocabulary& vocabulary_;
  const GenerateOptions& options_;
  data::WholeCharacters characters_;
  Generated result_;
};

Result<std::int32_t> next_token(TextWriter& writer, const data::Vocabulary& vocabulary,
                                TokenChooser& chooser, double u) {
  auto scores = writer.scores();
  if (!scores.ok()) return scores.error();
  if (vocabulary.has_unknown())
    (*scores)[data::Vocabulary::kUnknown] = -HUGE_VAL;  // it is no text
  const std::int32_t token = chooser.choose(*scores, u);
  if (token >= 0) return token;
  return refused("E0667", "the model's outputs are not finite: no token is likelier",
                 "its training went wrong; see the losses in metrics.jsonl");
}

}  // namespace

Result<std::vector<std::int32_t>> prompt_ids(const data::Vocabulary& vocabulary,
                                             const std::string& prompt) {
  if (prompt.empty())
    return refused("E0661", "the prompt is empty, and a text goes on from something",
                   "a new line is the least: the beginning of any line");
  return data::encode(vocabulary, prompt);
}

Result<Generated> continue_text(TextWriter& writer, const data::Vocabulary& vocabulary,
                                const GenerateOptions& options) {
  if (auto done = check(options); !done.ok()) return done.error();
  if (options.tokens < 0)
    return refused("E0666", "the number of tokens is negative", "expected 0 or more");
  const auto prompt = prompt_ids(vocabulary, options.prompt);
  if (!prompt.ok()) return prompt.error();
  if (auto done = writer.start(*prompt); !done.ok()) return done.error();
  TokenChooser chooser(options);
  Output output(vocabulary, options);
  const std::uint64_t seed = mix(options.seed, "generate");
  for (std::int64_t i = 0; i < options.tokens; ++i) {
    double u = 0;
    rng_service()->uniform_f64(seed, 0, static_cast<std::uint64_t>(i), 1, &u);
    const auto token = next_token(writer, vocabulary, chooser, u);
    if (!token.ok()) return token.error();
    if (!output.put(*token)) break;
    if (auto done = writer.append(*token); !done.ok()) return done.error();
  }
  return output.finish();
}

}  // namespace backplane::train

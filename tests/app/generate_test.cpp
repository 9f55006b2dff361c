// backplane generate: text on the screen, as JSON, and what is refused.
#include "app/command.hpp"

namespace {

using namespace backplane::test;

constexpr const char* kText = R"(name: text
seed: 2
data: {text: text.txt, tokenizer: characters, context: 4, batch: 8}
model: [embedding: 12, dense: vocab]
loss: cross_entropy
optimizer: {adamw: {lr: 0.05}}
train: {epochs: 60}
sample: {every: 30 epochs, prompt: ab, tokens: 6, temperature: 0}
)";

void train(const Scratch& scratch) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "abcd\n";
  scratch.put("text.txt", text);
  scratch.put("text.yaml", kText);
  const auto done = run(command(scratch.folder(), {"train", "text.yaml"}));
  INFO(done.err);
  REQUIRE(done.code == 0);
  CHECK(holds(done.out, "writes:\nabcd\nabc\n"));
}

Finished generate(const Scratch& scratch, std::vector<std::string> words) {
  words.insert(words.begin(), {"generate", "runs/text"});
  return run(command(scratch.folder(), std::move(words)));
}

}  // namespace

TEST_CASE("generate goes on with a text", "[app][generate]") {
  const Scratch scratch;
  train(scratch);
  const auto text =
      generate(scratch, {"--prompt", "cd", "--tokens", "7", "--temperature", "0"});
  CHECK(text.code == 0);
  CHECK(text.out == "cd\nabcd\na\n");
  const auto plain = generate(scratch, {"--tokens", "4", "--top-k", "1"});
  CHECK(plain.out == "\nabcd\n");
  const auto json = json_of(generate(
      scratch, {"--prompt", "ab", "--tokens", "2", "--temperature", "0", "--json"}));
  CHECK(json["ok"] == true);
  CHECK(json["prompt"] == "ab");
  CHECK(json["text"] == "cd");
  CHECK(json["tokens"] == 2);
  // The samples of the training stand in its log.
  CHECK(holds(scratch.get("runs/text/metrics.jsonl"),
              R"("epoch": 30, "prompt": "ab", "sample": "cd\u000aabc"})"));
}

TEST_CASE("generate says what is wrong and prints no text", "[app][generate][error]") {
  const Scratch scratch;
  train(scratch);
  const auto refused = [&](std::vector<std::string> words, const char* code) {
    const auto done = generate(scratch, std::move(words));
    CAPTURE(done.err);
    CHECK(done.code != 0);
    CHECK(done.out.empty());
    CHECK(holds(done.err, code));
  };
  refused({"--prompt", ""}, "E0661");
  refused({"--prompt", "a\xFF"}, "E0662");
  refused({"--prompt", "axe"}, "the model does not know 'x' (U+0078), character 2");
  refused({"--temperature", "warm"}, "--temperature: expected a number, got 'warm'");
  refused({"--temperature", "-1"}, "E0666");
  refused({"--top-p", "0"}, "E0666");
  refused({"--tokens", "-1"}, "E0813");
  const auto none = run(command(scratch.folder(), {"generate", "text.txt"}));
  CHECK(none.code == 1);
}

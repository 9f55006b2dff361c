// Wrong words on the command line: exit code 2, what is wrong, and what would be right.
#include "app/command.hpp"

using namespace backplane::test;

namespace {

Finished say(std::vector<std::string> words) {
  return run(command("", std::move(words)));
}

}  // namespace

TEST_CASE("the version is printed", "[app]") {
  const auto done = say({"--version"});
  CHECK(done.code == 0);
  CHECK(done.out == "backplane " BACKPLANE_VERSION "\n");
  CHECK(done.err.empty());
}

TEST_CASE("help lists every verb, and a verb's help its options", "[app]") {
  const auto all = say({"--help"});
  CHECK(all.code == 0);
  for (const auto* verb :
       {"train", "resume", "eval", "predict", "check", "data", "summary", "time",
        "gradcheck", "trace", "plugin", "explain"})
    CHECK(holds(all.out, std::string("\n  ") + verb + " "));
  const auto one = say({"train", "--help"});
  CHECK(one.code == 0);
  for (const auto* option : {"--out", "--overwrite", "--set", "--threads", "--plugin"})
    CHECK(holds(one.out, option));
}

TEST_CASE("wrong usage says what would be right", "[app][error]") {
  using Words = std::vector<std::string>;
  const auto [words, code, advice] = GENERATE(table<Words, std::string, std::string>({
      {{}, "E0812", "verbs: train"},
      {{"trian", "x.yaml"}, "E0810", "did you mean 'train'?"},
      {{"x.yaml"}, "E0810", "backplane train x.yaml"},
      {{"plugin"}, "E0812", "verbs: list, info"},
      {{"plugin", "lst"}, "E0810", "did you mean 'list'?"},
      {{"train"}, "E0812", "usage: backplane train FILE"},
      {{"predict", "m"}, "E0812", "usage: backplane predict MODEL INPUTS"},
      {{"train", "x", "y"}, "E0814", "does not take 'y'"},
      {{"train", "x", "--set", "a=1", "b=2"}, "E0814", "--set b=2"},
      {{"train", "x", "--overwrit"}, "E0811", "did you mean '--overwrite'?"},
      {{"check", "x", "--overwrite"}, "E0811", "'backplane check' has no option"},
      {{"--set", "a=1", "plugin", "list"}, "E0811", "has no option --set"},
      {{"train", "x", "--threads", "many"}, "E0813", "whole number from 0 to 1024"},
      {{"train", "x", "--threads", "-1"}, "E0813", "whole number from 0 to 1024"},
      {{"train", "x", "--color", "red"}, "E0813", "one of auto, always, never"},
      {{"predict", "m", "i", "--format", "npy"}, "E0813", "--out FILE.npy"},
      {{"trace", "x"}, "E0812", "--weight fc1[3,5]"},
      {{"trace", "x", "--weight", "fc1(3"}, "E0801", "layer[neuron,input]"},
  }));
  const auto done = say(words);
  CAPTURE(words, done.err);
  CHECK(done.code == 2);
  CHECK(done.out.empty());
  CHECK(done.err.rfind("error[" + code + "]: ", 0) == 0);
  CHECK(holds(done.err, advice));
}

TEST_CASE("wrong usage is JSON on stdout when asked for", "[app][error]") {
  const auto done = say({"trian", "--json"});
  CHECK(done.code == 2);
  CHECK(done.err.empty());
  const auto json = json_of(done);
  CHECK(json["ok"] == false);
  CHECK(json["errors"][0]["code"] == "E0810");
}

TEST_CASE("explain tells what a code means, however it is written", "[app]") {
  for (const auto* word : {"E0207", "e0207", "error[E0207]:"}) {
    const auto done = say({"explain", word});
    CAPTURE(word);
    CHECK(done.code == 0);
    CHECK(holds(done.out, "E0207"));
  }
  const auto none = say({"explain", "E9999"});
  CHECK(none.code == 1);
  CHECK(holds(none.err, "error[E0815]: no error has the code 'E9999'"));
}

TEST_CASE("every code of the command line is explained", "[app]") {
  for (const auto* code : {"E0801", "E0810", "E0811", "E0812", "E0813", "E0814",
                           "E0815", "E0816", "E0817", "E0818"})
    CHECK(say({"explain", code}).code == 0);
}

// train and resume: what is printed and written, and how Ctrl-C ends.
#include <algorithm>
#include <filesystem>

#include "app/command.hpp"

using namespace backplane::test;

namespace {

std::string lines_with(const std::string& text, const std::string& part) {
  std::string found;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    if (holds(line, part)) found += line + "\n";
    at = end + 1;
  }
  return found;
}

auto count(const std::string& text, char c) {
  return std::count(text.begin(), text.end(), c);
}

}  // namespace

TEST_CASE("train prints its start, a line an epoch, and what it wrote", "[app]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const auto done = run(command(scratch.folder(), {"train", "xor.yaml"}));
  CAPTURE(done.out, done.err);
  CHECK(done.code == 0);
  CHECK(done.out.rfind("xor  17 parameters, ", 0) == 0);
  CHECK(holds(done.out, "into runs/xor\n"));
  CHECK(count(lines_with(done.out, "epoch "), '\n') >= 5);
  CHECK(holds(done.out, "epoch 5/5  loss "));
  CHECK(holds(done.out, "wrote runs/xor/model.safetensors\n"));
  CHECK_FALSE(holds(done.out, "\x1b"));
  CHECK_FALSE(holds(done.out, "\r"));
  for (const auto* file :
       {"model.safetensors", "metrics.jsonl", "config.resolved.yaml"})
    CHECK(std::filesystem::exists(scratch.path("runs/xor/" + std::string(file))));
}

TEST_CASE("a run folder that exists is kept unless it may be replaced",
          "[app][error]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const auto train = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"train", "xor.yaml", "--out", "here"});
    return run(command(scratch.folder(), more));
  };
  REQUIRE(train({}).code == 0);
  const auto model = scratch.get("here/model.safetensors");
  const auto again = train({"--set", "seed=7"});
  CHECK(again.code == 1);
  CHECK(holds(again.err, "error[E0610]"));
  for (const auto* way : {"--out", "--overwrite", "backplane resume here"})
    CHECK(holds(again.err, way));
  CHECK(holds(again.err, "\n1 error. Nothing was trained.\n"));
  CHECK(scratch.get("here/model.safetensors") == model);
  CHECK(train({"--set", "seed=7", "--overwrite"}).code == 0);
  CHECK(scratch.get("here/model.safetensors") != model);
}

TEST_CASE("an override that matches nothing is an error", "[app][error]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const auto done = run(command(
      scratch.folder(), {"train", "xor.yaml", "--set", "optimizer.lerning_rate=1"}));
  CHECK(done.code == 1);
  CHECK(holds(done.err, "lerning_rate"));
  CHECK(scratch.count() == 1);
}

TEST_CASE("train as JSON is one document, quiet train only results", "[app]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const auto done =
      run(command(scratch.folder(), {"train", "xor.yaml", "--json", "--out", "a"}));
  CHECK(done.code == 0);
  const auto json = json_of(done);
  CHECK(json["ok"] == true);
  CHECK(json["parameters"] == 17);
  CHECK(json["epochs"] == 5);
  CHECK(json["model"] == "a/model.safetensors");
  const auto quiet =
      run(command(scratch.folder(), {"--quiet", "train", "xor.yaml", "--out", "b"}));
  CHECK(quiet.code == 0);
  CHECK_FALSE(holds(quiet.out, "epoch"));
  CHECK(holds(quiet.out, "wrote b/model.safetensors\n"));
}

TEST_CASE("any number of threads writes the same model", "[app]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  std::string first;
  for (const auto* threads : {"1", "2", "3"}) {
    const std::string out = std::string("t") + threads;
    REQUIRE(run(command(scratch.folder(),
                        {"train", "xor.yaml", "--threads", threads, "--out", out}))
                .code == 0);
    const auto model = scratch.get(out + "/model.safetensors");
    if (first.empty()) first = model;
    CHECK((!model.empty() && model == first));
  }
}

TEST_CASE("Ctrl-C ends with a checkpoint, and resume with the same bits", "[app]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const std::vector<std::string> words{"train", "xor.yaml", "--set",
                                       "train.epochs=4000"};
  auto whole = words;
  whole.insert(whole.end(), {"--out", "whole", "--quiet"});
  REQUIRE(run(command(scratch.folder(), whole)).code == 0);

  Child child(command(scratch.folder(), words));
  REQUIRE(child.wait_for("epoch    3/4000"));
  child.signal(SIGINT);
  const auto stopped = child.finish();
  CAPTURE(stopped.out, stopped.err);
  CHECK(stopped.code == 130);
  CHECK(holds(stopped.out, "Interrupted after step "));
  CHECK(holds(stopped.out, "checkpoint runs/xor/checkpoints/step-"));
  CHECK(holds(stopped.out, "go on with: backplane resume runs/xor\n"));
  CHECK_FALSE(std::filesystem::exists(scratch.path("runs/xor/model.safetensors")));

  const auto resumed = run(command(scratch.folder(), {"resume", "runs/xor"}));
  CAPTURE(resumed.out, resumed.err);
  CHECK(resumed.code == 0);
  CHECK(holds(resumed.out, "from runs/xor/checkpoints/step-"));
  CHECK(holds(resumed.out, " are run, those before are done\n"));
  CHECK(scratch.get("runs/xor/model.safetensors") ==
        scratch.get("whole/model.safetensors"));
}

TEST_CASE("a loss that explodes says how far the training came", "[app][error]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const auto done =
      run(command(scratch.folder(), {"train", "xor.yaml", "--set", "optimizer=sgd",
                                     "--set", "optimizer.lr=1e10"}));
  CAPTURE(done.err);
  CHECK(done.code == 1);
  CHECK(holds(done.err, "error[E07"));
  CHECK(holds(done.err, "1 error. Training stopped after step "));
  CHECK_FALSE(holds(done.err, "Nothing was trained"));
}

TEST_CASE("resume without a run says what a run folder is", "[app][error]") {
  const Scratch scratch;
  const auto done = run(command(scratch.folder(), {"resume", "none"}));
  CHECK(done.code == 1);
  CHECK(holds(done.err, "error[E06"));
  CHECK(holds(done.err, "'none'"));
}

TEST_CASE("a terminal shows one live line that gives way to an epoch's", "[app]") {
  if (!terminals()) {
    WARN("not tested: this system lends no terminal");
    return;
  }
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  auto launch = command(scratch.folder(), {"train", "xor.yaml"});
  launch.terminal = true;
  const auto done = run(launch);
  CAPTURE(done.out);
  CHECK(done.code == 0);
  CHECK(holds(done.out, "\repoch 1/5 "));
  CHECK(holds(done.out, " samples/s  "));
  CHECK(holds(done.out, " left  loss "));
  CHECK(holds(done.out,
              "\r\x1b[K"
              "epoch 1/5  loss "));
}

TEST_CASE("streams that are closed, broken or full are borne", "[app][error]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const auto shell = [&](const std::string& redirection) {
    const auto program = command("", {}).words.front();
    return run(
        {{"/bin/sh", "-c", program + " train xor.yaml --overwrite" + redirection},
         scratch.folder()});
  };
  CHECK(shell(" >&-").code == 0);
  CHECK(shell(" <&- >&- 2>&-").code == 0);
  CHECK(shell(" | true; exit 0").code == 0);
  CHECK(std::filesystem::exists(scratch.path("runs/xor/model.safetensors")));
  auto full = command(scratch.folder(), {"plugin", "list"});
  full.out_file = "/dev/full";
  const auto done = run(full);
  CHECK(done.code == 1);
  CHECK(holds(done.err, "error[E0817]: standard output cannot be written"));
}

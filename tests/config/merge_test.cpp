// One configuration over another, and the files that a file extends.
#include "config/merge.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/config.hpp"
#include "config/yaml.hpp"

namespace config = backplane::config;
namespace fs = std::filesystem;

namespace {

std::string merged(const std::string& base, const std::string& over) {
  auto node = config::parse_yaml(base, "base.yaml");
  const auto above = config::parse_yaml(over, "over.yaml");
  REQUIRE((node.ok() && above.ok()));
  config::merge_files(*node, *above);
  return to_yaml(*node);
}

/// A folder of its own under the system's temporary one, removed at the end.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/backplane-config-XXXXXX";  // of its own: tests run side by side
    path_ = ::mkdtemp(name);
    fs::create_directories(path_ / "deep");
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string write(const std::string& name,
                                  const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }

 private:
  fs::path path_;
};

std::string file_of(const backplane::Place& place) {
  return fs::path(place.file).filename().string();
}

}  // namespace

TEST_CASE("maps merge, lists replace, null removes", "[config][merge]") {
  CHECK(merged("train: {epochs: 3, clip_norm: 1}\nmetrics: [a, b]\n",
               "train: {epochs: 5, steps: 2}\nmetrics: [c]\n") ==
        "train: {epochs: 5, clip_norm: 1, steps: 2}\nmetrics: [c]\n");
  CHECK(merged("train: {epochs: 3, stop_early: {patience: 3}}\nseed: 1\n",
               "train: {stop_early: null}\nseed: null\nname: x\n") ==
        "train: {epochs: 3}\nname: x\n");
}

TEST_CASE("another component drops the old one's parameters", "[config][merge]") {
  const char* base = "optimizer: {adamw: {lr: 1, eps: 2}, no_decay: [bias]}\n";
  CHECK(merged(base, "optimizer: sgd\n") ==
        "optimizer: {sgd: null, no_decay: [bias]}\n");
  CHECK(merged(base, "optimizer: {sgd: {lr: 3}}\n") ==
        "optimizer: {sgd: {lr: 3}, no_decay: [bias]}\n");
  CHECK(merged(base, "optimizer: {adamw: {lr: 3}}\n") ==
        "optimizer: {adamw: {lr: 3, eps: 2}, no_decay: [bias]}\n");
  CHECK(merged(base, "optimizer: adamw\n") == base);
  CHECK(merged(base, "optimizer: {no_decay: null}\n") ==
        "optimizer: {adamw: {lr: 1, eps: 2}}\n");
  CHECK(merged("loss: mse\n", "loss: {huber: 2}\n") == "loss: {huber: 2}\n");
  CHECK(merged("data: {idx: a, batch: 3}\n", "data: {toy: xor}\n") ==
        "data: {toy: xor, batch: 3}\n");
  CHECK(merged("schedule: {cosine: {to: 1}}\n",
               "schedule: {step: {every: 2}, for: 3}\n") ==
        "schedule: {step: {every: 2}, for: 3}\n");
  CHECK(merged("schedule: [warmup]\n", "schedule: cosine\n") == "schedule: cosine\n");
}

TEST_CASE("a short form and a map of parameters merge", "[config][merge]") {
  CHECK(merged("optimizer: {sgd: 0.1}\n", "optimizer: {sgd: {momentum: 0.9}}\n") ==
        "optimizer: {sgd: {\"\": 0.1, momentum: 0.9}}\n");
  CHECK(merged("optimizer: {sgd: {lr: 0.1, momentum: 0.9}}\n",
               "optimizer: {sgd: 0.2}\n") ==
        "optimizer: {sgd: {lr: 0.1, momentum: 0.9, \"\": 0.2}}\n");
}

TEST_CASE("a file extends others, the nearest last", "[config][extends]") {
  const Folder folder;
  (void)folder.write("one.yaml", "seed: 1\nname: one\ntrain: {epochs: 1}\n");
  (void)folder.write("deep/two.yaml",
                     "extends: ../one.yaml\nseed: 2\ntrain: {steps: 9}\n");
  (void)folder.write("three.yaml", "train: {epochs: 3}\n");
  const auto read = config::read_config(
      folder.write("main.yaml", "extends: [deep/two.yaml, three.yaml]\nname: main\n"));
  REQUIRE(read.ok());
  CHECK(to_yaml(read->root) == "seed: 2\nname: main\ntrain: {epochs: 3, steps: 9}\n");
  CHECK(file_of(read->root.find("seed")->place) == "two.yaml");
}

TEST_CASE("files that cannot be extended", "[config][extends][error]") {
  const Folder folder;
  const auto fail = [&](const std::string& text) {
    const auto read = config::read_config(folder.write("main.yaml", text));
    REQUIRE_FALSE(read.ok());
    return read.error();
  };
  (void)folder.write("loop.yaml", "extends: main.yaml\n");
  const auto cycle = fail("extends: loop.yaml\n");
  CHECK(cycle.code == "E0111");
  CHECK(file_of(cycle.place) == "loop.yaml");
  REQUIRE(cycle.notes.size() == 1);
  CHECK(file_of(cycle.notes[0].place) == "main.yaml");
  CHECK(fail("extends: main.yaml\n").code == "E0111");
  CHECK(fail("extends: absent.yaml\n").code == "E0110");
  CHECK(fail("extends: deep\n").code == "E0110");
  CHECK(fail("extends: {a: b}\n").code == "E0112");
  CHECK(fail("extends: [[a]]\n").code == "E0112");
  CHECK(fail("[1, 2]\n").code == "E0120");
  CHECK(fail("").code == "E0120");
  (void)folder.write("bad.yaml", "a: [\n");
  CHECK(file_of(fail("extends: bad.yaml\n").place) == "bad.yaml");
  CHECK(config::read_config("/nowhere/at/all.yaml").error().code == "E0110");
  CHECK(config::parse_config("extends: a.yaml\n", "m").error().code == "E0112");
}

// A part from outside works with every verb that is told where it lies.
#include <cmath>
#include <sstream>

#include "app/command.hpp"

using namespace backplane::test;

namespace {

const std::string kPlugin = std::string(BACKPLANE_TEST_OUTSIDE) + "/test_my_tanh.so";

std::string xor_with(const std::string& activation) {
  return "name: outside\nseed: 3\ndata: {toy: xor, batch: 4}\nmodel: [dense: 6, " +
         activation + ", dense: 1]\nloss: squared_error\n" +
         "optimizer: {sgd: {lr: 0.1, momentum: 0.9}}\ntrain: {epochs: 8}\n";
}

std::vector<double> losses(const std::string& lines) {
  std::vector<double> found;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);)
    found.push_back(nlohmann::json::parse(line)["train_loss"].get<double>());
  return found;
}

}  // namespace

TEST_CASE("a part from outside learns as its built-in twin does", "[app]") {
  const Scratch scratch;
  scratch.put("mine.yaml", xor_with("example.my_tanh"));
  scratch.put("built_in.yaml", xor_with("tanh"));
  const auto say = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--plugin", kPlugin});
    return run(command(scratch.folder(), words));
  };
  CHECK(say({"check", "mine.yaml"}).code == 0);
  REQUIRE(say({"train", "mine.yaml", "--out", "mine"}).code == 0);
  REQUIRE(say({"train", "built_in.yaml", "--out", "built_in"}).code == 0);
  const auto mine = losses(scratch.get("mine/metrics.jsonl"));
  const auto theirs = losses(scratch.get("built_in/metrics.jsonl"));
  REQUIRE(mine.size() == 8);
  REQUIRE(theirs.size() == 8);
  for (std::size_t i = 0; i < mine.size(); ++i)
    CHECK(std::abs(mine[i] - theirs[i]) <= 1e-6);
  CHECK(say({"resume", "mine"}).code == 0);
  CHECK(say({"eval", "mine"}).code == 0);
  CHECK(holds(say({"plugin", "info", "example.my_tanh"}).out, "test_my_tanh.so"));
}

TEST_CASE("a model says which part it misses", "[app][error]") {
  const Scratch scratch;
  scratch.put("mine.yaml", xor_with("example.my_tanh"));
  const auto without = run(command(scratch.folder(), {"check", "mine.yaml"}));
  CHECK(without.code == 1);
  CHECK(holds(without.err, "error[E0412]"));
  CHECK(holds(without.err, "--plugin PATH"));
  REQUIRE(run(command(scratch.folder(),
                      {"train", "mine.yaml", "--out", "mine", "--plugin", kPlugin}))
              .code == 0);
  const auto eval = run(command(scratch.folder(), {"eval", "mine"}));
  CAPTURE(eval.err);
  CHECK(eval.code == 1);
  CHECK(holds(eval.err, "example.my_tanh"));
  CHECK(holds(eval.err, "--plugin"));
}

TEST_CASE("a configuration's plugins need the person's consent", "[app][error]") {
  const Scratch scratch;
  scratch.put("mine.yaml",
              "plugins: [" + kPlugin + "]\n" + xor_with("example.my_tanh"));
  const auto refused = run(command(scratch.folder(), {"check", "mine.yaml"}));
  CAPTURE(refused.err);
  CHECK(refused.code == 1);
  CHECK(holds(refused.err, "--allow-plugins"));
  const auto allowed =
      run(command(scratch.folder(), {"check", "mine.yaml", "--allow-plugins"}));
  CAPTURE(allowed.err);
  CHECK(allowed.code == 0);
}

TEST_CASE("a formula learns as the plugin written from it does", "[app]") {
  const Scratch scratch;
  const std::string plugin = std::string(BACKPLANE_TEST_OUTSIDE) + "/test_formula.so";
  scratch.put("plugin.yaml", "precision: float64\n" + xor_with("test.formula"));
  scratch.put("formula.yaml",
              "precision: float64\n" +
                  xor_with("expr: \"where(x > 0.25, x * tanh(softplus(x)), "
                           "min(abs(x)^2.5 + 1, -x / (2 + abs(x))))\""));
  const auto train = [&](const std::string& name) {
    const auto done = run(command(scratch.folder(), {"train", name + ".yaml", "--out",
                                                     name, "--plugin", plugin}));
    INFO(done.err);
    REQUIRE(done.code == 0);
    return losses(scratch.get(name + "/metrics.jsonl"));
  };
  const auto mine = train("plugin"), theirs = train("formula");
  REQUIRE(mine.size() == 8);
  for (std::size_t i = 0; i < 8; ++i)
    CHECK(mine[i] == Approx(theirs[i]).epsilon(1e-10).margin(1e-12));
}

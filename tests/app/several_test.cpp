// A model of two inputs and two outputs on the command line.
#include <cmath>

#include "app/command.hpp"
#include "data/jobs.hpp"

using namespace backplane;
using namespace backplane::test;

namespace {

constexpr const char* kNet = R"(name: net
seed: 1
data:
  npy: {inputs: {image: x.npy, meta: m.npy}, targets: {kind: k.npy, years: y.npy}}
  batch: 4
model:
  - concat
  - {dense: 3, name: kinds}
  - {dense: 1, name: ages, from: concat0}
loss:
  - {cross_entropy: , of: kinds, target: kind}
  - {mse: , of: ages, target: years, weight: 0.5}
metrics: [{accuracy: , of: kind}, {mae: , of: years}]
optimizer: adam
train: {epochs: 2}
)";

void put(const Scratch& scratch) {
  std::vector<float> x, m, y;
  std::vector<std::int32_t> k;
  for (int i = 0; i < 12; ++i) {
    x.insert(x.end(), {std::sin(1.3F * static_cast<float>(i)), 0.5F});
    m.push_back(static_cast<float>(i % 3));
    y.push_back(static_cast<float>(i % 3) / 2);
    k.push_back(i % 3);
  }
  put_npy<float>(scratch, "x.npy", io::Element::f32, {12, 2}, x);
  put_npy<float>(scratch, "m.npy", io::Element::f32, {12, 1}, m);
  put_npy<float>(scratch, "y.npy", io::Element::f32, {12, 1}, y);
  put_npy<std::int32_t>(scratch, "k.npy", io::Element::i32, {12}, k);
  scratch.put("net.yaml", kNet);
}

}  // namespace

TEST_CASE("predict takes a file for each input and tells the outputs apart",
          "[app][predict][several]") {
  const Scratch scratch;
  put(scratch);
  const auto say = [&](std::vector<std::string> words) {
    return run(command(scratch.folder(), std::move(words)));
  };
  const auto trained = say({"train", "net.yaml", "--out", "r"});
  CAPTURE(trained.out, trained.err);
  REQUIRE(trained.code == 0);
  const auto eval = json_of(say({"eval", "r", "--json"}));
  for (const char* name : {"kind_loss", "years_loss", "kind_accuracy", "years_mae"})
    CHECK(eval["metrics"].contains(name));

  const auto csv = say({"predict", "r", "meta=m.npy", "image=x.npy"});
  CAPTURE(csv.out, csv.err);
  CHECK(csv.code == 0);
  CHECK(holds(csv.out, "row,kind.class,years.y0\n"));
  const auto json =
      json_of(say({"predict", "r", "meta=m.npy", "image=x.npy", "--json"}));
  CHECK(json["outputs"]["kind"]["classes"].size() == 12);
  CHECK(json["outputs"]["years"]["values"].size() == 12);
  const auto npy = say({"predict", "r", "meta=m.npy", "image=x.npy", "--output",
                        "years", "--out", "o.npy"});
  CHECK(npy.out == "wrote o.npy (12 rows)\n");
}

TEST_CASE("predict says which inputs and outputs there are", "[app][several][error]") {
  const Scratch scratch;
  put(scratch);
  REQUIRE(run(command(scratch.folder(), {"train", "net.yaml", "--out", "r"})).code ==
          0);
  const auto [words, code, advice] =
      GENERATE(table<std::vector<std::string>, std::string, std::string>({
          {{"x.npy"}, "E0655", "the model takes image, meta: NAME=FILE each"},
          {{"image=x.npy"}, "E0655", "no file is for the input 'meta'"},
          {{"image=x.npy", "meta=y.npy", "--output", "age"}, "E0656", "kind, years"},
          {{"image=x.npy", "meta=y.npy", "--out", "o.npy"}, "E0656", "--output"},
      }));
  std::vector<std::string> all{"predict", "r"};
  all.insert(all.end(), words.begin(), words.end());
  const auto done = run(command(scratch.folder(), all));
  CAPTURE(done.err, words);
  CHECK(done.code == 1);
  CHECK(holds(done.err, code));
  CHECK(holds(done.err, advice));
  CHECK_FALSE(std::filesystem::exists(scratch.path("o.npy")));
}

TEST_CASE("time shows layers, and what the machine can", "[app][time]") {
  const Scratch scratch;
  put(scratch);
  const auto table =
      run(command(scratch.folder(), {"time", "net.yaml", "--seconds", "0"}));
  CAPTURE(table.out, table.err);
  CHECK(table.code == 0);
  for (const char* part : {"kinds", "ages", "optimizer", "waiting", "GFLOP/s"})
    CHECK(holds(table.out, part));
  const auto json =
      json_of(run(command(scratch.folder(), {"time", "net.yaml", "--seconds", "0",
                                             "--trace", "step.json", "--json"})));
  CHECK(json["batch"] == 4);
  CHECK(json["step_seconds"].get<double>() > 0);
  CHECK(json["layers"].size() == 3);
  CHECK(holds(scratch.get("step.json"), "traceEvents"));
}

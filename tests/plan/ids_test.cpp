// Token ids and labels per time step through the plan: what fits, and what is refused.
#include <catch2/catch.hpp>
#include <fstream>

#include "backplane/inspect.hpp"
#include "io/array.hpp"
#include "io/file.hpp"
#include "support/chain.hpp"

namespace {

using namespace backplane;
using test::Folder;

struct Net {
  std::string model, loss = "cross_entropy";
  std::string data = "text: text.txt, context: 5";
};

Result<Summary> summary(const Net& net) {
  const Folder folder;
  std::ofstream(folder / "text.txt") << "what is known of a text before it is read";
  test::write_npy(folder / "x.npy", {8, 3, 2}, std::vector<double>(48, 0.5));
  test::write_npy(folder / "t.npy", {8, 12}, std::vector<double>(96, 0.5));
  io::Array tags;
  tags.element = io::Element::u8;
  tags.shape = {8, 3};
  tags.bytes.resize(24);
  CHECK(io::write_atomic(folder / "tags.npy", io::encode_npy(tags)).ok());
  const std::string path = folder / "net.yaml";
  std::ofstream(path) << "data: {" << net.data << ", batch: 2}\nmodel: [" << net.model
                      << "]\nloss: " << net.loss << "\noptimizer: {sgd: {lr: 0.1}}\n";
  return summarize(test::runtime(), path);
}

std::string message(const Net& net) {
  const auto made = summary(net);
  if (made.ok()) return "nothing";
  CHECK(made.error().place.known());
  return made.error().code + " " + made.error().message;
}

}  // namespace

TEST_CASE("a text's sizes stand in the model as words", "[plan][ids]") {
  const auto made = test::take(summary({"embedding: 4, dense: vocab"}));
  REQUIRE(made.rows.size() == 3);
  CHECK(made.rows[1].shape == "5×4");
  CHECK(made.rows[2].shape == "5×256");
  CHECK(made.tensors[0].name == "embedding0.weight");
  CHECK(made.tensors[0].shape == "256×4");
  CHECK(message({"embedding: 4, dense: classes"}) == "nothing");
  CHECK(message({"embedding: {dim: 4, vocab: vocab}, dense: 300"}) == "nothing");
}

TEST_CASE("ids go nowhere but into a table", "[plan][ids][error]") {
  CHECK(message({"dense: 4"}) ==
        "E0324 'dense' computes with numbers, but gets token ids");
  CHECK(message({"relu, dense: 4"}) ==
        "E0324 'relu' computes with numbers, but gets token ids");
  const auto made = summary({"dense: 4"});
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().remarks ==
        std::vector<std::string>{"help: add '- embedding: 64' before it, a row of 64 "
                                 "numbers for each token"});
  REQUIRE(made.error().notes.size() == 1);
  CHECK(made.error().notes[0].text ==
        "the sample leaves the data section as 5 token ids");
  CHECK(message({"embedding: 4, dense: vocab", "cross_entropy",
                 "npy: {inputs: x.npy, targets: tags.npy, classes: 9}"})
            .find("'embedding' looks up token ids, but gets 3×2 numbers") !=
        std::string::npos);
  CHECK(message({"embedding: {dim: 4, num_embeddings: 100}, dense: vocab"}) ==
        "E0301 'embedding' has a table of 100 rows, but the data has 256 tokens");
  CHECK(message({"embedding: 4, positions: 4, dense: vocab"}) ==
        "E0301 'positions' has a table of 4 positions, but gets 5 time steps");
}

TEST_CASE("each label has a row of outputs", "[plan][ids][error]") {
  const std::string tags = "npy: {inputs: x.npy, targets: tags.npy, classes: 9}";
  CHECK(message({"dense: classes", "cross_entropy", tags}) == "nothing");
  CHECK(message({"dense: 9", "mse", tags}) == "nothing");
  CHECK(message({"embedding: 4, flatten, dense: vocab"}) ==
        "E0308 each sample has 5 labels, but the network gives 1 row of outputs: 256");
  CHECK(message({"dense: 8", "cross_entropy", tags}) ==
        "E0308 the network tells 8 classes apart, but the labels name 9");
  CHECK(message({"dense: 4", "mse", "npy: {inputs: x.npy, targets: t.npy}"}) ==
        "nothing");
  CHECK(message({"dense: 5", "mse", "npy: {inputs: x.npy, targets: t.npy}"}) ==
        "E0308 the network gives 15 values a sample, but the targets have 12");
}

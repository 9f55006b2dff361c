// The nearest right word.
#include "suggest.hpp"

#include <catch2/catch.hpp>

using backplane::did_you_mean;
using backplane::nearest;

namespace {
const std::vector<std::string> kWords{"relu",  "leaky_relu", "tanh",
                                      "dense", "flatten",    "cross_entropy"};
}

TEST_CASE("one wrong, missing, extra or swapped letter is forgiven", "[core]") {
  CHECK(nearest("rela", kWords) == "relu");
  CHECK(nearest("rlu", kWords) == "relu");
  CHECK(nearest("rellu", kWords) == "relu");
  CHECK(nearest("reul", kWords) == "relu");
  CHECK(nearest("ReLU", kWords) == "relu");
  CHECK(nearest("cross-entropy", kWords) == "cross_entropy");
  CHECK(nearest("leakyrelu", kWords) == "leaky_relu");
}

TEST_CASE("a beginning is completed", "[core]") {
  CHECK(nearest("cross", kWords) == "cross_entropy");
}

TEST_CASE("far words suggest nothing", "[core]") {
  CHECK(nearest("swoosh", kWords).empty());
  CHECK(nearest("", kWords).empty());
  CHECK(nearest(std::string(100000, 'x'), kWords).empty());
  CHECK(did_you_mean("swoosh", kWords).empty());
}

TEST_CASE("an alias leads to its parameter", "[core]") {
  backplane::ParamSpec lr;
  lr.name = "lr";
  lr.aliases = {"learning_rate"};
  CHECK(did_you_mean("lerning_rate", backplane::candidates({lr})) ==
        "did you mean 'lr'?");
}

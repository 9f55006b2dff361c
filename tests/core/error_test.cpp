// The block form of errors, byte for byte, and their first line.
#include "backplane/error.hpp"

#include <catch2/catch.hpp>

#include "diagnostics.hpp"

using backplane::Error;
using backplane::Place;

namespace {

Error unknown_parameter() {
  Error error;
  error.code = "E0207";
  error.message = "unknown parameter 'lerning_rate' for optimizer 'adamw'";
  error.place = Place{"fashion-mlp.yaml", 21, 21, 12,
                      "optimizer: {adamw: {lerning_rate: 1e-3, weight_decay: 1e-4}}"};
  error.label = "did you mean 'lr'?";
  error.remarks = {"adamw takes: lr, betas, eps, weight_decay, amsgrad"};
  return error;
}

Error wrong_shape() {
  Error error;
  error.code = "E0301";
  error.message =
      "'dense' works on [features] or [time, features], but gets an image of 1×28×28";
  error.place = Place{"fashion-mlp.yaml", 12, 5, 5, "  - dense: 256"};
  error.label = "expects [features]";
  error.notes = {{Place{"fashion-mlp.yaml", 9, 15, 12, "  transform: [scale: 1/255]"},
                  "the sample leaves the data section as 1×28×28"}};
  error.remarks = {
      "help: add 'flatten' to transform, or '- flatten' before this layer"};
  return error;
}

Error unknown_component() {
  Error error;
  error.code = "E0412";
  error.message = "no plugin provides 'swoosh'";
  error.place = Place{"fashion-mlp.yaml", 13, 5, 6, "  - swoosh"};
  error.label = "did you mean 'swish'?";
  error.remarks = {
      "looked in: the runtime's plugins, BACKPLANE_PLUGIN_PATH, the user's plugins; "
      "add a file with --plugin PATH"};
  return error;
}

const char* const kGolden =
    R"(error[E0207]: unknown parameter 'lerning_rate' for optimizer 'adamw'
  --> fashion-mlp.yaml:21:21
   |
21 | optimizer: {adamw: {lerning_rate: 1e-3, weight_decay: 1e-4}}
   |                     ^^^^^^^^^^^^ did you mean 'lr'?
   |
   = adamw takes: lr, betas, eps, weight_decay, amsgrad

error[E0301]: 'dense' works on [features] or [time, features], but gets an image of 1×28×28
  --> fashion-mlp.yaml:12:5
   |
12 |   - dense: 256
   |     ^^^^^ expects [features]
   |
  ::: fashion-mlp.yaml:9:15
   |
 9 |   transform: [scale: 1/255]
   |               ^^^^^^^^^^^^ the sample leaves the data section as 1×28×28
   |
   = help: add 'flatten' to transform, or '- flatten' before this layer

error[E0412]: no plugin provides 'swoosh'
  --> fashion-mlp.yaml:13:5
   |
13 |   - swoosh
   |     ^^^^^^ did you mean 'swish'?
   |
   = looked in: the runtime's plugins, BACKPLANE_PLUGIN_PATH, the user's plugins; add a file with --plugin PATH
)";

}  // namespace

TEST_CASE("errors are rendered as the language page shows them", "[core][error]") {
  const auto all =
      backplane::join({unknown_parameter(), wrong_shape(), unknown_component()});
  CHECK(all.also.size() == 2);
  CHECK(backplane::render(all) == kGolden);
}

TEST_CASE("the first line of an error holds place, code and fact", "[core][error]") {
  CHECK(unknown_parameter().headline() ==
        "fashion-mlp.yaml:21:21: error[E0207]: unknown parameter 'lerning_rate' for "
        "optimizer 'adamw'");
  Error bare;
  bare.message = "the disk is full";
  CHECK(bare.headline() == "error: the disk is full");
  bare.place.file = "a.npy";
  CHECK(bare.headline() == "a.npy: error: the disk is full");
}

TEST_CASE("an error without a place shows its remarks alone", "[core][error]") {
  Error error;
  error.code = "E0801";
  error.message = "no file is named";
  error.remarks = {"help: backplane train FILE"};
  CHECK(backplane::render(error) ==
        "error[E0801]: no file is named\n  = help: backplane train FILE\n");
}

TEST_CASE("an error in a file without lines shows the file", "[core][error]") {
  Error error;
  error.code = "E0501";
  error.message = "'a.npy' ends too early";
  error.place.file = "a.npy";
  error.label = "expected 80 bytes, found 12";
  error.remarks = {"help: fetch it again"};
  CHECK(backplane::render(error) ==
        "error[E0501]: 'a.npy' ends too early\n --> a.npy\n  | expected 80 bytes, "
        "found 12\n  = help: fetch it again\n");
}

TEST_CASE("the caret counts code points and keeps tabs", "[core][error]") {
  Error error;
  error.code = "E0201";
  error.message = "unknown key";
  error.place = Place{"a.yaml", 3, 6, 2, "\tñé→ xy"};
  CHECK(
      backplane::render(error) ==
      "error[E0201]: unknown key\n --> a.yaml:3:6\n  |\n3 | \tñé→ xy\n  | \t    ^^\n");
}

TEST_CASE("a caret beyond the line is held at its end", "[core][error]") {
  Error error;
  error.message = "m";
  error.place = Place{"a", 1, 90, 1000000, "ab"};
  CHECK(backplane::render(error) == "error: m\n --> a:1:90\n  |\n1 | ab\n  |   ^\n");
}

TEST_CASE("control characters of a file do not reach the terminal", "[core][error]") {
  Error error;
  error.message = "unknown key '\x1b[2J'";
  error.place = Place{"a", 1, 1, 4, "\x1b[2J\xc2\x9b"};
  const auto text = backplane::render(error);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\xc2\x9b") == std::string::npos);
}

TEST_CASE("colour adds escapes and changes no word", "[core][error]") {
  auto text = backplane::render(wrong_shape(), true);
  REQUIRE(text.find("\x1b[1;31m") != std::string::npos);
  for (auto at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b'))
    text.erase(at, text.find('m', at) - at + 1);
  CHECK(text == backplane::render(wrong_shape()));
}

TEST_CASE("value() throws the error, whose text says how many", "[core][error]") {
  const backplane::Result<int> bad =
      backplane::join({unknown_parameter(), wrong_shape()});
  REQUIRE_FALSE(bad.ok());
  try {
    (void)bad.value();
    FAIL("no exception");
  } catch (const backplane::Failure& failure) {
    CHECK(failure.error().code == "E0207");
    CHECK(std::string(failure.what()).find("(and 1 more error)") != std::string::npos);
  }
}

TEST_CASE("diagnostics come by place, each once", "[core][error]") {
  backplane::Diagnostics found;
  CHECK(found.ok());
  found.add(unknown_parameter());
  found.add(wrong_shape());
  found.add(unknown_parameter());
  const auto error = found.joined();
  CHECK(error.code == "E0301");
  REQUIRE(error.also.size() == 1);
  CHECK(error.also[0].code == "E0207");
}

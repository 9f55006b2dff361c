// check, and how errors reach a person or a program.
#include "app/command.hpp"

using namespace backplane::test;

namespace {

// A key, a type, a range, a component, and the shape of an image before dense.
constexpr const char* kFive = R"(name: five
data:
  npy: {inputs: x.npy, targets: t.npy}
  batch: many
model:
  - dense: 8
  - relux
  - dropout: 1.5
  - dense: 3
loss: cross_entropy
optimizer: {adamw: {lerning_rate: 1e-3}}
train: {epochs: 1}
)";

std::string npy(const std::string& descr, const std::string& shape, std::size_t bytes) {
  std::string head =
      "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (" + shape + "), }";
  head.append(64 - (10 + head.size() + 1) % 64, ' ');
  head += '\n';
  std::string text = std::string("\x93NUMPY\x01\x00", 8);
  text += static_cast<char>(head.size() & 0xffU);
  text += static_cast<char>(head.size() >> 8U);
  return text + head + std::string(bytes, '\0');
}

void put_five(const Scratch& scratch) {
  scratch.put("five.yaml", kFive);
  scratch.put("x.npy", npy("<f4", "6, 1, 4, 4", 6 * 16 * 4));
  scratch.put("t.npy", npy("<i8", "6,", 6 * 8));
}

}  // namespace

TEST_CASE("check says ok in a line and touches nothing", "[app]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const auto done = run(command(scratch.folder(), {"check", "xor.yaml"}));
  CHECK(done.code == 0);
  CHECK(done.err.empty());
  CHECK(done.out.rfind("xor.yaml: ok\nxor, 17 parameters, ", 0) == 0);
  CHECK(holds(done.out, "(backplane check: "));
  CHECK(scratch.count() == 1);
  const auto quiet = run(command(scratch.folder(), {"check", "--quiet", "xor.yaml"}));
  CHECK(quiet.out == "xor.yaml: ok\n");
}

TEST_CASE("five mistakes are five errors with place and advice", "[app][error]") {
  const Scratch scratch;
  put_five(scratch);
  const auto done = run(command(scratch.folder(), {"check", "five.yaml"}));
  CAPTURE(done.err);
  CHECK(done.code == 1);
  CHECK(done.out.empty());
  for (const auto* part :
       {"five.yaml:4:10", "integer", "five.yaml:6:5", "gets an image of 1×4×4",
        "five.yaml:7:5", "did you mean 'relu'?", "five.yaml:8:14", "number in [0, 1)",
        "five.yaml:11:21", "did you mean 'lr'?",
        "\n5 errors. Nothing was trained.        (backplane check: "})
    CHECK(holds(done.err, part));
}

TEST_CASE("five mistakes as JSON keep their places", "[app][error]") {
  const Scratch scratch;
  put_five(scratch);
  const auto done = run(command(scratch.folder(), {"--json", "check", "five.yaml"}));
  CHECK(done.code == 1);
  CHECK(done.err.empty());
  const auto errors = json_of(done)["errors"];
  REQUIRE(errors.size() == 5);
  CHECK(errors[4]["code"] == "E0207");
  CHECK(errors[4]["file"] == "five.yaml");
  CHECK(errors[4]["line"] == 11);
  CHECK(errors[4]["column"] == 21);
  CHECK(errors[4]["length"] == 12);
  CHECK(errors[4]["label"] == "did you mean 'lr'?");
  for (const auto& error : errors)
    for (const auto* key : {"message", "notes", "remarks"}) CHECK(error.contains(key));
}

TEST_CASE("a file that is not there is an error", "[app][error]") {
  const Scratch scratch;
  for (const auto* verb : {"check", "train", "summary", "gradcheck"}) {
    const auto done = run(command(scratch.folder(), {verb, "none.yaml"}));
    CAPTURE(verb, done.err);
    CHECK(done.code == 1);
    CHECK(holds(done.err, "'none.yaml'"));
    CHECK(scratch.count() == 0);
  }
}

TEST_CASE("colours are shown when they are wanted", "[app]") {
  if (!terminals()) {
    WARN("not tested: this system lends no terminal");
    return;
  }
  const Scratch scratch;
  const auto coloured = [&](const std::string& when, const std::string& no_color,
                            bool terminal) {
    auto launch = command(scratch.folder(), {"check", "none.yaml", "--color", when});
    launch.environment["NO_COLOR"] = no_color;
    launch.terminal = terminal;
    const auto done = run(launch);
    return holds(done.out + done.err, "\x1b[");
  };
  CHECK(coloured("always", "1", false));
  CHECK_FALSE(coloured("never", "", true));
  CHECK(coloured("auto", "", true));
  CHECK_FALSE(coloured("auto", "1", true));
  CHECK_FALSE(coloured("auto", "", false));
}

TEST_CASE("a formula may use variables, and its mistakes have their place",
          "[app][error]") {
  const auto network = [](const std::string& activation) {
    return "vars: {beta: 1.702}\ndata: {toy: xor, batch: 4}\nmodel:\n  - dense: 4\n  " +
           ("- " + activation) +
           "\n  - dense: 1\nloss: mse\noptimizer: {sgd: {lr: 0.1}}\n";
  };
  const Scratch scratch;
  const auto check = [&](const std::string& activation) {
    scratch.put("net.yaml", network(activation));
    return run(command(scratch.folder(), {"check", "net.yaml"}));
  };
  CHECK(check("expr: x * sigmoid($beta * x)").code == 0);
  CHECK(check("expr: {formula: \"x * sigmoid($(2 * beta) * x)\"}").code == 0);
  CHECK(check("dense: {units: 2, activation: {expr: x^3}}").code == 0);
  const auto done = check("expr: x * sigmod($beta * x)");
  CAPTURE(done.err);
  CHECK(done.code == 1);
  CHECK(holds(done.err, "error[E0217]: 'expr' cannot be told this: "));
  CHECK(holds(done.err,
              "column 5: no function is called 'sigmod'; did you mean "
              "'sigmoid'?\n --> net.yaml:5:11\n"));
  CHECK(holds(check("expr").err, "activation 'expr' needs 'formula'"));
}

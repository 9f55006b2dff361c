// The verbs that look: plugin, summary, gradcheck, trace, eval and predict.
#include "app/command.hpp"

using namespace backplane::test;

TEST_CASE("plugin list names the parts by kind, and --why the files", "[app]") {
  const auto done = run(command("", {"plugin", "list", "--why"}));
  CHECK(done.code == 0);
  for (const auto* part : {"activation ", "loss ", "layer ", "optimizer ", "\nrelu ",
                           "\ndense ", "\nadam ", "places looked at", "relu.so"})
    CHECK(holds(done.out, part));
  const auto json = json_of(run(command("", {"plugin", "list", "--json"})));
  CHECK(json["components"].size() >= 20);
  CHECK(json["files"].size() >= 1);
}

TEST_CASE("a file named as a plugin that is none is an error", "[app][error]") {
  const Scratch scratch;
  scratch.put("not.so", "no library");
  const auto done =
      run(command(scratch.folder(), {"plugin", "list", "--plugin", "not.so"}));
  CHECK(done.code == 1);
  CHECK(holds(done.err, "error[E04"));
  CHECK(holds(done.err, "not.so"));
}

TEST_CASE("plugin info tells of parameters and draws an activation", "[app]") {
  const auto gelu = run(command("", {"plugin", "info", "gelu"}));
  CHECK(gelu.code == 0);
  for (const auto* part : {"gelu  activation\n", "approximate", "one of none, tanh",
                           "f(x)", "f'(x)", "⣀", "file "})
    CHECK(holds(gelu.out, part));
  const auto adam = run(command("", {"plugin", "info", "adam"}));
  CHECK(holds(adam.out, "[0.9, 0.999]"));
  CHECK(holds(adam.out, "(also: learning_rate)"));
  const auto softmax = run(command("", {"plugin", "info", "softmax"}));
  CHECK_FALSE(holds(softmax.out, "f'(x)"));
  const auto none = run(command("", {"plugin", "info", "gleu"}));
  CHECK(none.code == 1);
  CHECK(holds(none.err, "error[E0816]: no part is called 'gleu'"));
  CHECK(holds(none.err, "did you mean 'gelu'?"));
}

TEST_CASE("plugin info documents formulas, and draws the example", "[app]") {
  const auto expr = run(command("", {"plugin", "info", "expr"}));
  CHECK(expr.code == 0);
  for (const auto* part :
       {"required", "such as \"x * tanh(softplus(x))\"", "clip(a, low, high)",
        "-x^2 is -(x^2)", "f'(x)", "short form  expr: VALUE"})
    CHECK(holds(expr.out, part));
  const auto json = json_of(run(command("", {"plugin", "info", "expr", "--json"})));
  CHECK(json["components"][0]["parameters"][0]["example"] ==
        "\"x * tanh(softplus(x))\"");
}

TEST_CASE("from-expr writes a formula as C++", "[app]") {
  const auto done = run(command("", {"plugin", "from-expr", "x * tanh(softplus(x)) / 3",
                                     "--id", "acme.my_mish"}));
  CHECK(done.code == 0);
  for (const auto* part :
       {"// acme.my_mish: y = x * tanh(softplus(x)) / 3\n", "struct MyMish {",
        "const T t1 = backplane::tanh(backplane::softplus(x));", "return t2 * T(0.333",
        "BACKPLANE_ACTIVATION(MyMish, \"acme.my_mish\", \"x * tanh(softplus(x)) / "
        "3\","})
    CHECK(holds(done.out, part));
  const auto say = [](std::vector<std::string> words) {
    words.insert(words.begin(), {"plugin", "from-expr"});
    return run(command("", words));
  };
  CHECK(holds(say({"tahn(x)"}).err,
              "error[E0217]: this is no formula: column 1: no function is called "
              "'tahn'; did you mean 'tanh'?"));
  CHECK(holds(say({"x + 1 / 0"}).err, "a constant of it is not finite"));
  for (const auto* id : {"mish", "Acme.mish", "acme.", ".mish", "acme.2"}) {
    const auto refused = say({"x^2", "--id", id});
    CHECK(refused.code == 1);
    CHECK(holds(refused.err, "error[E0408]"));
  }
}

TEST_CASE("summary is a table of layers, tensors and memory", "[app]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const auto done = run(command(scratch.folder(), {"summary", "xor.yaml"}));
  CHECK(done.code == 0);
  for (const auto* part : {"\nlayer ", "\nfc1 ", "\ntotal ", "17", "fc1.weight", "4×2",
                           "memory at batch 4", "optimizer slots"})
    CHECK(holds(done.out, part));
  const auto json =
      json_of(run(command(scratch.folder(), {"summary", "xor.yaml", "--json"})));
  CHECK(json["parameters"] == 17);
  CHECK(json["tensors"][0]["name"] == "fc1.weight");
}

TEST_CASE("summary tells what is frozen and averaged", "[app]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const std::vector<std::string> sets{"--set", "optimizer.freeze=[fc1.weight]", "--set",
                                      "train.average={ema: 0.9}"};
  const auto with = [&](std::vector<std::string> words) {
    words.insert(words.end(), sets.begin(), sets.end());
    return run(command(scratch.folder(), words));
  };
  const auto done = with({"summary", "xor.yaml"});
  CAPTURE(done.out, done.err);
  CHECK(done.code == 0);
  for (const auto* part : {"\ntotal ", "  trained ", "  frozen ",
                           "lecun_uniform, frozen", "averaged weights"})
    CHECK(holds(done.out, part));
  const auto json = json_of(with({"summary", "xor.yaml", "--json"}));
  CHECK(json["parameters"] == 9);
  CHECK(json["frozen"] == 8);
  CHECK(json["tensors"][0]["trainable"] == false);
  CHECK(json["tensors"][1]["trainable"] == true);
  CHECK(json["memory"]["averages"] > 0);
  // A slope exists whether or not anything follows it.
  CHECK(with({"gradcheck", "xor.yaml"}).code == 0);
  CHECK(with({"trace", "xor.yaml", "--weight", "fc1[3,1]"}).code == 0);
}

TEST_CASE("gradcheck passes on a right network, tensor by tensor", "[app]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const auto done = run(command(scratch.folder(), {"gradcheck", "xor.yaml"}));
  CAPTURE(done.out);
  CHECK(done.code == 0);
  CHECK(holds(done.out, "fc2.bias"));
  CHECK(holds(done.out, "the gradients are right\n"));
  const auto json =
      json_of(run(command(scratch.folder(), {"gradcheck", "xor.yaml", "--json"})));
  CHECK(json["ok"] == true);
  CHECK(json["tensors"].size() == 4);
}

TEST_CASE("trace multiplies the chain out and agrees with itself", "[app]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const auto [option, place, factor] =
      GENERATE(table<std::string, std::string, std::string>(
          {{"--weight", "fc1[3,1]", "dz/dw"},
           {"--bias", "fc1[2]", "dz/db"},
           {"--activation", "fc1[0]", "dC/da"}}));
  const auto done = run(
      command(scratch.folder(), {"trace", "xor.yaml", "--sample", "2", option, place}));
  CAPTURE(done.out, done.err);
  CHECK(done.code == 0);
  for (const auto& part : {place, factor, std::string("sample 2"),
                           std::string("Σ over the neurons i of fc2"),
                           std::string("finite difference"), std::string("they agree")})
    CHECK(holds(done.out, part));
}

TEST_CASE("trace of a layer that is not there is an error", "[app][error]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const auto done =
      run(command(scratch.folder(), {"trace", "xor.yaml", "--bias", "fc9[1]"}));
  CHECK(done.code == 1);
  CHECK(holds(done.err, "'fc9'"));
  CHECK(holds(done.err, "dense layers are: fc1, fc2"));
}

TEST_CASE("a trained model is evaluated and predicts", "[app]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  std::string rows = std::string("\x93NUMPY\x01\x00\x76\x00", 10);
  std::string head = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";
  head.resize(0x75, ' ');
  const float values[] = {0, 0, 1, 0};
  rows +=
      head + "\n" + std::string(reinterpret_cast<const char*>(values), sizeof values);
  scratch.put("in.npy", rows);
  REQUIRE(run(command(scratch.folder(), {"train", "xor.yaml", "--out", "r"})).code ==
          0);

  const auto eval = run(command(scratch.folder(), {"eval", "r", "--json"}));
  CHECK(eval.code == 0);
  CHECK(json_of(eval)["metrics"].contains("mae"));

  const std::string model = "r/model.safetensors";
  const auto csv = run(command(scratch.folder(), {"predict", model, "in.npy"}));
  CAPTURE(csv.out, csv.err);
  CHECK(csv.code == 0);
  CHECK(csv.out.rfind("row,", 0) == 0);
  CHECK(holds(csv.out, "\n1,"));
  const auto same = run(command(scratch.folder(), {"predict", "r", "in.npy"}));
  CHECK(same.out == csv.out);
  const auto npy =
      run(command(scratch.folder(), {"predict", model, "in.npy", "--out", "o.npy"}));
  CHECK(npy.code == 0);
  CHECK(npy.out == "wrote o.npy (2 rows)\n");
  CHECK(scratch.get("o.npy").substr(1, 5) == "NUMPY");
  const auto none = run(command(scratch.folder(), {"predict", model, "none.npy"}));
  CHECK(none.code == 1);
  CHECK(holds(none.err, "none.npy"));
}

// `backplane trace` on networks that are no dense chains, and on dense chains as ever.
#include "app/command.hpp"

using namespace backplane::test;

namespace {

constexpr const char* kText = R"(seed: 1
data: {text: text.txt, tokenizer: characters, context: 5, batch: 4}
model:
  - {embedding: 6, name: tokens}
  - {positions: {learned: 5}, name: where}
  - dropout: 0.1
  - residual:
      - layernorm
      - {attention: {heads: 2, causal: true}, name: attention}
  - {dense: {units: 7, activation: gelu}, name: wide}
  - {dense: vocab, name: head}
loss: cross_entropy
optimizer: {sgd: {lr: 0.1}}
)";

void put_text(const Scratch& scratch) {
  scratch.put("text.txt", "she sells sea shells, the shells she sells");
  scratch.put("net.yaml", kText);
}

// What `trace` of the xor network printed before it knew any other network.
constexpr const char* kDense = R"(weight fc1[3,0], sample 2: cost C = 2.23471291

  dC/dw_jk = dz_j/dw_jk * da_j/dz_j * dC/da_j = a_k(before) * f'(z_j) * dC/da_j

fc1  neuron 3, tanh
  z      =  1.318930930e-01
  a      =  1.311335827e-01
  f'(z)  =  9.828039835e-01
  dC/da  =  1.383910654e-01      backpropagation  1.383910654e-01
  = Σ over the neurons i of fc2 of  w(i,3) · f'(z_i) · dC/da_i
      i        w(i,3)       f'(z_i)       dC/da_i       product
      0  -4.62879e-02   1.00000e+00  -2.98979e+00   1.38391e-01
    sum                                             1.38391e-01

fc2  neuron 0, identity
  z      = -4.948956172e-01
  a      = -4.948956172e-01
  f'(z)  =  1.000000000e+00
  dC/da  = -2.989791234e+00      backpropagation -2.989791234e+00
  = the slope of the cost itself

the product
  dz/dw  =  1.000000000e+00      a_0 of the layer before
  da/dz  =  9.828039835e-01      f'(z_3)
  dC/da  =  1.383910654e-01
  dC/dw  =  1.360112904e-01

                                      dC/dw    apart
)";

}  // namespace

TEST_CASE("trace walks through a transformer, step by step", "[app][trace]") {
  const Scratch scratch;
  put_text(scratch);
  const auto done = run(command(
      scratch.folder(), {"trace", "net.yaml", "--sample", "1", "--at", "wide[2,3]"}));
  CAPTURE(done.out, done.err);
  CHECK(done.code == 0);
  for (const auto* part :
       {"place wide[2,3], sample 1: cost C = ",
        "dC/dv = sum over the numbers o computed from v of do/dv * dC/do\n",
        "as in training, with the masks of step 0: dropout0\n", "\nwide[2,3]  gelu\n",
        "of head of  do/dv · dC/do\n", "4 more", "\nhead[2,",
        "= the slope of the cost itself\n", "\nthe whole\n", "finite difference",
        "they agree\n"})
    CHECK(holds(done.out, part));
}

TEST_CASE("trace of shared weights sums over both layers, in JSON", "[app][trace]") {
  const Scratch scratch;
  put_text(scratch);
  std::string tied = kText;
  const std::string head = "  - {dense: vocab, name: head}";
  tied.replace(tied.find(head), head.size(),
               "  - dense: 6\n  - {dense: {units: vocab, bias: false}, share: tokens}");
  scratch.put("tied.yaml", tied);
  const auto done = run(command(
      scratch.folder(), {"trace", "tied.yaml", "--json", "--weight", "tokens[4,2]"}));
  CAPTURE(done.out, done.err);
  CHECK(done.code == 0);
  const auto json = json_of(done);
  CHECK(json["ok"] == true);
  CHECK(json["kind"] == "weight");
  CHECK(json["place"] == "tokens[4,2]");
  CHECK_FALSE(json.contains("layers"));
  const auto& first = json["steps"][0];
  CHECK(first["place"] == "tokens.weight[4,2]");
  CHECK(first["readers"].size() == 2);
  CHECK(first["readers"][0] == "tokens");
  CHECK(first["links"].size() <= 5);
  CHECK(first["count"] >= first["links"].size());
  double sum = first["rest"].get<double>();
  for (const auto& link : first["links"]) {
    CHECK(link["product"].get<double>() ==
          Approx(link["slope"].get<double>() * link["sensitivity"].get<double>()));
    sum += link["product"].get<double>();
  }
  CHECK(sum == Approx(first["sum"].get<double>()).epsilon(1e-9));
  CHECK(first["sum"] == json["product"]);
  CHECK(json["product"].get<double>() ==
        Approx(json["backpropagation"].get<double>()).epsilon(1e-6));
  CHECK(json["product"].get<double>() ==
        Approx(json["difference"].get<double>()).epsilon(1e-6));
  CHECK(json["steps"].back()["links"][0]["to"] == "C");
}

TEST_CASE("trace of a batch helps where one sample is none", "[app][trace][error]") {
  const Scratch scratch;
  scratch.put("bn.yaml",
              std::string(kXor).replace(std::string(kXor).find("  - dense: 1"), 0,
                                        "  - batchnorm\n"));
  const auto one =
      run(command(scratch.folder(), {"trace", "bn.yaml", "--bias", "fc1[1]"}));
  CHECK(one.code == 1);
  CHECK(holds(one.err, "error[E0310]"));
  CHECK(holds(one.err, "--samples 8"));
  const auto four = run(command(
      scratch.folder(), {"trace", "bn.yaml", "--bias", "fc1[1]", "--samples", "4"}));
  CAPTURE(four.out, four.err);
  CHECK(four.code == 0);
  CHECK(holds(four.out, "with the statistics of these samples alone: batchnorm0"));
  CHECK(holds(four.out, " of sample "));
}

TEST_CASE("trace of a place that is not there or has no slope", "[app][trace][error]") {
  const Scratch scratch;
  put_text(scratch);
  const auto say = [&](const std::string& option, const std::string& place) {
    const auto done =
        run(command(scratch.folder(), {"trace", "net.yaml", option, place}));
    CHECK(done.code == 1);
    return done.err;
  };
  CHECK(holds(say("--at", "wide.weigth[0,0]"), "did you mean 'wide.weight'?"));
  CHECK(holds(say("--weight", "wide[7,0]"), "its index 1 goes from 0 to 6, not to 7"));
  CHECK(holds(say("--activation", "input[2]"),
              "error[E0802]: the input holds token ids"));
}

TEST_CASE("trace of a dense chain stays in its letters", "[app][trace]") {
  const Scratch scratch;
  scratch.put("xor.yaml", kXor);
  const auto with = [&](const std::string& option, const std::string& place) {
    return run(command(scratch.folder(),
                       {"trace", "xor.yaml", "--sample", "2", option, place}));
  };
  const auto weight = with("--weight", "fc1[3,0]");
  CHECK(weight.out.rfind(kDense, 0) == 0);
  CHECK_FALSE(holds(weight.out, "dC/dv"));
  const auto any = with("--at", "fc1.weight[3,0]");
  CHECK(any.out.substr(any.out.find('\n')) == weight.out.substr(weight.out.find('\n')));
  // A number that the letters have no name for is walked from.
  const auto z = with("--at", "fc1.z[3]");
  CHECK(z.code == 0);
  CHECK(holds(z.out, "\nfc1.z[3]  dense\n"));
}

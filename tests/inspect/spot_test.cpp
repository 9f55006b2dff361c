// Places by name: what they mean, and what is said of wrong ones.
#include "inspect/spot.hpp"

#include "support/trace_nets.hpp"

namespace {

using namespace backplane;
using inspect::find_spot;
using inspect::spot_name;
using test::Folder;
using test::take;
using What = TracePlace::What;

plan::NetworkPlan planned(const char* name) {
  const Folder folder;
  auto config =
      take(config::read_config(test::write_net(folder, test::trace_net(name))));
  return take(train::assemble(test::runtime(), std::move(config), {false, true})).plan;
}

std::string found(const plan::NetworkPlan& plan, What what, const std::string& text) {
  return spot_name(plan, take(find_spot(plan, take(parse_trace_place(what, text)))));
}

Error refused(const plan::NetworkPlan& plan, What what, const std::string& text) {
  const auto spot = find_spot(plan, take(parse_trace_place(what, text)));
  if (spot.ok()) FAIL(text << " was found");
  return spot.error();
}

bool says(const Error& error, const std::string& part) {
  return render(error).find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a place is a name and indices", "[inspect][trace]") {
  const auto place = take(parse_trace_place(What::any, "stage[2].conv[3,0,11]"));
  CHECK(place.name == "stage[2].conv");
  CHECK(place.index == std::vector<std::int64_t>{3, 0, 11});
  for (const char* text :
       {"fc1", "fc1[", "fc1]", "[3]", "fc1[]", "fc1[3,]", "fc1[,3]", "fc1[-1]",
        "fc1[a]", "fc1[3 ]", "fc1[99999999999999999999]", ""}) {
    CAPTURE(text);
    const auto bad = parse_trace_place(What::weight, text);
    REQUIRE_FALSE(bad.ok());
    CHECK(bad.error().code == "E0801");
  }
}

TEST_CASE("weights, biases, outputs and any number have places", "[inspect][trace]") {
  const auto cnn = planned("a CNN");
  CHECK(found(cnn, What::weight, "conv1[3,0,2,1]") == "conv1.weight[3,0,2,1]");
  CHECK(found(cnn, What::bias, "conv2[4]") == "conv2.bias[4]");
  CHECK(found(cnn, What::activation, "pool[3,1,2]") == "pool[3,1,2]");
  CHECK(found(cnn, What::any, "conv1.weight[3,0,2,1]") == "conv1.weight[3,0,2,1]");
  CHECK(found(cnn, What::any, "head[2]") == "head[2]");
  const auto lstm = planned("an LSTM");
  CHECK(found(lstm, What::any, "lstm.weight_hh_l1[19,4]") == "lstm.weight_hh_l1[19,4]");
  CHECK(found(lstm, What::any, "rows[7,0]") == "rows[7,0]");
}

TEST_CASE("an item is its activation, .z what lies before, and shared is shared",
          "[inspect][trace]") {
  const auto plan = planned("a transformer");
  const auto a = take(find_spot(plan, {What::activation, "residual1.wide", {4, 8}}));
  const auto z = take(find_spot(plan, {What::any, "residual1.wide.z", {4, 8}}));
  const auto gelu = take(find_spot(plan, {What::any, "residual1.wide.gelu", {4, 8}}));
  CHECK(a.tensor != z.tensor);
  CHECK(a.tensor == gelu.tensor);
  CHECK(plan.values[static_cast<std::size_t>(a.tensor)].name == "residual1.wide.gelu");
  CHECK(spot_name(plan, a) == "residual1.wide[4,8]");
  CHECK(spot_name(plan, z) == "residual1.wide.z[4,8]");
  CHECK(found(plan, What::weight, "head[7,5]") == "tokens.weight[7,5]");
  CHECK(found(plan, What::any, "head.weight[7,5]") == "tokens.weight[7,5]");
}

TEST_CASE("a wrong name brings the nearest right one, and all", "[inspect][error]") {
  const auto cnn = planned("a CNN");
  const Error conv = refused(cnn, What::weight, "conv3[0,0,0,0]");
  CHECK(conv.code == "E0801");
  CHECK(says(conv, "no layer is named 'conv3'"));
  CHECK(says(conv, "did you mean 'conv1'?"));
  CHECK(says(conv, "conv2d layers are: conv1, conv2"));
  CHECK_FALSE(says(conv, "pool"));  // it has no weight
  const Error name = refused(cnn, What::any, "conv2.weigth[0,0,0,0]");
  CHECK(says(name, "no item or parameter is named 'conv2.weigth'"));
  CHECK(says(name, "did you mean 'conv2.weight'?"));
  const Error bias = refused(cnn, What::bias, "conv1[0]");
  CHECK(says(bias, "'conv1' (conv2d) has no bias"));
  CHECK(says(bias, "conv1.weight"));
  const Error lstm = refused(planned("an LSTM"), What::weight, "lstm[0,0]");
  CHECK(says(lstm, "'lstm' (lstm) has no weight"));
  CHECK(says(lstm, "lstm.weight_ih_l0"));
}

TEST_CASE("wrong indices bring the shape and the ranges", "[inspect][error]") {
  const auto cnn = planned("a CNN");
  const Error few = refused(cnn, What::weight, "conv1[3,0]");
  CHECK(few.code == "E0801");
  CHECK(says(few,
             "'conv1.weight' is 4×1×3×3, so that a place in it has 4 indices, "
             "not 2"));
  CHECK(says(few, "conv1.weight[0..3,0..0,0..2,0..2]"));
  const Error far = refused(cnn, What::activation, "pool[0,4,0]");
  CHECK(says(far, "'pool' is 4×4×4: its index 2 goes from 0 to 3, not to 4"));
  CHECK(says(refused(cnn, What::any, "head[0,0]"), "has 1 index, not 2"));
}

TEST_CASE("what is given and not computed has no slope", "[inspect][error]") {
  const Error image = refused(planned("a CNN"), What::any, "input[0,0,0]");
  CHECK(image.code == "E0802");
  CHECK(says(image, "the input is given"));
  const Error ids = refused(planned("a transformer"), What::activation, "input[0]");
  CHECK(ids.code == "E0802");
  CHECK(says(ids, "token ids, which are whole numbers and cannot be moved a little"));
}

TEST_CASE("a row that is kept fixed has no gradient", "[inspect][error]") {
  const Folder folder;
  std::ofstream(folder / "text.txt") << "she sells sea shells";
  std::ofstream(folder / "net.yaml")
      << "data: {text: text.txt, tokenizer: characters, context: 4, batch: 2}\n"
      << "model:\n  - {embedding: {dim: 3, padding_idx: 2}, name: tokens}\n"
      << "  - dense: vocab\nloss: cross_entropy\n"
      << "optimizer: {sgd: {lr: 0.1}}\n";
  const auto plan = take(train::assemble(test::runtime(),
                                         take(config::read_config(folder / "net.yaml")),
                                         {false, true}))
                        .plan;
  CHECK(found(plan, What::weight, "tokens[1,2]") == "tokens.weight[1,2]");
  const Error fixed = refused(plan, What::weight, "tokens[2,0]");
  CHECK(fixed.code == "E0802");
  CHECK(says(fixed, "row 2 of 'tokens.weight' is fixed"));
}

// Text from a trained model: the same for a seed, what was learned by heart, errors.
#include "backplane/generate.hpp"

#include "backplane/train.hpp"
#include "support/carry.hpp"
#include "support/chain.hpp"
#include "train/model_file.hpp"
#include "train/trainer.hpp"

namespace {

using namespace backplane;
using test::Folder;
using test::take;

Runtime with_threads(int threads) {
  RuntimeOptions options;
  options.threads = threads;
  options.plugins.linked = {&test::carry_plugin};
  return take(Runtime::create(options));
}

struct Net {
  std::string data = "tokenizer: characters, context: 4";
  std::string model = "embedding: 12, dense: vocab";
  std::string more = "train: {epochs: 60}";
};

// A text in which each character says what comes next: abcdeé abcdeé ...
std::string write(const Folder& folder, const Net& net) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "abcdé\n";
  std::ofstream(folder / "text.txt", std::ios::binary) << text;
  const std::string path = folder / "net.yaml";
  std::ofstream(path) << "seed: 2\ndata: {text: text.txt, " << net.data
                      << ", batch: 8}\nmodel: [" << net.model
                      << "]\nloss: cross_entropy\noptimizer: {adamw: {lr: 0.05}}\n"
                      << net.more << "\n";
  return path;
}

std::string trained(Runtime& runtime, const Folder& folder, const Net& net) {
  TrainOptions options;
  options.out = folder / "run";
  options.overwrite = true;
  return take(train_file(runtime, write(folder, net), options)).model;
}

GenerateOptions asking(std::string prompt, std::int64_t tokens,
                       double temperature = 0) {
  GenerateOptions options;
  options.prompt = std::move(prompt);
  options.tokens = tokens;
  options.temperature = temperature;
  return options;
}

std::string code(const Result<Generated>& made) {
  return made.ok() ? "" : made.error().code;
}

}  // namespace

TEST_CASE("a model goes on with what it learned by heart", "[model][generate]") {
  const Folder folder;
  Runtime runtime = with_threads(1);
  const auto net = GENERATE(Net{}, Net{"tokenizer: bytes, context: 4"},
                            Net{"tokenizer: characters, context: 3, stateful: true",
                                "embedding: 8, test.carry, dense: vocab"});
  CAPTURE(net.data);
  const Model model = take(Model::load(runtime, trained(runtime, folder, net)));
  std::string heard;
  GenerateOptions options = asking("dé\nab", 14);
  options.on_text = [&](std::string_view piece) {
    heard += piece;
    return true;
  };
  const Generated made = take(generate(model, options));
  CHECK(made.text.starts_with("cdé\nabcdé\nab"));
  CHECK(made.tokens == 14);
  CHECK(heard == made.text);
}

TEST_CASE("text is a function of model and options", "[model][generate]") {
  const Folder folder;
  Net net;
  net.more = "train: {epochs: 2}";
  Runtime one = with_threads(1), three = with_threads(3);
  const std::string file = trained(one, folder, net);
  const Model model = take(Model::load(one, file));
  GenerateOptions options = asking("a", 60, 1.5);
  const std::string text = take(generate(model, options)).text;
  CHECK(take(generate(model, options)).text == text);
  CHECK(take(generate(take(Model::load(three, file)), options)).text == text);
  // The beginning of a longer text is the shorter one.
  options.tokens = 20;
  CHECK(text.starts_with(take(generate(model, options)).text));
  options.tokens = 60;
  options.seed = 1;
  CHECK(take(generate(model, options)).text != text);
  options.tokens = 0;
  CHECK(take(generate(model, options)).text.empty());
  // What stands for unknown characters is never chosen.
  options.tokens = 500;
  options.temperature = 1000;
  CHECK(take(generate(model, options)).text.find("\xEF\xBF\xBD") == std::string::npos);
}

TEST_CASE("a listener may have enough", "[model][generate]") {
  const Folder folder;
  Runtime runtime = with_threads(1);
  const Model model = take(
      Model::load(runtime, trained(runtime, folder, {.more = "train: {epochs: 1}"})));
  int pieces = 0;
  GenerateOptions options = asking("a", 100);
  options.on_text = [&](std::string_view) { return ++pieces < 3; };
  CHECK(take(generate(model, options)).tokens == 3);
}

TEST_CASE("what cannot be gone on with is refused", "[model][generate][error]") {
  const Folder folder;
  Runtime runtime = with_threads(1);
  const Model model = take(
      Model::load(runtime, trained(runtime, folder, {.more = "train: {epochs: 1}"})));
  CHECK(code(generate(model, asking("", 5))) == "E0661");
  CHECK(code(generate(model, asking("a\xFF", 5))) == "E0662");
  CHECK(code(generate(model, asking("axb", 5))) == "E0663");
  CHECK(code(generate(model, asking("a", 5, -1))) == "E0666");
  CHECK(code(generate(model, asking("a", -5))) == "E0666");
}

TEST_CASE("a model that looks ahead is refused", "[model][generate][error]") {
  const Folder folder;
  Runtime runtime = with_threads(1);
  const Net net{"tokenizer: characters, context: 4",
                "embedding: 8, test.look_ahead, dense: vocab", "train: {epochs: 1}"};
  const Model model = take(Model::load(runtime, trained(runtime, folder, net)));
  CHECK(code(generate(model, asking("a", 5))) == "E0664");
}

TEST_CASE("a model of other data is refused", "[model][generate][error]") {
  const Folder folder;
  Runtime runtime = with_threads(1);
  const std::string path = folder / "xor.yaml";
  std::ofstream(path) << "data: {toy: xor, batch: 4}\nmodel: [dense: 1]\nloss: mse\n"
                         "optimizer: {sgd: {lr: 0.1}}\ntrain: {epochs: 1}\n";
  TrainOptions options;
  options.out = folder / "xor";
  const std::string file = take(train_file(runtime, path, options)).model;
  const auto made = generate(take(Model::load(runtime, file)), asking("a", 5));
  CHECK(code(made) == "E0660");
  CHECK(made.error().message == "this is no model of text: its data is 'toy'");
}

TEST_CASE("a model whose weights are not finite is refused",
          "[model][generate][error]") {
  const Folder folder;
  Runtime runtime = with_threads(1);
  const std::string file = trained(runtime, folder, {.more = "train: {epochs: 1}"});
  auto stored = take(io::read_safetensors(file));
  const Model model = take(Model::load(runtime, file));
  std::vector<std::vector<std::byte>> kept;
  for (io::StoredTensor& tensor : stored.tensors) {
    const float nan = std::nanf("");
    auto& bytes = kept.emplace_back(tensor.data, tensor.data + tensor.size);
    std::memcpy(bytes.data(), &nan, sizeof nan);
    tensor.data = bytes.data();
  }
  const std::string broken = folder / "broken.safetensors";
  REQUIRE(io::write_safetensors(broken, stored.tensors, stored.metadata).ok());
  // The first row of the table and the first output are those of unknown characters.
  const auto made = generate(take(Model::load(runtime, broken)), asking("a", 5));
  CHECK((made.ok() || code(made) == "E0667"));
}

TEST_CASE("a model of text predicts arrays of ids, a row a step", "[model][predict]") {
  const Folder folder;
  Runtime runtime = with_threads(1);
  const std::string file = trained(runtime, folder, {});
  const Model model = take(Model::load(runtime, file));
  CHECK(model.features() == 4);
  CHECK(model.steps() == 4);
  CHECK(model.columns() == 7);  // unknown, \n, a, b, c, d, é
  CHECK(model.input().dtype == BACKPLANE_DT_I32);
  Predictor predictor = take(model.predictor(2));
  const std::vector<float> inputs{2, 3, 4, 5, 6, 1, 2, 3};
  std::vector<float> outputs(2 * 4 * 7);
  REQUIRE(predictor.run(inputs, outputs).ok());
  for (std::size_t step = 0; step < 8; ++step) {
    const auto row = std::span(outputs).subspan(step * 7, 7);
    const auto next = static_cast<int>(inputs[step]) % 6 + 1;
    CHECK(std::ranges::max_element(row) - row.begin() == next);
  }
  for (const float wrong : {7.0F, -1.0F, 1.5F, NAN}) {
    const std::vector<float> ids{2, 3, wrong, 5};
    const auto done = predictor.run(ids, std::span(outputs).first(28));
    REQUIRE_FALSE(done.ok());
    CHECK(done.error().code == "E0654");
  }
  io::Array ids;
  ids.element = io::Element::u8;
  ids.shape = {2, 4};
  for (const float id : inputs) ids.bytes.push_back(static_cast<std::byte>(id));
  REQUIRE(io::write_atomic(folder / "ids.npy", io::encode_npy(ids)).ok());
  const Predictions predictions = take(predict_file(runtime, file, folder / "ids.npy"));
  CHECK(predictions.rows == 8);
  CHECK(predictions.steps == 4);
  CHECK(predictions.classes == std::vector<std::int64_t>{3, 4, 5, 6, 1, 2, 3, 4});
  CHECK(to_csv(predictions).starts_with("row,step,class,p(unknown),"));
  CHECK(to_csv(predictions).find("\n1,3,c,") != std::string::npos);
}

TEST_CASE("a model of text is evaluated on another text with its own characters",
          "[model][generate]") {
  const Folder folder;
  Runtime runtime = with_threads(1);
  const std::string file = trained(runtime, folder, {});
  std::ofstream(folder / "other.txt", std::ios::binary) << "abcdé\nabcdé\nabcdé\n";
  const EvalReport good = take(evaluate_model(runtime, file, folder / "other.txt"));
  CHECK(good.loss < 0.2);
  std::ofstream(folder / "other.txt", std::ios::binary) << "xyzxyzxyzxyzxyzxyz";
  CHECK(take(evaluate_model(runtime, file, folder / "other.txt")).loss > 1);
}

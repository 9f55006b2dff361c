// Models of several inputs and outputs: files and rows in, a table out.
#include <cmath>

#include "backplane/model.hpp"
#include "model/state.hpp"
#include "support/several_nets.hpp"

namespace {

using namespace backplane;
using namespace backplane::test::several;
using test::Folder;
using test::take;

}  // namespace

TEST_CASE("a model of several inputs and outputs predicts", "[run][several][predict]") {
  const Folder folder;
  const std::string path = write(folder);
  trained(path, folder / "run", 1);
  const std::string file = folder / "run/model.safetensors";
  const Model model = take(Model::load(test::runtime(), file));
  REQUIRE(model.inputs().size() == 2);
  CHECK(model.inputs()[1].name == "meta");
  CHECK(model.inputs()[1].features == 2);
  REQUIRE(model.outputs().size() == 2);
  CHECK(model.outputs()[0].name == "kind");
  CHECK(model.outputs()[1].columns == 1);

  const auto both =
      take(predict_files(test::runtime(), file,
                         {{"meta", folder / "m.npy"}, {"image", folder / "x.npy"}}));
  REQUIRE(both.size() == 2);
  CHECK(both[0].rows == kRows);
  for (int r = 0; r < kRows; ++r) {
    const auto at = static_cast<std::size_t>(3 * r);
    const double sum =
        both[0].values[at] + both[0].values[at + 1] + both[0].values[at + 2];
    CHECK(sum == Approx(1).epsilon(1e-12));  // cross_entropy's softmax is applied
  }
  const std::string csv = to_csv(both);
  CHECK(csv.substr(0, csv.find_first_of("\r\n")) ==
        "row,kind.y0,kind.y1,kind.y2,years.y0");

  // The first row by hand through the Predictor, in the values of the files.
  std::vector<float> x, m;
  for (int i = 0; i < 4; ++i) x.push_back(static_cast<float>(std::sin(1.0 + 1.7 * i)));
  for (int i = 0; i < 2; ++i) m.push_back(static_cast<float>(std::cos(0.5 + 2.3 * i)));
  std::vector<float> kind(3), years(1);
  Predictor predictor = take(model.predictor(4));
  const std::span<const float> in[] = {x, m};
  const std::span<float> out[] = {kind, years};
  REQUIRE(predictor.run(in, out).ok());
  for (std::size_t c = 0; c < 3; ++c)
    CHECK(kind[c] == Approx(both[0].values[c]).epsilon(1e-5));
  CHECK(years[0] == Approx(both[1].values[0]).epsilon(1e-5));
  CHECK(predictor.run(x, kind).error().code == "E0651");
}

TEST_CASE("files for other inputs than the model takes are refused",
          "[run][several][predict][error]") {
  const Folder folder;
  trained(write(folder), folder / "run", 1);
  const std::string file = folder / "run/model.safetensors";
  const std::string x = folder / "x.npy", m = folder / "m.npy";
  const auto why = [&](const std::vector<InputFile>& files) {
    const auto done = predict_files(test::runtime(), file, files);
    return done.ok() ? "" : done.error().code + " " + done.error().message;
  };
  CHECK(why({{"", x}}) == "E0655 '" + x + "' is for no input: it has no name");
  CHECK(why({{"image", x}}) == "E0655 no file is for the input 'meta'");
  CHECK(why({{"image", x}, {"mta", m}}) == "E0655 the model has no input 'mta'");
  CHECK(why({{"image", x}, {"image", m}}) ==
        "E0655 two files are for the input 'image'");
}

TEST_CASE("predictions of an output and of a view of it are told apart",
          "[run][several][predict]") {
  const Folder folder;
  const std::string path =
      write(folder,
            "\n  - {cross_entropy: , of: s, target: kind, name: a}\n"
            "  - {mse: , of: f, target: kind, name: b}\n"
            "  - {mse: , of: ages, target: years}\n",
            "\n  - concat\n  - {dense: 3, name: s}\n  - {flatten: , name: f}\n"
            "  - {dense: 1, name: ages, from: s}\n");
  trained(path, folder / "run", 1);
  const auto all =
      take(predict_files(test::runtime(), folder / "run/model.safetensors",
                         {{"meta", folder / "m.npy"}, {"image", folder / "x.npy"}}));
  REQUIRE(all.size() == 3);
  for (std::size_t r = 0; r < kRows; ++r) {
    double sum = 0;
    for (std::size_t c = 0; c < 3; ++c) sum += std::exp(all[1].values[3 * r + c]);
    for (std::size_t c = 0; c < 3; ++c)
      CHECK(all[0].values[3 * r + c] ==
            Approx(std::exp(all[1].values[3 * r + c]) / sum).epsilon(1e-12));
  }
}

TEST_CASE("a model file whose sample and configuration differ is refused",
          "[run][several][predict][error]") {
  const Folder folder;
  trained(write(folder), folder / "run", 1);
  const std::string file = folder / "run/model.safetensors";
  auto stored = take(io::read_safetensors(file));
  auto cut = [&](const char* key, const std::string& from, const std::string& to) {
    std::string& text = stored.metadata.at(key);
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
  };
  cut("backplane.sample", R"({"name":"image","shape":[4]},)", "");
  std::string& transforms = stored.metadata.at("backplane.transforms");
  transforms = "[" + transforms.substr(transforms.find(',') + 1);
  const Model before = take(Model::load(test::runtime(), file));
  REQUIRE(io::write_safetensors(file, train::views_of(*before.state().network),
                                stored.metadata)
              .ok());
  const auto loaded = Model::load(test::runtime(), file);
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().code == "E0650");
}

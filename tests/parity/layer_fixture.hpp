#pragma once
// One case that scripts/fixtures/layers.py wrote: a layer, its settings, its tensors.

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "io/safetensors.hpp"
#include "support/layer_run.hpp"

namespace parity {

namespace test = backplane::test;

class LayerFixture {
 public:
  explicit LayerFixture(const std::filesystem::path& file) {
    auto read = backplane::io::read_safetensors(file.string());
    if (!read.ok()) throw std::runtime_error(render(read.error()));
    file_ = std::move(*read);
  }

  [[nodiscard]] std::string layer() const { return file_.metadata.at("layer"); }
  [[nodiscard]] std::string module() const { return file_.metadata.at("module"); }
  [[nodiscard]] test::Settings settings() const {
    test::Settings settings;
    const auto given = nlohmann::json::parse(file_.metadata.at("settings"));
    for (const auto& [name, value] : given.items()) settings[name] = setting(value);
    return settings;
  }

  /// The numbers of a float64 tensor.
  [[nodiscard]] std::vector<double> operator[](const std::string& name) const {
    const auto* tensor = file_.find(name);
    if (tensor == nullptr) throw std::runtime_error("the case has no '" + name + "'");
    return numbers<double>(*tensor);
  }
  [[nodiscard]] std::vector<backplane_shape> inputs() const {
    std::vector<backplane_shape> shapes;
    for (const auto* in = input(0); in != nullptr; in = input(shapes.size()))
      shapes.push_back(test::shape_of(
          in->dtype == "I32" ? BACKPLANE_DT_I32 : BACKPLANE_DT_F64, in->shape));
    return shapes;
  }

  /// The bench's parameters and buffers, by number, as the file calls them.
  [[nodiscard]] const std::string& param(std::size_t i) const { return params_[i]; }
  [[nodiscard]] const std::string& buffer(std::size_t i) const { return buffers_[i]; }

  /// Throws where names, shapes or their number differ between the two.
  void match(const test::LayerBench<double>& bench) {
    for (std::size_t p = 0; p < bench.params.size(); ++p)
      params_.push_back(known(bench.param(p)));
    for (std::size_t b = 0; b < bench.buffers.size(); ++b)
      buffers_.push_back(known(bench.buffer(b)));
    const auto theirs = std::ranges::count_if(
        file_.tensors, [](const auto& t) { return t.name.starts_with("param."); });
    if (static_cast<std::size_t>(theirs) != params_.size() + buffers_.size())
      throw std::runtime_error("PyTorch has another number of parameters");
  }

  /// Inputs, weights, running statistics and output gradients.
  void start(test::LayerBench<double>& bench) const {
    for (std::size_t k = 0; k < bench.inputs.size(); ++k) {
      const auto& tensor = *input(k);
      if (bench.in(k).dtype == BACKPLANE_DT_I32)
        bench.inputs.set(k, numbers<std::int32_t>(tensor));
      else
        bench.inputs.set(k, numbers<double>(tensor));
    }
    if (bench.in().dtype == BACKPLANE_DT_F64) bench.x = bench.inputs.values<double>(0);
    for (std::size_t p = 0; p < params_.size(); ++p)
      bench.params[p] = (*this)["param." + params_[p]];
    for (std::size_t b = 0; b < buffers_.size(); ++b)
      bench.buffers.set(b, (*this)["param." + buffers_[b]]);
    for (std::size_t k = 0; k < bench.doutputs.size(); ++k)
      bench.doutputs.set(k, (*this)["dout." + std::to_string(k)]);
    bench.dy = (*this)["dout.0"];
  }

 private:
  static test::Setting setting(const nlohmann::json& value) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number_integer()) return value.get<int>();
    if (value.is_number()) return value.get<double>();
    if (value.is_string()) return value.get<std::string>();
    return value.get<std::vector<std::int64_t>>();
  }
  [[nodiscard]] const backplane::io::StoredTensor* input(std::size_t k) const {
    return file_.find("in." + std::to_string(k));
  }
  template <class T>
  static std::vector<T> numbers(const backplane::io::StoredTensor& tensor) {
    std::vector<T> values(tensor.size / sizeof(T));
    std::memcpy(values.data(), tensor.data, tensor.size);
    return values;
  }
  [[nodiscard]] std::string known(const backplane_tensor_decl& decl) const {
    const auto* tensor = file_.find("param." + std::string(decl.name));
    if (tensor == nullptr)
      throw std::runtime_error(std::string("PyTorch has no '") + decl.name + "'");
    const std::vector<std::int64_t> shape(decl.shape.dim,
                                          decl.shape.dim + decl.shape.rank);
    if (shape != tensor->shape)
      throw std::runtime_error(std::string("another shape of '") + decl.name + "'");
    return decl.name;
  }

  backplane::io::TensorFile file_;
  std::vector<std::string> params_, buffers_;
};

/// The files of all cases, by name.
inline std::vector<std::filesystem::path> layer_fixtures() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(
           BACKPLANE_SOURCE_DIR "/tests/fixtures/layers"))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace parity

#pragma once
// A small network in float64 on one sample, from a configuration written on the spot:
// for tests that hold backpropagation against formulas.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "backplane/runtime.hpp"
#include "inspect/probe.hpp"
#include "io/array.hpp"
#include "io/file.hpp"

namespace backplane::test {

/// A folder of its own that goes with the object.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/backplane-test-XXXXXX";
    path_ = ::mkdtemp(name);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string operator/(const std::string& file) const {
    return path_ + "/" + file;
  }

 private:
  std::string path_;
};

inline void write_npy(const std::string& path, const std::vector<std::int64_t>& shape,
                      const std::vector<double>& values) {
  io::Array array;
  array.element = io::Element::f64;
  array.shape = shape;
  const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
  array.bytes.assign(bytes, bytes + values.size() * sizeof(double));
  REQUIRE(io::write_atomic(path, io::encode_npy(array)).ok());
}

/// x [1, n] and t [1, m] as the training data; `model` and `loss` as YAML.
inline std::string write_config(const Folder& folder, const std::vector<double>& x,
                                const std::vector<double>& t, const std::string& model,
                                const std::string& loss = "squared_error") {
  write_npy(folder / "x.npy", {1, static_cast<std::int64_t>(x.size())}, x);
  write_npy(folder / "t.npy", {1, static_cast<std::int64_t>(t.size())}, t);
  const std::string path = folder / "net.yaml";
  std::ofstream(path) << "precision: float64\nseed: 3\n"
                      << "data: {npy: {inputs: x.npy, targets: t.npy}, batch: 1}\n"
                      << "model:\n"
                      << model << "loss: " << loss << "\n"
                      << "optimizer: {sgd: {lr: 0.1}}\n";
  return path;
}

/// The value, or a failed test that shows the error as a person would see it.
template <class T>
T take(Result<T> result) {
  if (!result.ok()) FAIL(render(result.error()));
  return std::move(*result);
}

/// One runtime a test program: plugins are loaded once.
inline Runtime& runtime() {
  static Runtime instance = take(Runtime::create());
  return instance;
}

}  // namespace backplane::test

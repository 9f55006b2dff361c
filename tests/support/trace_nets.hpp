#pragma once
// Small networks of the kinds that a course has: a CNN, a ResNet, an LSTM, a
// transformer; as configurations with data of their own.

#include <cmath>

#include "support/chain.hpp"

namespace backplane::test {

struct TraceNet {
  const char* name;
  const char* data;  ///< image: [1,8,8], 3 classes; text
  const char* model;
};

inline const std::vector<TraceNet>& trace_nets() {
  static const std::vector<TraceNet> all{
      {"a CNN", "image", R"(
  - {conv2d: {filters: 4, kernel: 3, padding: same, bias: false}, name: conv1}
  - {batchnorm: , name: bn1}
  - {relu: , name: relu1}
  - {max_pool2d: 2, name: pool}
  - {conv2d: {filters: 5, kernel: 3}, name: conv2}
  - {gelu: , name: gelu1}
  - {global_avgpool: , name: mean}
  - {dropout: 0.3, name: drop}
  - {dense: classes, name: head}
)"},
      {"a ResNet", "image", R"(
  - {conv2d: {filters: 3, kernel: 3, padding: 1, bias: false}, name: stem}
  - {batchnorm: , name: bn}
  - tanh
  - residual:
      - conv2d: {filters: 3, kernel: 3, padding: 1, bias: false}
      - batchnorm
      - silu
      - conv2d: {filters: 3, kernel: 3, padding: 1}
  - residual:
      - conv2d: {filters: 4, kernel: 3, stride: 2, padding: 1}
      - batchnorm
  - {tanh: , name: top}
  - global_avgpool
  - {dense: classes, name: head}
)"},
      {"an LSTM", "image", R"(
  - {reshape: [8, 8], name: rows}
  - {lstm: {units: 5, layers: 2, dropout: 0.2, output: last}, name: lstm}
  - dropout: 0.3
  - {dense: classes, name: head}
)"},
      {"a transformer", "text", R"(
  - {embedding: 6, name: tokens}
  - {positions: {learned: 5}, name: positions}
  - dropout: 0.1
  - residual:
      - {layernorm: , name: norm}
      - {attention: {heads: 2, causal: true, dropout: 0.1}, name: attention}
  - residual:
      - layernorm
      - {dense: {units: 9, activation: gelu}, name: wide}
      - {dense: 6, name: narrow}
  - layernorm
  - {dense: {units: vocab, bias: false}, share: tokens, name: head}
)"},
  };
  return all;
}

inline void write_images(const Folder& folder, std::int64_t count) {
  std::vector<double> x;
  for (std::int64_t i = 0; i < count * 64; ++i)
    x.push_back(std::sin(1.0 + 1.7 * static_cast<double>(i)) + 0.2);
  write_npy(folder / "x.npy", {count, 1, 8, 8}, x);
  io::Array labels;
  labels.element = io::Element::i64;
  labels.shape = {count};
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t label = i % 3;
    const auto* bytes = reinterpret_cast<const std::byte*>(&label);
    labels.bytes.insert(labels.bytes.end(), bytes, bytes + sizeof label);
  }
  REQUIRE(io::write_atomic(folder / "t.npy", io::encode_npy(labels)).ok());
}

/// Writes the data and the configuration; the configuration's path.
inline std::string write_net(const Folder& folder, const TraceNet& net) {
  std::string data = "{npy: {inputs: x.npy, targets: t.npy}, batch: 6}";
  if (net.data == std::string("image")) {
    write_images(folder, 6);
  } else {
    std::ofstream(folder / "text.txt") << "she sells sea shells, the shells she sells";
    data = "{text: text.txt, tokenizer: characters, context: 5, batch: 4}";
  }
  const std::string path = folder / "net.yaml";
  std::ofstream(path) << "seed: 3\nprecision: float64\ndata: " << data
                      << "\nmodel:" << net.model << "loss: cross_entropy\n"
                      << "optimizer: {sgd: {lr: 0.1}}\n";
  return path;
}

inline const TraceNet& trace_net(const std::string& name) {
  for (const TraceNet& net : trace_nets())
    if (net.name == name) return net;
  FAIL("no network is called " << name);
  return trace_nets().front();
}

}  // namespace backplane::test

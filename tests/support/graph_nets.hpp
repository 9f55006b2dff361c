#pragma once
// Networks that are no chains, each with something that a chain has not: values with
// several readers, views among them, inputs read twice, shared parameters.

#include <string>
#include <vector>

namespace backplane::test {

struct GraphNet {
  const char* name;
  const char* model;  ///< takes [6], gives [2]
};

inline constexpr GraphNet kGraphNets[] = {
    {"a residual", R"(
  - dense: 6
  - residual: [dense: 6, gelu, dense: 6]
  - relu
  - dense: 2
)"},
    {"residuals that project", R"(
  - residual: [dense: 8, tanh, dense: 5]
  - gelu
  - residual: [{dense: {units: 7, activation: silu}}, dropout: 0.3, tanh]
  - dense: 2
)"},
    {"an activation with several readers", R"(
  - {dense: 6, name: a}
  - {tanh: , name: t}
  - {dense: 6, name: b, from: t}
  - {gelu: , name: g, from: t}
  - {add: , from: [b, g, t, a]}
  - dense: 2
)"},
    {"pre-activations that are read again", R"(
  - {dense: 6, name: a}
  - relu
  - {dense: 6, name: b}
  - sigmoid
  - {multiply: , from: [sigmoid0, b, a, relu0]}
  - dense: 2
)"},
    {"views with several readers", R"(
  - {dense: 6, name: a}
  - {reshape: [2, 3], name: v}
  - {permute: [2, 1], from: v}
  - {flatten: , from: permute0}
  - {flatten: , name: f, from: v}
  - {tanh: , from: f}
  - {concat: , from: [tanh0, flatten0, a, f]}
  - dense: 2
)"},
    {"a view of an activation, and an activation of a view", R"(
  - dense: 6
  - relu
  - {reshape: [3, 2], name: v}
  - {softplus: , name: s}
  - {reshape: [6], name: w}
  - {add: , from: [w, relu0]}
  - {residual: [{reshape: [6]}, {reshape: [6]}]}
  - dense: 2
)"},
    {"inputs that are read twice", R"(
  - {dense: {units: 6, activation: tanh}, name: a}
  - {multiply: , from: [a, a]}
  - {add: , name: three, from: [multiply0, multiply0, multiply0]}
  - {reshape: [2, 3], name: m}
  - {matmul: {transpose_b: true}, from: [m, m]}
  - {softmax: }
  - flatten
  - dense: 2
)"},
    {"the network's input with many readers", R"(
  - parallel: [[], [relu], [tanh, dense: 3], [dense: 4, gelu]]
  - residual: [sigmoid]
  - {concat: , from: [residual0, input]}
  - {slice: {start: 2, stop: 20, step: 2}}
  - {pad: {pad: [1, 2], mode: reflect}}
  - {multiply: , from: [pad0, pad0]}
  - dense: 2
)"},
    {"rows that are broadcast", R"(
  - {dense: 6, name: a}
  - {reshape: [2, 3], name: v}
  - {slice: {axis: 2, stop: 1}, name: column}
  - {slice: {axis: 1, start: -1}, name: row, from: v}
  - {multiply: , from: [v, column]}
  - {add: , from: [multiply0, row, column]}
  - flatten
  - dense: 2
)"},
    {"a layer that is used three times", R"(
  - {dense: 6, name: a}
  - tanh
  - {dense: 6, share: a}
  - gelu
  - {dense: 6, share: a}
  - {add: , from: [dense1, tanh0]}
  - dense: 2
)"},
    {"a shared weight beside biases of their own", R"(
  - {dense: {units: 6, bias: false}, name: a}
  - tanh
  - {dense: 6, name: b, share: a}
  - sigmoid
  - {dense: 6, share: b}
  - dense: 2
)"},
    {"two towers with one set of weights", R"(
  - {slice: {stop: 4}, name: one, from: input}
  - {slice: {start: 2}, name: two, from: input}
  - {sequence: [dense: 5, relu, residual: [{dense: {units: 4, activation: tanh}}]],
     name: left, from: one}
  - {sequence: [dense: 5, relu, residual: [{dense: {units: 4, activation: tanh}}]],
     share: left, from: two}
  - {multiply: , from: [left, sequence0]}
  - dense: 2
)"},
};

}  // namespace backplane::test

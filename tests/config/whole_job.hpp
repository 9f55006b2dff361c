#pragma once
// A file that uses every section.

namespace backplane::test {

inline constexpr const char* kWholeJob = R"(
name: whole
seed: 42
precision: float64
vars: {width: 8}
x-notes: {anything: [at, all]}

data:
  toy: {kind: spirals, samples: 100, classes: 3}
  validation: 10%
  batch: 16
  shuffle: false
  transform: [scale: 1/255, flatten]
  augment: [flip, erase: {p: 0.25, area: 2%..20%}]

model:
  - dense: {units: $(width * 2), activation: relu, init: {weight: he_normal}}
    name: fc1
  - swish: 2
  - dropout: 0.2
  - dense: $width
    init: {weight: {constant: 0.5}, bias: zeros}
  - tanh
  - {dense: {units: classes, bias: false}, from: [fc1, tanh0]}

loss: {cross_entropy: {label_smoothing: 0.1}}
metrics: [accuracy, top_k: 3]
optimizer:
  adamw: {learning_rate: 1e-2, betas: [0.8, 0.99]}
  no_decay: [bias]
schedule: [warmup: 2 epochs, {constant: , for: 10 steps}, cosine: {to: 1e-4}]

train:
  epochs: 5
  accumulate: 2
  clip_norm: 1.5
  stop_early: {metric: val.top_3, patience: 2, restore_best: false}
  init: weights.safetensors
checkpoint: {every: 10 min, keep: 3, best: val.accuracy}
log: [progress, jsonl: {every: 5 steps}]
)";

}  // namespace backplane::test

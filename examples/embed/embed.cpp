// Backplane in an application: train a few steps on numbers of its own, save the model, and
// predict from several threads at once.
#include <backplane/learner.hpp>
#include <backplane/model.hpp>
#include <cstdio>
#include <thread>
#include <vector>

int main() try {
  auto runtime = backplane::Runtime::create().value();
  auto learner = backplane::Learner::create(runtime, R"(
    data: {host: {inputs: [2], classes: 2}, batch: 4}
    model: [dense: {units: 8, activation: tanh}, dense: 2]
    loss: cross_entropy
    optimizer: {adam: {lr: 0.05}}
    train: {steps: 200}
  )").value();

  const std::vector<float> inputs{0, 0, 0, 1, 1, 0, 1, 1};  // [4, 2]
  const std::vector<std::int32_t> labels{0, 1, 1, 0};       // exclusive or
  double loss = 0;
  for (int step = 0; step < 200; ++step) loss = learner.step(inputs, labels).value();
  learner.save("xor.safetensors").value();
  std::printf("loss after 200 steps: %.4f\n", loss);

  const auto model = backplane::Model::load(runtime, "xor.safetensors").value();
  std::vector<float> outputs[4];
  std::vector<std::thread> threads;
  for (auto& mine : outputs)
    threads.emplace_back([&] {
      mine.resize(8);
      model.predictor().value().run(inputs, mine).value();
    });
  for (auto& thread : threads) thread.join();
  for (int i = 0; i < 4; ++i) std::printf("%g xor %g: %.3f\n", inputs[2 * i], inputs[2 * i + 1], outputs[i][2 * i + 1]);
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}

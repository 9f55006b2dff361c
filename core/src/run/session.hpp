#pragma once
// A session: one arena and the two passes through the network, for batch sizes fixed
// when it was made. A pass allocates nothing.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "backplane/error.hpp"
#include "run/instance.hpp"

namespace backplane::run {

/// What a pass is told beside its data.
struct Pass {
  std::int64_t rows = 0;  ///< one of the planned batch sizes
  bool training = false;
  bool accumulate = false;  ///< backward adds to the parameter gradients
  std::uint64_t step = 0;   ///< key of random masks ...
  std::uint64_t first_sample =
      0;                  ///< ... with the sample's position in the effective batch
  double grad_scale = 1;  ///< of a head's loss gradient: its weight / sum of row
                          ///< weights
};

/// Not thread-safe; make one a thread, all on one Network. Uses the pool for its tasks.
class Session {
 public:
  /// `network` must outlive the session. Errors: E0310; no memory (E0311).
  static Result<std::unique_ptr<Session>> create(const Network& network, Parallel& pool,
                                                 const plan::MemoryOptions& options);

  [[nodiscard]] const plan::MemoryPlan& memory() const { return memory_; }
  [[nodiscard]] const Network& network() const { return network_; }

  /// Where the caller puts the batch: each input [rows, features...] of the plan's
  /// dtype, or int32 where it has a vocabulary.
  [[nodiscard]] std::byte* input(std::size_t i = 0) const;
  /// Of a head, as all below: [loss rows].
  [[nodiscard]] std::int32_t* labels(std::size_t head = 0) const;
  /// [loss rows, target_width].
  [[nodiscard]] std::byte* targets(std::size_t head = 0) const;
  /// Rows of the loss for `rows` samples (one a sample, or one a time step).
  [[nodiscard]] std::int64_t loss_rows(std::int64_t rows, std::size_t head = 0) const;

  /// A value's tensor for this batch size: what the last forward pass left there.
  [[nodiscard]] const Tensor& value(std::int64_t rows, int value) const;
  [[nodiscard]] const Tensor& output(std::int64_t rows, std::size_t head = 0) const;
  /// dL/dv as the last backward pass left it; null data where unwanted. `use`: what
  /// one of its readers gave, losses last; the first one's place collects the sum.
  [[nodiscard]] Tensor gradient(std::int64_t rows, int value,
                                std::size_t use = 0) const;
  /// Gradients of the parameters, laid out as Network::params().
  [[nodiscard]] std::byte* param_grads() const;

  /// Errors carry the layer's name and place (E0701 from a part, E0702 with
  /// exceptions).
  Outcome forward(const Pass& pass);
  /// Sum of the row weights of the batch whose targets are set.
  Result<double> weigh(const Pass& pass, std::size_t head = 0);
  /// Sum of row losses; writes the output's gradient when training, `pass.grad_scale`
  /// times the row's. After forward, for every head before backward.
  Result<double> loss(const Pass& pass, std::size_t head = 0);
  Outcome backward(const Pass& pass);
  /// The network's predictions in place of its outputs: the losses' activations
  /// applied, of those with one output the first's.
  Outcome apply_link(const Pass& pass);

  // One node alone, on what lies in its tensors: for those who look inside. Pre: the
  // memory plan is plain.
  Outcome forward_node(const Pass& pass, int node);
  /// dL/d(out) -> dL/d(in) and the parameters' gradients, overwritten.
  Outcome backward_node(const Pass& pass, int node);

  /// From now on `recorder` is told when each task runs, in this session and by those
  /// that gather its batches; it must outlive that. Null: nobody.
  void record(Recorder* recorder) { recorder_ = recorder; }
  [[nodiscard]] Recorder* recorder() const { return recorder_; }

  // What layers carry from each batch to the next, row by row. forward() reads the
  // states and leaves the next ones; nothing changes until next_batch().
  /// Every state is zero: the start of an epoch, of an evaluation, of a text.
  void reset_states();
  /// The states that the last forward pass left are those that the next one reads.
  void next_batch();
  /// A state of the largest batch, as the next forward pass reads it.
  struct State {
    std::string name;  ///< "lstm0.h"
    Tensor tensor{};
  };
  [[nodiscard]] std::vector<State> states() const;

 private:
  Session(const Network& network, Parallel& pool, plan::MemoryPlan memory);
  Instance& instance(std::int64_t rows) const;
  void prepare(Instance& instance, const Pass& pass) const;
  Outcome region(std::span<Work> works);
  Outcome run_phase(Instance& instance, int node, std::uint32_t phase);
  Outcome activation_pass(Instance& instance, int node, bool backward);
  static void copy_view(const Instance& instance, int node, bool backward);
  Outcome forward_one(Instance& instance, int node);
  Outcome backward_one(Instance& instance, int node);
  Outcome backward_data(Instance& instance);
  Outcome backward_params(Instance& instance);
  void clear_gradients();
  Outcome sum_gradients(Instance& instance, int node);
  [[nodiscard]] Error blame() const;
  [[nodiscard]] backplane_loss_args loss_args(std::int64_t rows,
                                              std::size_t head) const;
  [[nodiscard]] std::byte* loss_gradient(std::size_t head) const;

  const Network& network_;
  Parallel& pool_;
  plan::MemoryPlan memory_;
  Arena arena_;
  std::vector<std::unique_ptr<Instance>> instances_;  ///< as memory_.batches
  std::vector<Work> works_;                           ///< reused by backward_params
  FirstError first_;
  Recorder* recorder_ = nullptr;
};

}  // namespace backplane::run

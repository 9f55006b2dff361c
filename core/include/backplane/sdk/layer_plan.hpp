#pragma once
// What a layer says before anything runs: shapes, parameters, memory and tasks.

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "backplane/abi.h"
#include "backplane/sdk/failure.hpp"

namespace backplane::sdk {

/// dims, batch first.
[[nodiscard]] inline backplane_shape shape(std::uint32_t dtype,
                                           std::initializer_list<std::int64_t> dims) {
  backplane_shape made{};
  made.dtype = dtype;
  for (const auto dim : dims) made.dim[made.rank++] = dim;
  return made;
}

/// The product of the dimensions from `first` to before `last`.
[[nodiscard]] inline std::int64_t count(const backplane_shape& shape,
                                        std::uint32_t first, std::uint32_t last) {
  std::int64_t n = 1;
  for (std::uint32_t i = first; i < last; ++i) n *= shape.dim[i];
  return n;
}

/// One sample, without the batch: "1×28×28".
[[nodiscard]] inline std::string sample_text(const backplane_shape& shape) {
  std::string text;
  for (std::uint32_t i = 1; i < shape.rank; ++i)
    text += (i > 1 ? "×" : "") + std::to_string(shape.dim[i]);
  return text.empty() ? "a single number" : text;
}

/// A parameter, a buffer or a saved tensor; names and initializers as in PyTorch.
struct Declared {
  const char* name;
  backplane_shape shape;
  const char* init = "zeros";
  double init_gain = 1;
  std::int64_t fan_in = 0, fan_out = 0;  ///< 0: taken from the shape
  std::uint32_t flags = BACKPLANE_TF_TRAINABLE;
  std::uint32_t row = 0;  ///< with BACKPLANE_TF_FIXED_ROW
};

/// A view of the plan to fill. It lives as long as the call.
class Plan {
 public:
  Plan(const backplane_shape* in, std::uint32_t n_in, bool training,
       backplane_layer_plan& plan)
      : in_(in), n_in_(n_in), training_(training), plan_(plan) {}

  [[nodiscard]] std::uint32_t inputs() const { return n_in_; }
  [[nodiscard]] const backplane_shape& in(std::uint32_t i = 0) const { return in_[i]; }
  [[nodiscard]] bool training() const { return training_; }
  /// What the run computes in, also where an input holds ids.
  [[nodiscard]] std::uint32_t dtype() const {
    const bool told = BACKPLANE_HAS(&plan_, backplane_layer_plan, dtype);
    return told && plan_.dtype != 0 ? plan_.dtype : in_[0].dtype;
  }
  /// Ids of integer inputs are below this; 0: the host does not know.
  [[nodiscard]] std::int64_t vocab() const {
    return BACKPLANE_HAS(&plan_, backplane_layer_plan, vocab) ? plan_.vocab : 0;
  }
  /// Row b of a batch continues row b of the batch before: there may be states.
  [[nodiscard]] bool carries() const {
    return BACKPLANE_HAS(&plan_, backplane_layer_plan, states) && plan_.carries != 0;
  }
  [[nodiscard]] const backplane_layer_plan& made() const { return plan_; }

  void output(const backplane_shape& shape) {
    if (plan_.n_out < plan_.cap_out) plan_.out[plan_.n_out] = shape;
    ++plan_.n_out;
  }
  void parameter(const Declared& tensor) {
    append(plan_.params, plan_.n_params, plan_.cap_params, tensor);
  }
  /// Running statistics: kept in the model file, not trained.
  void buffer(const Declared& tensor) {
    append(plan_.buffers, plan_.n_buffers, plan_.cap_buffers, tensor);
  }
  /// The layer's own from forward to the end of the step.
  void saved(const Declared& tensor) {
    append(plan_.saved, plan_.n_saved, plan_.cap_saved, tensor);
  }
  /// Carried from each batch to the next, [batch, ...]. Pre: carries().
  void state(const Declared& tensor) {
    append(plan_.states, plan_.n_states, plan_.cap_states, tensor);
  }
  /// BACKPLANE_LP_*, added to those set so far.
  void flags(std::uint32_t flags) { plan_.flags |= flags; }
  void worker_scratch(std::uint64_t bytes) { plan_.worker_scratch = bytes; }
  void shared_scratch(std::uint64_t bytes) { plan_.shared_scratch = bytes; }
  void multiply_adds(std::int64_t n) {
    plan_.multiply_adds = static_cast<std::uint64_t>(n);
  }
  /// `cost`: of one task, in kFLOP or kB, whichever is larger; 0: unknown.
  void tasks(std::uint32_t phase, std::int64_t n, std::int64_t cost = 0) {
    constexpr std::int64_t kLargest = UINT32_MAX;
    if (n > kLargest) throw invalid("the work is cut into more than 2^32 tasks");
    plan_.tasks[phase] = static_cast<std::uint32_t>(n);
    plan_.cost[phase] = static_cast<std::uint32_t>(std::min(cost, kLargest));
  }

 private:
  static void append(backplane_tensor_decl* to, std::uint32_t& n, std::uint32_t cap,
                     const Declared& t) {
    if (n < cap)
      to[n] = {t.flags,     t.row,    t.name,    t.init,
               t.init_gain, t.fan_in, t.fan_out, t.shape};
    ++n;  // beyond the room, the host asks again with more of it
  }

  const backplane_shape* in_;
  std::uint32_t n_in_;
  bool training_;
  backplane_layer_plan& plan_;
};

/// [0, total) in `parts` runs of a whole number of grains, but for the last.
struct Cut {
  std::int64_t total = 0, size = 1, parts = 0;

  [[nodiscard]] std::int64_t first(std::int64_t i) const { return i * size; }
  [[nodiscard]] std::int64_t length(std::int64_t i) const {
    return std::min(size, total - i * size);
  }
};

/// Runs as equal as the grain allows, none longer than about `longest`.
[[nodiscard]] inline Cut cut(std::int64_t total, std::int64_t longest,
                             std::int64_t grain, std::int64_t at_least = 1) {
  if (total <= 0) return {};
  const auto ceil = [](std::int64_t a, std::int64_t b) { return (a + b - 1) / b; };
  const std::int64_t wanted = std::max(at_least, ceil(total, longest));
  const std::int64_t size = ceil(ceil(total, wanted), grain) * grain;
  return {total, size, ceil(total, size)};
}

}  // namespace backplane::sdk

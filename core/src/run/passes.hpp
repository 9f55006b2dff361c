#pragma once
// The works a pass is made of: a layer's phase, an activation on its own, the loss.

#include "run/instance.hpp"
#include "run/tasks.hpp"

namespace backplane::run {

/// A phase of a layer node; 0 tasks where the layer has none.
Work layer_work(const plan::NetworkPlan& plan, const Instance& instance, int node,
                std::uint32_t phase);

/// An activation over whole tensors, in tasks of about kPassElements elements.
struct ActivationPass {
  const Activation* activation = nullptr;
  bool backward = false;
  std::uint32_t dtype = 0;
  std::int64_t rows = 0, cols = 0;  ///< the tensor as a matrix; element-wise: rows = 1
  std::int64_t step = 0;            ///< rows (row-wise) or columns a task
  std::byte *x = nullptr, *y = nullptr, *dy = nullptr, *out = nullptr;

  [[nodiscard]] Work work(int node) const;
};

inline constexpr std::int64_t kPassElements = 16384;

ActivationPass make_activation_pass(const plan::NetworkPlan& plan,
                                    const Instance& instance, int node, bool backward);
/// The same for an activation outside the graph, in place on `tensor`.
ActivationPass make_link_pass(const Activation& activation, const Tensor& tensor);

/// The loss over rows, in tasks of about kPassElements elements.
struct LossPass {
  const Loss* loss = nullptr;
  backplane_loss_args args{};    ///< of the whole batch
  double* row_weight = nullptr;  ///< set: weigh instead of eval
  std::int64_t step = 0;         ///< rows a task

  [[nodiscard]] Work work(int node) const;
};

}  // namespace backplane::run

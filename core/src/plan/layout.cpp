// Decides aliasing and fusion, node by node in running order.
#include "plan/layout.hpp"

#include <algorithm>

namespace backplane::plan {
namespace {

struct Maker {
  const NetworkPlan& plan;
  const std::vector<std::uint32_t>& flags;
  bool training, plain;
  Layout layout{};

  [[nodiscard]] const ValuePlan& value(int v) const {
    return plan.values[static_cast<std::size_t>(v)];
  }
  [[nodiscard]] const NodePlan& node(int n) const {
    return plan.nodes[static_cast<std::size_t>(n)];
  }
  [[nodiscard]] std::uint32_t flag(int n) const {
    return flags[static_cast<std::size_t>(n)];
  }
  [[nodiscard]] std::size_t uses(int v) const {
    return value(v).readers.size() + plan.judged(v);
  }
  [[nodiscard]] bool finishes(int n) const {
    return n >= 0 && node(n).layer != nullptr && (flag(n) & BACKPLANE_LP_FINISHES) != 0;
  }
  // Of several heads: one puts its predictions in the place of this value.
  [[nodiscard]] bool linked(int v) const {
    return plan.heads.size() > 1 &&
           std::ranges::any_of(plan.heads, [v](const HeadPlan& head) {
             return head.output == v && head.link != nullptr;
           });
  }
  [[nodiscard]] bool is_view(int n) const { return (flag(n) & BACKPLANE_LP_VIEW) != 0; }

  // May x be overwritten by y = f(x)? Only if nobody reads x again.
  [[nodiscard]] bool overwrites_input(const NodePlan& act) const {
    const std::uint32_t f = act.activation->flags();
    const int x = act.in.front(), producer = value(x).producer;
    if (plain || producer < 0 || uses(x) > 1) return false;
    if ((f & BACKPLANE_ACT_INPLACE_FWD) == 0) return false;
    if (training && (f & BACKPLANE_ACT_BWD_NEEDS_X) != 0) return false;
    const NodePlan& before = node(producer);
    if (before.activation != nullptr)
      return !training || (before.activation->flags() & BACKPLANE_ACT_BWD_NEEDS_Y) == 0;
    return !is_view(producer) && (flag(producer) & BACKPLANE_LP_NEEDS_OUT) == 0;
  }

  void fuse(int n) {
    const NodePlan& act = node(n);
    if (act.activation == nullptr || plain) return;
    const std::uint32_t f = act.activation->flags();
    if ((f & BACKPLANE_ACT_ROWWISE) != 0) return;
    const int x = act.in.front(), y = act.out.front();
    auto& fused = layout.fused[static_cast<std::size_t>(n)];
    fused.forward = finishes(value(x).producer) && uses(x) == 1;
    fused.backward = training && uses(y) == 1 && plan.judged(y) == 0 &&
                     (f & BACKPLANE_ACT_INPLACE_BWD) != 0 &&
                     finishes(value(y).readers.front());
  }

  void place_values(int n) {
    const NodePlan& current = node(n);
    const bool shares = current.layer != nullptr
                            ? !plain && is_view(n) && !linked(current.in.front()) &&
                                  !linked(current.out.front())
                            : overwrites_input(current);
    for (const int v : current.out)
      layout.value[static_cast<std::size_t>(v)] =
          shares ? layout.value[static_cast<std::size_t>(current.in.front())]
                 : layout.storages++;
  }

  void mark_training(int n) {
    const NodePlan& current = node(n);
    bool trains = plain || std::ranges::any_of(current.params, [&](int p) {
                    return plan.params[static_cast<std::size_t>(p)].trainable();
                  });
    for (const int v : current.in) {
      const int producer = value(v).producer;
      trains = trains ||
               (producer >= 0 && layout.trains[static_cast<std::size_t>(producer)]);
    }
    layout.trains[static_cast<std::size_t>(n)] = trains;
  }

  [[nodiscard]] bool shares_gradient(const NodePlan& current, int n) const {
    if (plain) return false;
    if (current.layer != nullptr) return is_view(n);
    return (current.activation->flags() & BACKPLANE_ACT_INPLACE_BWD) != 0;
  }

  // dv: one storage a use; the output of a view or of an in-place derivative takes the
  // storage that its input's gradient has for this use.
  void place_gradients(int n) {
    const NodePlan& current = node(n);
    if (!layout.trains[static_cast<std::size_t>(n)]) return;
    for (const int v : current.out) {
      if (value(v).shape.dtype == BACKPLANE_DT_I32) continue;  // ids have no slope
      auto& grads = layout.grads[static_cast<std::size_t>(v)];
      const std::size_t count = std::max<std::size_t>(uses(v), 1);
      for (std::size_t k = 0; k < count; ++k) grads.push_back(layout.storages++);
      if (!shares_gradient(current, n)) continue;
      const auto& before = layout.grads[static_cast<std::size_t>(current.in.front())];
      if (before.empty()) continue;
      const auto& readers = value(current.in.front()).readers;
      const auto use = std::ranges::find(readers, n) - readers.begin();
      grads.front() = before[static_cast<std::size_t>(use)];
    }
  }
};

}  // namespace

Layout make_layout(const NetworkPlan& plan, const std::vector<std::uint32_t>& flags,
                   bool training, bool plain) {
  Maker maker{plan, flags, training, plain};
  maker.layout.value.assign(plan.values.size(), -1);
  maker.layout.grads.resize(plan.values.size());
  maker.layout.fused.resize(plan.nodes.size());
  maker.layout.trains.assign(plan.nodes.size(), false);
  for (const int input : plan.inputs)
    maker.layout.value[static_cast<std::size_t>(input)] = maker.layout.storages++;
  for (int n = 0; n < static_cast<int>(plan.nodes.size()); ++n) {
    maker.fuse(n);
    maker.place_values(n);
    if (!training) continue;
    maker.mark_training(n);
    maker.place_gradients(n);
  }
  if (training) maker.layout.turns = gradient_turns(plan, maker.layout.trains);
  return std::move(maker.layout);
}

}  // namespace backplane::plan

// A layer from the other side: its phases behind one function, here under their names.
#include "plugin/adapters.hpp"
#include "plugin/status.hpp"

namespace backplane::plugin {

namespace {

class LayerAdapter final : public Layer {
 public:
  LayerAdapter(const backplane_layer& table, Instance instance)
      : table_(table), instance_(std::move(instance)) {}

  [[nodiscard]] std::uint32_t min_inputs() const override {
    return table_.max_in == 0 ? 1 : table_.min_in;
  }
  [[nodiscard]] std::uint32_t max_inputs() const override {
    return table_.max_in == 0 ? 1 : table_.max_in;
  }
  [[nodiscard]] std::uint32_t integer_inputs() const override {
    return table_.integer_inputs;
  }

  [[nodiscard]] backplane_status plan(std::span<const Shape> in, bool training,
                                      LayerPlan& plan,
                                      backplane_error& error) const override {
    const std::lock_guard lock(instance_.loading());
    return contained(&error, [&] {
      return table_.plan(instance_.self(), in.data(),
                         static_cast<std::uint32_t>(in.size()), training ? 1U : 0U,
                         &plan, &error);
    });
  }

  [[nodiscard]] backplane_status forward(const LayerArgs& args,
                                         const Task& task) const override {
    return run(args, BACKPLANE_PHASE_FORWARD, task);
  }
  [[nodiscard]] backplane_status backward_data(const LayerArgs& args,
                                               const Task& task) const override {
    return run(args, BACKPLANE_PHASE_BACK_DATA, task);
  }
  [[nodiscard]] backplane_status backward_params(const LayerArgs& args,
                                                 const Task& task) const override {
    return run(args, BACKPLANE_PHASE_BACK_PARAMS, task);
  }
  [[nodiscard]] backplane_status forward_2(const LayerArgs& args,
                                           const Task& task) const override {
    return run(args, BACKPLANE_PHASE_FORWARD_2, task);
  }
  [[nodiscard]] backplane_status backward_data_2(const LayerArgs& args,
                                                 const Task& task) const override {
    return run(args, BACKPLANE_PHASE_BACK_DATA_2, task);
  }
  [[nodiscard]] backplane_status backward_params_2(const LayerArgs& args,
                                                   const Task& task) const override {
    return run(args, BACKPLANE_PHASE_BACK_PARAMS_2, task);
  }

 private:
  [[nodiscard]] backplane_status run(const LayerArgs& args, std::uint32_t phase,
                                     const Task& task) const {
    return contained(task.error, [&] {
      return table_.run(instance_.self(), &args, phase, task.index, task.worker,
                        task.error);
    });
  }

  backplane_layer table_;
  Instance instance_;
};

}  // namespace

std::shared_ptr<const Layer> adapt(const backplane_layer& table, Instance instance) {
  return std::make_shared<LayerAdapter>(table, std::move(instance));
}

}  // namespace backplane::plugin

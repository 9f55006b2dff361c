// An activation from the other side.
#include "plugin/adapters.hpp"
#include "plugin/status.hpp"

namespace backplane::plugin {

namespace {

class ActivationAdapter final : public Activation {
 public:
  ActivationAdapter(const backplane_activation& table, Instance instance)
      : table_(table), instance_(std::move(instance)) {}

  [[nodiscard]] std::uint32_t flags() const override { return table_.flags; }
  [[nodiscard]] backplane_status forward(
      const backplane_act_args& block) const override {
    return contained(block.err,
                     [&] { return table_.forward(instance_.self(), &block); });
  }
  [[nodiscard]] backplane_status backward(
      const backplane_act_args& block) const override {
    return contained(block.err,
                     [&] { return table_.backward(instance_.self(), &block); });
  }

 private:
  backplane_activation table_;
  Instance instance_;
};

}  // namespace

std::shared_ptr<const Activation> adapt(const backplane_activation& table,
                                        Instance instance) {
  return std::make_shared<ActivationAdapter>(table, std::move(instance));
}

}  // namespace backplane::plugin

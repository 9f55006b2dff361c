// An optimizer from the other side.
#include <algorithm>

#include "plugin/adapters.hpp"
#include "plugin/status.hpp"

namespace backplane::plugin {

namespace {

class OptimizerAdapter final : public Optimizer {
 public:
  OptimizerAdapter(const backplane_optimizer& table, Instance instance)
      : table_(table), instance_(std::move(instance)) {}

  [[nodiscard]] std::uint32_t flags() const override { return table_.flags; }
  [[nodiscard]] std::vector<std::string> slots() const override {
    std::uint32_t used = table_.n_slots;
    if (table_.slots_used != nullptr)
      used = std::min(used, table_.slots_used(instance_.self()));
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < used; ++i) names.emplace_back(table_.slot_names[i]);
    return names;
  }
  [[nodiscard]] backplane_status update(
      const backplane_opt_args& block) const override {
    return contained(block.err,
                     [&] { return table_.update(instance_.self(), &block); });
  }
  [[nodiscard]] backplane_status needs(const Shape& shape, OptimizerNeeds& needs,
                                       backplane_error& error) const override {
    if (table_.needs == nullptr) return BACKPLANE_OK;
    const std::lock_guard lock(instance_.loading());
    return contained(
        &error, [&] { return table_.needs(instance_.self(), &shape, &needs, &error); });
  }

 private:
  backplane_optimizer table_;
  Instance instance_;
};

}  // namespace

std::shared_ptr<const Optimizer> adapt(const backplane_optimizer& table,
                                       Instance instance) {
  return std::make_shared<OptimizerAdapter>(table, std::move(instance));
}

}  // namespace backplane::plugin

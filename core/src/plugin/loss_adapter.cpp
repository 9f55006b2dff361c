// A loss from the other side.
#include "plugin/adapters.hpp"
#include "plugin/param_table.hpp"
#include "plugin/status.hpp"

namespace backplane::plugin {

namespace {

class LossAdapter final : public Loss {
 public:
  LossAdapter(const backplane_loss& table, Instance instance)
      : table_(table), instance_(std::move(instance)) {}

  [[nodiscard]] std::uint32_t flags() const override { return table_.flags; }
  [[nodiscard]] std::string fuses_activation() const override {
    return table_.fuses_activation == nullptr ? "" : table_.fuses_activation;
  }
  [[nodiscard]] std::vector<std::string> refuses_activations() const override {
    return split_list(table_.refuses_activations);
  }
  [[nodiscard]] std::vector<std::string> needs_activations() const override {
    return split_list(table_.needs_activations);
  }
  [[nodiscard]] std::int64_t target_cols(std::int64_t cols) const override {
    if (table_.target_cols == nullptr) return cols;
    const std::lock_guard lock(instance_.loading());
    return table_.target_cols(instance_.self(), cols);
  }
  [[nodiscard]] Domain domain(std::uint32_t side, std::int64_t cols,
                              std::int64_t col) const override {
    Domain domain;
    if (table_.domain == nullptr) return domain;
    const std::lock_guard lock(instance_.loading());
    table_.domain(instance_.self(), side, cols, col, &domain.low, &domain.high);
    return domain;
  }
  [[nodiscard]] backplane_status check(std::int64_t cols, std::uint32_t target,
                                       backplane_error& error) const override {
    if (table_.check == nullptr) return BACKPLANE_OK;
    const std::lock_guard lock(instance_.loading());
    return contained(
        &error, [&] { return table_.check(instance_.self(), cols, target, &error); });
  }
  [[nodiscard]] backplane_status weigh(const backplane_loss_args& block,
                                       double* row_weight) const override {
    if (table_.weigh == nullptr) return Loss::weigh(block, row_weight);
    return contained(
        block.err, [&] { return table_.weigh(instance_.self(), &block, row_weight); });
  }
  [[nodiscard]] backplane_status eval(const backplane_loss_args& block) const override {
    return contained(block.err, [&] { return table_.eval(instance_.self(), &block); });
  }

 private:
  backplane_loss table_;
  Instance instance_;
};

}  // namespace

std::shared_ptr<const Loss> adapt(const backplane_loss& table, Instance instance) {
  return std::make_shared<LossAdapter>(table, std::move(instance));
}

}  // namespace backplane::plugin

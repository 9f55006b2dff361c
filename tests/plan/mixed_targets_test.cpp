// Targets that an augmentation mixes: the loss must take rows of shares.
#include <catch2/catch.hpp>

#include "config/tables.hpp"
#include "plan/network_plan.hpp"

namespace {

using namespace backplane;

class TakesFlags final : public Loss {
 public:
  explicit TakesFlags(std::uint32_t flags) : flags_(flags) {}
  [[nodiscard]] std::uint32_t flags() const override { return flags_; }
  backplane_status eval(const backplane_loss_args&) const override {
    return BACKPLANE_OK;
  }

 private:
  std::uint32_t flags_;
};

struct Planned {
  std::optional<plan::NetworkPlan> plan;
  Diagnostics diagnostics;
};

// A network without a layer: its loss meets three numbers a sample.
Planned with(std::uint32_t flags, bool mixed) {
  Registry registry;
  Component part;
  part.kind = Kind::loss;
  part.id = "picky";
  part.make_loss = [flags](const std::vector<Value>&) {
    return Result<std::shared_ptr<const Loss>>(std::make_shared<TakesFlags>(flags));
  };
  REQUIRE(registry.add(part).ok());
  config::Job job;
  config::LossJob& loss = job.losses.emplace_back();
  loss.part.part = registry.find(Kind::loss, "picky");
  loss.part.place = {"a.yaml", 9, 7, 5, "loss: picky"};
  data::DataHeader header;
  header.input().shape = make_shape(DType::f32, {3});
  header.target().classes = 3;
  if (mixed)
    header.target().mixed =
        data::MixedTargets{"mixup", {"a.yaml", 4, 14, 5, "  augment: [mixup]"}};
  Planned planned;
  planned.plan = plan::plan_network(job, registry, header, planned.diagnostics);
  return planned;
}

}  // namespace

TEST_CASE("mixed labels reach the loss as dense rows", "[plan][augment]") {
  constexpr auto kBoth = BACKPLANE_LOSS_TARGET_INDEX | BACKPLANE_LOSS_TARGET_DENSE;
  CHECK(with(kBoth, false).plan.value().head().target == BACKPLANE_LOSS_TARGET_INDEX);
  const auto dense = with(kBoth, true).plan.value();
  CHECK(dense.head().target == BACKPLANE_LOSS_TARGET_DENSE);
  CHECK(dense.head().target_width == 3);
  CHECK(with(BACKPLANE_LOSS_TARGET_DENSE, true).plan.has_value());
}

TEST_CASE("a loss of class numbers refuses mixed labels where they are mixed",
          "[plan][augment][error]") {
  CHECK(with(BACKPLANE_LOSS_TARGET_INDEX, false).plan.has_value());
  const auto refused = with(BACKPLANE_LOSS_TARGET_INDEX, true);
  CHECK_FALSE(refused.plan.has_value());
  REQUIRE(refused.diagnostics.count() == 1);
  const Error error = refused.diagnostics.joined();
  CHECK(error.code == "E0551");
  CHECK(error.place.line == 4);
  CHECK(error.message ==
        "'mixup' makes shares of class labels, but 'picky' takes class numbers alone");
  REQUIRE(error.notes.size() == 1);
  CHECK(error.notes[0].place.line == 9);
}

// What a loss says of its outputs and targets; and a table of ABI 1.0, which is
// shorter.
#include <catch2/catch.hpp>
#include <cmath>

#include "plugins.hpp"

using namespace backplane;
using test::only;

namespace {

backplane_status create(const backplane_host*, const backplane_value*, std::uint32_t,
                        void** self, backplane_error*) {
  static int instance = 0;
  *self = &instance;
  return BACKPLANE_OK;
}
void destroy(void*) {}

// The two tables differ in how much of them there is by their own word.
backplane_loss table(const char* id, std::uint32_t size) {
  backplane_loss loss{};
  loss.base.struct_size = size;
  loss.base.kind = BACKPLANE_KIND_LOSS;
  loss.base.id = id;
  loss.base.summary = "";
  loss.base.version = "1";
  loss.base.create = create;
  loss.base.destroy = destroy;
  loss.dtypes = BACKPLANE_DT_F64;
  loss.flags = BACKPLANE_LOSS_TARGET_DENSE;
  loss.eval = [](const void*, const backplane_loss_args*) -> backplane_status {
    return BACKPLANE_OK;
  };
  loss.needs_activations = "softmax, identity";
  loss.target_cols = [](const void*, std::int64_t cols) -> std::int64_t {
    return cols / 2;
  };
  loss.domain = [](const void*, std::uint32_t side, std::int64_t, std::int64_t col,
                   double* low, double* high) {
    if (side == BACKPLANE_LOSS_TARGETS)
      *low = 0;
    else
      *high = static_cast<double>(col);
  };
  return loss;
}

const backplane_loss kFirst =
    table("test.first", BACKPLANE_END_OF(backplane_loss, eval));
const backplane_loss kLater =
    table("test.later", BACKPLANE_END_OF(backplane_loss, domain));
const backplane_component* const kParts[] = {&kFirst.base, &kLater.base};
const backplane_plugin kPlugin{BACKPLANE_END_OF(backplane_plugin, shutdown),
                               BACKPLANE_ABI_MAJOR,
                               0,
                               2,
                               "two losses",
                               nullptr,
                               nullptr,
                               nullptr,
                               nullptr,
                               kParts,
                               nullptr,
                               nullptr};

std::shared_ptr<const Loss> made(const Runtime& runtime, const char* id) {
  const auto* part = runtime.registry().find(Kind::loss, id);
  REQUIRE(part != nullptr);
  return part->make_loss({}).value();
}

Runtime two_losses() {
  auto options = only({});
  options.plugins.linked = {[]() -> const backplane_plugin* { return &kPlugin; }};
  return Runtime::create(options).value();
}

}  // namespace

TEST_CASE("a loss of ABI 1.0 takes anything, a target an output", "[plugin]") {
  const auto runtime = two_losses();
  const auto loss = made(runtime, "test.first");
  CHECK(loss->needs_activations().empty());
  CHECK(loss->target_cols(7) == 7);
  for (const auto side : {BACKPLANE_LOSS_PREDICTIONS, BACKPLANE_LOSS_TARGETS}) {
    CHECK(std::isinf(loss->domain(side, 7, 3).low));
    CHECK(std::isinf(loss->domain(side, 7, 3).high));
  }
}

TEST_CASE("a loss says what it needs and takes", "[plugin]") {
  const auto runtime = two_losses();
  const auto loss = made(runtime, "test.later");
  CHECK(loss->needs_activations() == std::vector<std::string>{"softmax", "identity"});
  CHECK(loss->target_cols(8) == 4);
  const Domain targets = loss->domain(BACKPLANE_LOSS_TARGETS, 8, 1);
  CHECK(targets.low == 0);
  CHECK(std::isinf(targets.high));
  const Domain outputs = loss->domain(BACKPLANE_LOSS_PREDICTIONS, 8, 5);
  CHECK(std::isinf(outputs.low));
  CHECK(outputs.high == 5);
}

// An optimizer that takes whole parameters: what it is asked, what it is given, and how
// its refusal is told.
#include <set>

#include "backplane/inspect.hpp"
#include "backplane/optimizer.hpp"
#include "backplane/train.hpp"
#include "support/chain.hpp"

namespace {

using namespace backplane;
using test::Folder;
using test::take;

/// Moves nothing; remembers what it saw.
struct Seen {
  std::set<std::string> planned, updated;
  std::size_t bad = 0;
};
Seen seen;

class Watching final : public Optimizer {
 public:
  [[nodiscard]] std::uint32_t flags() const override {
    return BACKPLANE_OPT_WHOLE_TENSOR;
  }
  [[nodiscard]] std::vector<std::string> slots() const override { return {"a", "b"}; }
  backplane_status update(const backplane_opt_args& args) const override {
    seen.updated.insert(to_string(*args.shape));
    const bool matrix = args.shape->rank == 2;
    const auto address = reinterpret_cast<std::uintptr_t>(args.scratch);
    const bool good = args.n == elements(*args.shape) && args.math != nullptr &&
                      args.n_slots == (matrix ? 1u : 2u) && address % 64 == 0 &&
                      (args.slots[1] == nullptr) == matrix;
    if (!good) ++seen.bad;
    auto* const scratch = static_cast<unsigned char*>(args.scratch);
    for (int i = 0; i < 100; ++i) scratch[i] = 0xff;
    return BACKPLANE_OK;
  }
  backplane_status needs(const Shape& shape, OptimizerNeeds& needs,
                         backplane_error& error) const override {
    seen.planned.insert(to_string(shape));
    if (shape.dim[0] == 13) {
      std::snprintf(error.message, sizeof error.message, "13 rows bring bad luck");
      return BACKPLANE_E_INVALID;
    }
    if (shape.rank == 2) needs.n_slots = 1;
    needs.scratch = 100;
    return BACKPLANE_OK;
  }
};

std::string config_in(const Folder& folder, int units, const std::string& beside = {}) {
  std::ofstream(folder / "net.yaml")
      << "data: {toy: xor, batch: 2}\nmodel: [dense: " << units << ", dense: 1]\n"
      << "loss: mse\noptimizer: {test.watching: " << beside
      << "}\ntrain: {epochs: 1}\n";
  return folder / "net.yaml";
}

Runtime with_watching() {
  Runtime runtime = take(Runtime::create());
  Component part;
  part.kind = Kind::optimizer;
  part.id = "test.watching";
  part.make_optimizer = [](const std::vector<Value>&) {
    return Result<std::shared_ptr<const Optimizer>>(std::make_shared<Watching>());
  };
  REQUIRE(runtime.add(std::move(part)).ok());
  return runtime;
}

}  // namespace

TEST_CASE("a whole-tensor optimizer gets shapes, its slots and scratch",
          "[run][update]") {
  Runtime runtime = with_watching();
  const Folder folder;
  seen = {};
  TrainOptions options;
  options.out = folder / "run";
  take(train_file(runtime, config_in(folder, 5), options));
  const std::set<std::string> all{"5×2", "5", "1×5", "1"};
  CHECK(seen.planned == all);
  CHECK(seen.updated == all);
  CHECK(seen.bad == 0);
}

TEST_CASE("an optimizer's refusal names the parameter and its item",
          "[run][update][error]") {
  Runtime runtime = with_watching();
  const Folder folder;
  const auto found = summarize(runtime, config_in(folder, 13));
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().code == "E0344");
  CHECK(found.error().message ==
        "the optimizer cannot move 'dense0.weight': 13 rows bring bad luck");
  CHECK(found.error().place.line == 2);
  CHECK(found.error().place.column == 9);
}

// gradcheck passes on every network in configs/, and fails when any one backward is off
// by one part in ten thousand.
#include "backplane/gradcheck.hpp"

#include <algorithm>
#include <map>

#include "support/chain.hpp"

namespace {

using namespace backplane;
using test::Folder;
using test::take;

constexpr double kOff = 1.0001;

void scale(std::uint32_t dtype, void* data, std::int64_t n) {
  REQUIRE(dtype == BACKPLANE_DT_F64);
  for (std::int64_t i = 0; i < n; ++i) static_cast<double*>(data)[i] *= kOff;
}

class WrongActivation final : public Activation {
 public:
  explicit WrongActivation(std::shared_ptr<const Activation> right)
      : right_(std::move(right)) {}
  [[nodiscard]] std::uint32_t flags() const override { return right_->flags(); }
  backplane_status forward(const backplane_act_args& block) const override {
    return right_->forward(block);
  }
  backplane_status backward(const backplane_act_args& block) const override {
    const backplane_status status = right_->backward(block);
    scale(block.dtype, block.out, block.rows * block.cols);
    return status;
  }

 private:
  std::shared_ptr<const Activation> right_;
};

class WrongLoss final : public Loss {
 public:
  explicit WrongLoss(std::shared_ptr<const Loss> right) : right_(std::move(right)) {}
  [[nodiscard]] std::uint32_t flags() const override { return right_->flags(); }
  [[nodiscard]] std::int64_t target_cols(std::int64_t cols) const override {
    return right_->target_cols(cols);
  }
  backplane_status eval(const backplane_loss_args& block) const override {
    const backplane_status status = right_->eval(block);
    if (block.dpred != nullptr)
      scale(block.dtype, block.dpred, block.rows * block.cols);
    return status;
  }

 private:
  std::shared_ptr<const Loss> right_;
};

// Scales after the last task of the phase; the runtime of this test has one thread.
class WrongLayer final : public Layer {
 public:
  WrongLayer(std::shared_ptr<const Layer> right, std::uint32_t phase)
      : right_(std::move(right)), phase_(phase) {}
  backplane_status plan(std::span<const Shape> in, bool training, LayerPlan& plan,
                        backplane_error& error) const override {
    return right_->plan(in, training, plan, error);
  }
  backplane_status forward(const LayerArgs& args, const Task& task) const override {
    return right_->forward(args, task);
  }
  backplane_status backward_data(const LayerArgs& args,
                                 const Task& task) const override {
    const backplane_status status = right_->backward_data(args, task);
    const bool last = task.index + 1 == args.plan->tasks[BACKPLANE_PHASE_BACK_DATA];
    if (phase_ == BACKPLANE_PHASE_BACK_DATA && last)
      scale(args.dtype, args.din[0].data, elements(args.din[0].shape));
    return status;
  }
  backplane_status backward_params(const LayerArgs& args,
                                   const Task& task) const override {
    const backplane_status status = right_->backward_params(args, task);
    const bool last = task.index + 1 == args.plan->tasks[BACKPLANE_PHASE_BACK_PARAMS];
    if (phase_ == BACKPLANE_PHASE_BACK_PARAMS && last)
      scale(args.dtype, args.dparams[0].data, elements(args.dparams[0].shape));
    return status;
  }

 private:
  std::shared_ptr<const Layer> right_;
  std::uint32_t phase_;
};

// The part under another id, with a backward that is off in `phase`.
Component wrong(const Component& right, std::uint32_t phase) {
  Component copy = right;
  copy.id = "test." + right.id;
  if (right.kind == Kind::activation)
    copy.make_activation = [make =
                                right.make_activation](const std::vector<Value>& values)
        -> Result<std::shared_ptr<const Activation>> {
      return std::shared_ptr<const Activation>(
          std::make_shared<WrongActivation>(take(make(values))));
    };
  if (right.kind == Kind::loss)
    copy.make_loss =
        [make = right.make_loss](
            const std::vector<Value>& values) -> Result<std::shared_ptr<const Loss>> {
      return std::shared_ptr<const Loss>(
          std::make_shared<WrongLoss>(take(make(values))));
    };
  if (right.kind == Kind::layer)
    copy.make_layer =
        [make = right.make_layer, phase](
            const std::vector<Value>& values) -> Result<std::shared_ptr<const Layer>> {
      return std::shared_ptr<const Layer>(
          std::make_shared<WrongLayer>(take(make(values)), phase));
    };
  return copy;
}

// What a loss wants before it, and to see.
struct Wants {
  enum class Targets { shares, signs, labels, column };
  const char* last = "";
  Targets targets = Targets::shares;
};

Wants wants_of(const std::string& loss) {
  using enum Wants::Targets;
  static const std::map<std::string, Wants> special{
      {"dice", {"  - sigmoid\n", shares}},
      {"kl_divergence", {"  - log_softmax\n", shares}},
      {"nll", {"  - log_softmax\n", labels}},
      {"multi_margin", {"", labels}},
      {"hinge", {"", signs}},
      {"squared_hinge", {"", signs}},
      {"gaussian_nll", {"", column}}};
  const auto found = special.find(loss);
  return found == special.end() ? Wants{} : found->second;
}

void put_targets(const std::string& path, Wants::Targets targets) {
  using enum Wants::Targets;
  io::Array classes{{io::Element::u8, {4}}, {}};
  classes.bytes = {std::byte{0}, std::byte{1}, std::byte{1}, std::byte{1}};
  if (targets == labels)
    REQUIRE(io::write_atomic(path, io::encode_npy(classes)).ok());
  else if (targets == signs)
    test::write_npy(path, {4, 2}, {1, -1, -1, 1, 1, 1, -1, 1});
  else if (targets == column)
    test::write_npy(path, {4, 1}, {0.2, 0.8, 0.6, 0.4});
  else
    test::write_npy(path, {4, 2}, {0.2, 0.8, 0.6, 0.4, 0.9, 0.1, 0.3, 0.7});
}

std::string network(const Folder& folder, const std::string& items,
                    const std::string& loss, const Wants& wants) {
  const std::string path = folder / "net.yaml";
  test::write_npy(folder / "x.npy", {4, 3},
                  {0.3, -0.7, 1.1, 0.9, 0.2, -0.4, -1.2, 0.5, 0.8, 0.1, -0.3, 0.6});
  put_targets(folder / "t.npy", wants.targets);
  std::ofstream(path) << "seed: 4\n"
                         "data: {npy: {inputs: x.npy, targets: t.npy}, batch: 4}\n"
                         "model:\n  - dense: 6\n"
                      << items << "  - dense: 2\n"
                      << wants.last << "loss: " << loss
                      << "\noptimizer: {sgd: {lr: 0.1}}\n";
  return path;
}

// Passes with the part as it is, fails with the wrong one in its place.
void tell_apart(const Component& right, std::uint32_t phase, const std::string& items,
                const std::string& loss) {
  CAPTURE(right.id, phase);
  const Folder folder;
  Runtime runtime = take(Runtime::create());
  take(runtime.add(wrong(right, phase)));
  const auto fill = [&](std::string text, const std::string& id) {
    if (const auto at = text.find("PART"); at != std::string::npos)
      text.replace(at, 4, id);
    return text;
  };
  const auto check = [&](const std::string& id) {
    const Wants wants = right.kind == Kind::loss ? wants_of(right.id) : Wants{};
    return take(
        gradcheck(runtime, network(folder, fill(items, id), fill(loss, id), wants)));
  };
  CHECK(check(right.id).passed);
  CHECK_FALSE(check("test." + right.id).passed);
}

// The part behind what brings its inputs to where it has a derivative.
std::string items_of(const std::string& id) {
  static const std::map<std::string, std::string> before{
      {"acos", "  - sigmoid\n"},       {"acosh", "  - sigmoid\n  - exp\n"},
      {"asin", "  - sigmoid\n"},       {"atanh", "  - sigmoid\n"},
      {"log", "  - sigmoid\n"},        {"sqrt", "  - sigmoid\n"},
      {"reciprocal", "  - sigmoid\n"}, {"thresholded_relu", "  - exp\n"}};
  const auto found = before.find(id);
  const std::string part = id == "expr" ? "PART: x * tanh(softplus(x))" : "PART";
  return (found == before.end() ? "" : found->second) + "  - " + part + "\n";
}

// Steps: the derivative is zero everywhere, so 1.0001 times it is the same.
bool is_step(const std::string& id) {
  return id == "ceil" || id == "floor" || id == "round" || id == "sign" ||
         id == "hardmax";
}

}  // namespace

TEST_CASE("gradcheck passes on every network of configs/", "[run][gradcheck]") {
  namespace fs = std::filesystem;
  int checked = 0;
  for (const auto& entry : fs::directory_iterator(BACKPLANE_SOURCE_DIR "/configs")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".yaml") continue;
    const bool fashion = name.starts_with("fashion");
    if (fashion && !fs::exists("/usr/share/datasets/fashion-mnist")) continue;
    CAPTURE(name);
    if (name.starts_with("char") && !fs::exists("/usr/share/dictd/devil.dict.dz"))
      continue;
    GradcheckOptions options;
    if (take(summarize(test::runtime(), entry.path().string())).multiply_adds >
        1'000'000)
      options.entries = 1, options.samples = 2;  // one direction holds them all
    auto report = gradcheck(test::runtime(), entry.path().string(), options);
    if (!report.ok()) FAIL(render(report.error()));
    for (const GradcheckTensor& tensor : report->tensors) {
      CAPTURE(tensor.name, tensor.largest, tensor.difference, tensor.kinks,
              tensor.zero);
      CHECK(tensor.passed);
      const std::int64_t wanted = options.entries > 0 ? options.entries : 200;
      CHECK(tensor.checked == std::min(wanted, tensor.count - tensor.kinks));
    }
    CHECK(report->directional_passed);
    CHECK(report->passed);
    ++checked;
  }
  CHECK(checked >= 5);
}

TEST_CASE("gradcheck notices any backward that is off by 1.0001", "[run][gradcheck]") {
  const Registry& registry = test::runtime().registry();
  for (const Component* part : registry.all(Kind::activation))
    if (!is_step(part->id)) tell_apart(*part, 0, items_of(part->id), "squared_error");
  for (const Component* part : registry.all(Kind::loss))
    tell_apart(*part, 0, "  - tanh\n", "PART");
  tell_apart(*registry.find(Kind::layer, "dense"), BACKPLANE_PHASE_BACK_DATA,
             "  - PART: 5\n  - tanh\n", "mse");
  tell_apart(*registry.find(Kind::layer, "dense"), BACKPLANE_PHASE_BACK_PARAMS,
             "  - PART: 5\n  - tanh\n", "mse");
  tell_apart(*registry.find(Kind::layer, "dropout"), BACKPLANE_PHASE_BACK_DATA,
             "  - PART: 0.3\n", "mse");
}

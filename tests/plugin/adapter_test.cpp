// Each kind through its table and back: what the runtime passes is what a part gets.
#include <catch2/catch.hpp>
#include <cstring>

#include "plugins.hpp"

using namespace backplane;
using test::only;

namespace {

struct Seen {
  std::vector<double> numbers;
  std::string text;
  std::uint32_t phase = 99;
  std::int64_t task = -1;
  int made = 0, ended = 0;
};
Seen seen;

backplane_status create(const backplane_host* host, const backplane_value* values,
                        std::uint32_t n, void** self, backplane_error*) {
  ++seen.made;
  seen.numbers.clear();
  for (std::uint32_t i = 0; i < n; ++i) {
    const auto& v = values[i];
    if (v.type == BACKPLANE_T_STRING) seen.text = v.v.s;
    if (v.type == BACKPLANE_T_FLOAT) seen.numbers.push_back(v.v.f);
    if (v.type == BACKPLANE_T_INT_LIST)
      for (std::uint32_t k = 0; k < v.count; ++k)
        seen.numbers.push_back(static_cast<double>(v.v.iv[k]));
    if (v.type == BACKPLANE_T_ENUM) seen.numbers.push_back(static_cast<double>(v.v.i));
  }
  const bool served = host->get_service(host, BACKPLANE_SERVICE_MATH) != nullptr &&
                      host->get_service(host, BACKPLANE_SERVICE_RNG) != nullptr &&
                      host->get_service(host, "backplane.nothing/1") == nullptr;
  *self = &seen;
  return served ? BACKPLANE_OK : BACKPLANE_E_UNSUPPORTED;
}

void destroy(void* self) {
  ++static_cast<Seen*>(self)->ended;
}

backplane_status validate(const backplane_value* values, std::uint32_t,
                          backplane_error* error) {
  if (values[0].v.f < 1) return BACKPLANE_OK;
  error->param_index = 0;
  std::strcpy(error->message, "decay must be below momentum");
  return BACKPLANE_E_INVALID;
}

constexpr backplane_value kNone{BACKPLANE_T_NONE, 0, {}};
const std::int64_t kSizes[] = {1, 2};
const char* const kModes[] = {"mean", "sum"};

backplane_param param(const char* name, const backplane_value& def,
                      const backplane_value& min = kNone, std::uint32_t n_words = 0) {
  return {BACKPLANE_END_OF(backplane_param, max),
          def.type,
          0,
          n_words,
          name,
          "",
          "",
          nullptr,
          n_words > 0 ? kModes : nullptr,
          def,
          min,
          kNone};
}

const backplane_param kDecay = param("decay", {BACKPLANE_T_FLOAT, 0, {.f = 0.5}});
const backplane_param kSizeList = param(
    "sizes", {BACKPLANE_T_INT_LIST, 2, {.iv = kSizes}}, {BACKPLANE_T_INT, 0, {.i = 1}});
const backplane_param kMode = param("mode", {BACKPLANE_T_ENUM, 0, {.i = 1}}, kNone, 2);
const backplane_param kLabel = param("label", {BACKPLANE_T_STRING, 0, {.s = "none"}});
const backplane_param* const kParams[] = {&kDecay, &kSizeList, &kMode, &kLabel};

backplane_component base(std::uint32_t size, std::uint32_t kind, const char* id) {
  return {size, kind,    0,      4,        id,     "",      nullptr,
          "1",  kParams, {0, 0}, validate, create, destroy, nullptr};
}

const backplane_loss kLoss{
    base(BACKPLANE_END_OF(backplane_loss, eval), BACKPLANE_KIND_LOSS, "test.loss"),
    BACKPLANE_DT_F64,
    BACKPLANE_LOSS_TARGET_DENSE,
    "softmax",
    "log_softmax, relu",
    nullptr,
    nullptr,
    [](const void*, const backplane_loss_args* a) -> backplane_status {
      a->row_loss[0] = 42;
      return BACKPLANE_OK;
    },
    nullptr,
    nullptr,
    nullptr};

const backplane_layer kLayer{
    base(BACKPLANE_END_OF(backplane_layer, run), BACKPLANE_KIND_LAYER, "test.layer"),
    BACKPLANE_DT_F32,
    2,
    3,
    0,
    [](const void*, const backplane_shape* in, std::uint32_t n, std::uint32_t training,
       backplane_layer_plan* plan, backplane_error*) -> backplane_status {
      plan->n_out = n;
      plan->flags = training;
      plan->multiply_adds = static_cast<std::uint64_t>(in[0].dim[1]);
      return BACKPLANE_OK;
    },
    [](const void* self, const backplane_layer_args*, std::uint32_t phase,
       std::int64_t task, std::uint32_t worker, backplane_error*) -> backplane_status {
      auto* s = static_cast<Seen*>(const_cast<void*>(self));
      s->phase = phase;
      s->task = task * 10 + worker;
      return BACKPLANE_OK;
    },
    0,
    0};

const char* const kSlots[] = {"exp_avg", "exp_avg_sq"};
const backplane_optimizer kOptimizer{
    base(BACKPLANE_END_OF(backplane_optimizer, needs), BACKPLANE_KIND_OPTIMIZER,
         "test.optimizer"),
    BACKPLANE_DT_F32 | BACKPLANE_DT_F64,
    2,
    kSlots,
    BACKPLANE_OPT_WHOLE_TENSOR,
    0,
    [](const void*) -> std::uint32_t { return 1; },
    [](const void*, const backplane_opt_args* a) -> backplane_status {
      static_cast<double*>(a->w)[0] -= a->lr;
      return BACKPLANE_OK;
    },
    [](const void*, const backplane_shape* shape, backplane_opt_needs* needs,
       backplane_error* error) -> backplane_status {
      if (shape->rank > 2) {
        std::strcpy(error->message, "only matrices");
        return BACKPLANE_E_INVALID;
      }
      needs->n_slots += shape->rank;
      needs->scratch = static_cast<std::uint64_t>(shape->dim[0]);
      return BACKPLANE_OK;
    }};

/// As a plugin of minor 0 filled it: it knows no needs.
backplane_optimizer minor_0() {
  backplane_optimizer table = kOptimizer;
  table.base.id = "test.minor_0";
  table.base.struct_size = BACKPLANE_END_OF(backplane_optimizer, update);
  return table;
}
const backplane_optimizer kOlder = minor_0();

const backplane_component* const kParts[] = {&kLoss.base, &kLayer.base,
                                             &kOptimizer.base, &kOlder.base};
const backplane_plugin kPlugin{BACKPLANE_END_OF(backplane_plugin, shutdown),
                               BACKPLANE_ABI_MAJOR,
                               0,
                               4,
                               "all kinds",
                               nullptr,
                               nullptr,
                               nullptr,
                               nullptr,
                               kParts,
                               nullptr,
                               nullptr};

Runtime all_kinds() {
  auto options = only({});
  options.plugins.linked = {[]() -> const backplane_plugin* { return &kPlugin; }};
  return Runtime::create(options).value();
}

std::vector<Value> defaults(const Component& part) {
  std::vector<Value> values;
  for (const auto& param : part.params) values.push_back(param.def);
  return values;
}

}  // namespace

TEST_CASE("values reach create in table order, with their types", "[plugin]") {
  const auto runtime = all_kinds();
  const auto* part = runtime.registry().find(Kind::loss, "test.loss");
  REQUIRE(part != nullptr);
  auto values = defaults(*part);
  CHECK(values[2].i == 1);
  CHECK(part->params[2].choices == std::vector<std::string>{"mean", "sum"});
  values[0] = Value::real(0.25);
  values[1] = Value::integers({7, 8, 9});
  values[3] = Value::string("words");
  seen = {};
  {
    const auto made = part->make_loss(values);
    REQUIRE(made.ok());
    CHECK(seen.numbers == std::vector<double>{0.25, 7, 8, 9, 1});
    CHECK(seen.text == "words");
    CHECK(seen.ended == 0);
  }
  CHECK(seen.made == 1);
  CHECK(seen.ended == 1);
}

TEST_CASE("cross-field rules name a parameter", "[plugin][error]") {
  const auto runtime = all_kinds();
  const auto* part = runtime.registry().find(Kind::optimizer, "test.optimizer");
  auto values = defaults(*part);
  CHECK(part->validate(values).ok());
  values[0].f = 2;
  const auto wrong = part->validate(values);
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().label == "decay");
  CHECK(wrong.error().message ==
        "optimizer 'test.optimizer': decay must be below momentum");
}

TEST_CASE("a loss without weigh weighs every row 1", "[plugin]") {
  const auto runtime = all_kinds();
  const auto* part = runtime.registry().find(Kind::loss, "test.loss");
  CHECK(part->dtypes == BACKPLANE_DT_F64);
  const auto loss = part->make_loss(defaults(*part)).value();
  CHECK(loss->fuses_activation() == "softmax");
  CHECK(loss->refuses_activations() == std::vector<std::string>{"log_softmax", "relu"});
  std::vector<double> weights(3, 0.0), losses(3, 0.0);
  backplane_loss_args args{};
  args.rows = 3;
  args.row_loss = losses.data();
  CHECK(loss->weigh(args, weights.data()) == BACKPLANE_OK);
  CHECK(weights == std::vector<double>(3, 1.0));
  CHECK(loss->eval(args) == BACKPLANE_OK);
  CHECK(losses[0] == 42);
  backplane_error error{};
  CHECK(loss->check(10, BACKPLANE_LOSS_TARGET_DENSE, error) == BACKPLANE_OK);
}

TEST_CASE("a layer's phases go by their names", "[plugin]") {
  const auto runtime = all_kinds();
  const auto* part = runtime.registry().find(Kind::layer, "test.layer");
  const auto layer = part->make_layer(defaults(*part)).value();
  CHECK(layer->min_inputs() == 2);
  CHECK(layer->max_inputs() == 3);
  const std::vector<Shape> in(2, make_shape(DType::f32, {4, 17}));
  LayerPlan plan{};
  backplane_error error{};
  CHECK(layer->plan(in, true, plan, error) == BACKPLANE_OK);
  CHECK(plan.n_out == 2);
  CHECK(plan.flags == 1);
  CHECK(plan.multiply_adds == 17);
  const LayerArgs args{};
  const Task task{4, 2, nullptr};
  const auto phase_of = [&](auto method) {
    CHECK(((*layer).*method)(args, task) == BACKPLANE_OK);
    CHECK(seen.task == 42);
    return seen.phase;
  };
  CHECK(phase_of(&Layer::forward) == BACKPLANE_PHASE_FORWARD);
  CHECK(phase_of(&Layer::forward_2) == BACKPLANE_PHASE_FORWARD_2);
  CHECK(phase_of(&Layer::backward_data) == BACKPLANE_PHASE_BACK_DATA);
  CHECK(phase_of(&Layer::backward_data_2) == BACKPLANE_PHASE_BACK_DATA_2);
  CHECK(phase_of(&Layer::backward_params) == BACKPLANE_PHASE_BACK_PARAMS);
  CHECK(phase_of(&Layer::backward_params_2) == BACKPLANE_PHASE_BACK_PARAMS_2);
}

TEST_CASE("an optimizer uses the slots that its instance asks for", "[plugin]") {
  const auto runtime = all_kinds();
  const auto* part = runtime.registry().find(Kind::optimizer, "test.optimizer");
  const auto optimizer = part->make_optimizer(defaults(*part)).value();
  CHECK(optimizer->slots() == std::vector<std::string>{"exp_avg"});
  CHECK(optimizer->flags() == BACKPLANE_OPT_WHOLE_TENSOR);
  double w = 3;
  backplane_opt_args args{};
  args.w = &w;
  args.lr = 0.5;
  CHECK(optimizer->update(args) == BACKPLANE_OK);
  CHECK(w == 2.5);
}

TEST_CASE("an optimizer says what a parameter takes", "[plugin]") {
  const auto runtime = all_kinds();
  const auto needs_of = [&](const char* id, const Shape& shape) {
    const auto* part = runtime.registry().find(Kind::optimizer, id);
    const auto optimizer = part->make_optimizer(defaults(*part)).value();
    OptimizerNeeds needs{sizeof(OptimizerNeeds), 1, 0};
    backplane_error error{};
    const auto status = optimizer->needs(shape, needs, error);
    return std::tuple{status, needs.n_slots, needs.scratch, std::string(error.message)};
  };
  const Shape matrix = make_shape(DType::f32, {4, 3});
  CHECK(needs_of("test.optimizer", matrix) == std::tuple{0, 3u, std::uint64_t{4}, ""});
  CHECK(needs_of("test.optimizer", make_shape(DType::f32, {4, 3, 2})) ==
        std::tuple{BACKPLANE_E_INVALID, 1u, std::uint64_t{0}, "only matrices"});
  // A table that ends before `needs` is not read further.
  CHECK(needs_of("test.minor_0", matrix) == std::tuple{0, 1u, std::uint64_t{0}, ""});
}

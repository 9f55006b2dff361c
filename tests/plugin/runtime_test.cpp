// A runtime's life: parts from files, linked in and from the application; threads; log.
#include "backplane/runtime.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <vector>

#include "plugin/identity.hpp"
#include "plugin/load.hpp"
#include "plugin/runtime_access.hpp"
#include "plugins.hpp"

using namespace backplane;
using test::only;
using test::variant;

extern "C" const backplane_plugin* scale_backplane_plugin_entry(void);

namespace {

class Doubled final : public Activation {
 public:
  [[nodiscard]] std::uint32_t flags() const override { return 0; }
  backplane_status forward(const backplane_act_args& block) const override {
    static_cast<double*>(block.out)[0] = 2 * static_cast<const double*>(block.x)[0];
    return BACKPLANE_OK;
  }
  backplane_status backward(const backplane_act_args& block) const override {
    static_cast<double*>(block.out)[0] = 2 * static_cast<const double*>(block.dy)[0];
    return BACKPLANE_OK;
  }
};

Component doubled(const std::string& id) {
  Component part;
  part.id = id;
  part.kind = Kind::activation;
  part.make_activation =
      [](const std::vector<Value>&) -> Result<std::shared_ptr<const Activation>> {
    return std::shared_ptr<const Activation>(std::make_shared<Doubled>());
  };
  return part;
}

double forward(const Activation& part, double x) {
  double y = 0;
  backplane_act_args block{};
  block.struct_size = sizeof(block);
  block.dtype = BACKPLANE_DT_F64;
  block.rows = block.cols = block.ld = 1;
  block.x = &x;
  block.out = &y;
  CHECK(part.forward(block) == BACKPLANE_OK);
  return y;
}

}  // namespace

TEST_CASE("a C11 plugin works through the core's own class", "[plugin]") {
  const auto runtime = Runtime::create(only({variant("works")}));
  REQUIRE(runtime.ok());
  const auto* scale = runtime->registry().find(Kind::activation, "test.scale");
  REQUIRE(scale != nullptr);
  CHECK(scale->version == "1.2.3");
  CHECK(scale->origin.plugin == "scale");
  CHECK(scale->origin.file.find("works.so") != std::string::npos);
  REQUIRE(scale->params.size() == 1);
  CHECK(expected(scale->params[0]) == "number > 0");
  CHECK(scale->params[0].aliases == std::vector<std::string>{"slope"});
  const auto part = scale->make_activation({Value::real(2.5)});
  REQUIRE(part.ok());
  CHECK(forward(**part, 4) == 10);
}

TEST_CASE("a part refuses its parameters by name", "[plugin][error]") {
  const auto runtime = Runtime::create(only({variant("works")}));
  REQUIRE(runtime.ok());
  const auto* scale = runtime->registry().find(Kind::activation, "test.scale");
  const auto part = scale->make_activation({Value::real(7)});
  REQUIRE_FALSE(part.ok());
  CHECK(part.error().code == "E0414");
  CHECK(part.error().message == "activation 'test.scale': beta must not be 7");
  CHECK(part.error().label == "beta");
  CHECK_FALSE(scale->make_activation({}).ok());
  CHECK_FALSE(scale->make_activation({Value::integer(1)}).ok());
}

TEST_CASE("the same source linked in gives the same numbers", "[plugin]") {
  auto options = only({});
  options.plugins.linked = {&scale_backplane_plugin_entry};
  const auto linked = Runtime::create(options);
  const auto shared = Runtime::create(only({variant("works")}));
  REQUIRE(linked.ok());
  REQUIRE(shared.ok());
  const auto make = [](const Runtime& runtime) {
    return *runtime.registry()
                .find(Kind::activation, "test.scale")
                ->make_activation({Value::real(0.1)});
  };
  CHECK(forward(*make(*linked), 0.3) == forward(*make(*shared), 0.3));
}

TEST_CASE("linked in and from a file is twice", "[plugin][error]") {
  auto options = only({variant("works")});
  options.plugins.linked = {&scale_backplane_plugin_entry};
  const auto runtime = Runtime::create(options);
  REQUIRE_FALSE(runtime.ok());
  CHECK_THAT(runtime.error().message, Catch::Contains("plugin 'scale', linked in") &&
                                          Catch::Contains("works.so"));
}

TEST_CASE("an application registers its own class without a library", "[plugin]") {
  auto runtime = Runtime::create(only({}));
  REQUIRE(runtime.ok());
  REQUIRE(runtime->add(doubled("app.doubled")).ok());
  const auto* part = runtime->registry().find(Kind::activation, "app.doubled");
  REQUIRE(part != nullptr);
  CHECK(forward(**part->make_activation({}), 21) == 42);
  const auto again = runtime->add(doubled("app.doubled"));
  REQUIRE_FALSE(again.ok());
  CHECK(again.error().code == "E0409");
  CHECK(runtime->add(doubled("doubled")).error().code == "E0408");
  auto layer = doubled("app.doubled");
  layer.kind = Kind::layer;
  CHECK(runtime->add(layer).error().code == "E0407");
  layer.make_layer =
      [](const std::vector<Value>&) -> Result<std::shared_ptr<const Layer>> {
    return Error{};
  };
  CHECK(runtime->add(layer).error().code == "E0409");
}

TEST_CASE("a part outlives its runtime", "[plugin]") {
  std::shared_ptr<const Activation> part;
  {
    const auto runtime = Runtime::create(only({variant("works")}));
    REQUIRE(runtime.ok());
    part = *runtime->registry()
                .find(Kind::activation, "test.scale")
                ->make_activation({Value::real(3)});
  }
  CHECK(forward(*part, 5) == 15);
}

TEST_CASE("parts speak to the sink of their runtime", "[plugin]") {
  std::vector<std::string> lines;
  auto options = only({variant("works")});
  options.log.context = &lines;
  options.log.write = [](void* context, LogLevel level, const char* who,
                         const char* words) {
    CHECK(level == LogLevel::info);
    static_cast<std::vector<std::string>*>(context)->push_back(std::string(who) + ": " +
                                                               words);
  };
  const auto runtime = Runtime::create(options);
  REQUIRE(runtime.ok());
  const auto part = runtime->registry()
                        .find(Kind::activation, "test.scale")
                        ->make_activation({Value::real(3)});
  CHECK(lines == std::vector<std::string>{"test.scale: made"});
}

TEST_CASE("exceptions of a plugin stop at the boundary", "[plugin][error]") {
  const auto runtime = Runtime::create(only({variant("throws")}));
  REQUIRE(runtime.ok());
  const auto* thrower = runtime->registry().find(Kind::activation, "test.throws");
  const auto none = thrower->make_activation({Value::integer(0)});
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().code == "E0415");
  CHECK(none.error().message == "activation 'test.throws': no table of this size");
  const auto part = thrower->make_activation({Value::integer(1)});
  REQUIRE(part.ok());
  backplane_error error{};
  backplane_act_args block{};
  block.err = &error;
  CHECK((*part)->forward(block) == BACKPLANE_E_EXCEPTION);
  CHECK(std::string(error.message) == "x is too large");
}

TEST_CASE("the application's threads run every task once", "[plugin]") {
  auto options = only({});
  options.pool.workers = 3;
  options.pool.run = [](void*, std::int64_t tasks, HostPool::TaskFn task,
                        void* context) {
    for (std::int64_t i = tasks; i-- > 0;)
      task(context, i, static_cast<std::uint32_t>(i % 3));
  };
  const auto runtime = Runtime::create(options);
  REQUIRE(runtime.ok());
  CHECK(runtime->threads() == 3);
  std::vector<int> first(5), second(2);
  const auto one = [&](std::int64_t i, std::uint32_t) { ++first[std::size_t(i)]; };
  const auto two = [&](std::int64_t i, std::uint32_t) { ++second[std::size_t(i)]; };
  const std::vector<TaskBatch> batches{
      Parallel::batch_of(5, one), {}, Parallel::batch_of(2, two)};
  RuntimeAccess::pool(*runtime).run_many(batches);
  CHECK(first == std::vector<int>(5, 1));
  CHECK(second == std::vector<int>(2, 1));
}

TEST_CASE("options that cannot be are refused", "[plugin][error]") {
  auto options = only({});
  options.threads = -1;
  CHECK(Runtime::create(options).error().code == "E0417");
  options.threads = 2;
  CHECK(Runtime::create(options)->threads() == 2);
  options.pool.run = [](void*, std::int64_t, HostPool::TaskFn, void*) {};
  CHECK(Runtime::create(options).error().code == "E0417");
}

TEST_CASE("a pinned plugin must be that file", "[plugin]") {
  auto runtime = Runtime::create(only({}));
  REQUIRE(runtime.ok());
  const Place place{"net.yaml", 3, 5, 4, "  - {path: works.so, sha256: 00}"};
  const auto wrong = plugin::load(*runtime, variant("works"), "00", place);
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().code == "E0416");
  CHECK(wrong.error().place.file == "net.yaml");
  const auto missing = plugin::load(*runtime, variant("none"), "", place);
  REQUIRE_FALSE(missing.ok());
  CHECK_THAT(missing.error().message, Catch::Contains("none.so"));
  CHECK(plugin::load(*runtime, variant("works"), "", place).ok());
  const auto* scale = runtime->registry().find(Kind::activation, "test.scale");
  REQUIRE(scale != nullptr);
  const std::vector<const Component*> used{scale, scale};
  const auto who = plugin::identities(used);
  REQUIRE(who.ok());
  REQUIRE(who->size() == 1);
  CHECK((*who)[0].plugin == "scale");
  CHECK((*who)[0].components == std::vector<std::string>{"test.scale 1.2.3"});
  auto other = Runtime::create(only({}));
  CHECK(plugin::load(*other, variant("works"), (*who)[0].sha256, place).ok());
}

// A runtime: registry, host table, threads.
#include "backplane/runtime.hpp"

#include <algorithm>
#include <thread>

#include "math/gemm.hpp"
#include "math/pool.hpp"
#include "plugin/host_parallel.hpp"
#include "plugin/ids.hpp"
#include "plugin/loader.hpp"
#include "plugin/runtime_access.hpp"

namespace backplane {

namespace {

constexpr int kMostThreads = 1024;

Error bad_option(const std::string& message) {
  Error error;
  error.code = "E0417";
  error.message = message;
  return error;
}

Result<std::unique_ptr<Parallel>> make_pool(const RuntimeOptions& options) {
  if (options.pool.run != nullptr) {
    if (options.pool.workers == 0)
      return bad_option("the application's pool has 0 workers; expected at least 1");
    return std::unique_ptr<Parallel>(
        std::make_unique<plugin::HostParallel>(options.pool));
  }
  if (options.threads < 0 || options.threads > kMostThreads) {
    return bad_option("threads is " + std::to_string(options.threads) +
                      "; expected 0 (one a core) to " + std::to_string(kMostThreads));
  }
  auto threads = static_cast<unsigned>(options.threads);
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  return std::unique_ptr<Parallel>(std::make_unique<Pool>(threads));
}

/// One thread in BLAS while it lives; then what was set before.
class BlasThreads {
 public:
  explicit BlasThreads(bool own) : before_(own ? blas_threads() : 0) {
    if (before_ > 1) set_blas_threads(1);
  }
  ~BlasThreads() {
    if (before_ > 1) set_blas_threads(before_);
  }
  BlasThreads(const BlasThreads&) = delete;
  BlasThreads& operator=(const BlasThreads&) = delete;

 private:
  int before_;
};

}  // namespace

struct Runtime::State {
  State(const RuntimeOptions& options, std::unique_ptr<Parallel> threads)
      : host(std::make_shared<plugin::Host>(options.log)),
        loader(registry, host),
        pool(std::move(threads)),
        blas(options.own_blas_threads) {}

  Registry registry;
  std::shared_ptr<const plugin::Host> host;
  plugin::Loader loader;
  std::unique_ptr<Parallel> pool;
  BlasThreads blas;
};

Result<Runtime> Runtime::create(const RuntimeOptions& options) {
  auto pool = make_pool(options);
  if (!pool.ok()) return pool.error();
  Runtime runtime(std::make_shared<State>(options, std::move(*pool)));
  auto& loader = runtime.state_->loader;
  for (const auto entry : options.plugins.linked) loader.load_linked(entry);
  for (const auto& source : plugin::sources_of(options.plugins)) loader.load(source);
  if (auto done = loader.finish(); !done.ok()) return done.error();
  return runtime;
}

const Registry& Runtime::registry() const {
  return state_->registry;
}

Outcome Runtime::add(Component component) {
  if (auto done = plugin::check_vendor(component.id); !done.ok()) return done;
  return state_->registry.add(std::move(component));
}

Outcome Runtime::load_plugins(const std::string& path) {
  state_->loader.load({path, plugin::Trust::named, "named"});
  return state_->loader.finish();
}

int Runtime::threads() const {
  return static_cast<int>(state_->pool->workers());
}

Parallel& RuntimeAccess::pool(const Runtime& runtime) {
  return *runtime.state_->pool;
}
Registry& RuntimeAccess::registry(Runtime& runtime) {
  return runtime.state_->registry;
}

}  // namespace backplane

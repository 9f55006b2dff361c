// What a part sees of the runtime: log, services, code path.
#include "plugin/host.hpp"

#include <atomic>
#include <string_view>

#include "math/gemm.hpp"
#include "math/isa.hpp"
#include "math/rng.hpp"

namespace backplane::plugin {

namespace {

const void* get_service(const backplane_host*, const char* id) noexcept {
  if (id == nullptr) return nullptr;
  const std::string_view wanted(id);
  if (wanted == BACKPLANE_SERVICE_MATH) return math_service();
  if (wanted == BACKPLANE_SERVICE_RNG) return rng_service();
  return nullptr;
}

void log_to(const backplane_host* table, std::int32_t level, const char* component,
            const char* message) noexcept {
  const auto* host = static_cast<const Host*>(table->impl);
  host->log(static_cast<LogLevel>(level), component, message);
}

backplane_host services() {
  backplane_host table{};
  table.struct_size = BACKPLANE_END_OF(backplane_host, get_service);
  table.abi_major = BACKPLANE_ABI_MAJOR;
  table.abi_minor = BACKPLANE_ABI_MINOR;
  table.isa = isa_level();
  table.host_name = "backplane";
  table.host_version = BACKPLANE_VERSION;
  table.log = &log_to;
  table.get_service = &get_service;
  return table;
}

/// Lives for ever: a plugin may keep its address.
struct Lasting {
  std::atomic<const Host*> sink{nullptr};
  backplane_host table = services();
};

void log_while_loading(const backplane_host* table, std::int32_t level,
                       const char* component, const char* message) noexcept {
  const auto* lasting = static_cast<const Lasting*>(table->impl);
  if (const Host* host = lasting->sink.load())
    host->log(static_cast<LogLevel>(level), component, message);
}

Lasting& lasting() {
  static Lasting& only = *[] {
    auto* made = new Lasting;
    made->table.impl = made;
    made->table.log = &log_while_loading;
    return made;
  }();
  return only;
}

}  // namespace

Host::Host(LogSink log) : log_(log), table_(services()) {
  table_.impl = this;
}

void Host::log(LogLevel level, const char* component,
               const char* message) const noexcept {
  if (log_.write == nullptr || message == nullptr) return;
  try {
    log_.write(log_.context, level, component == nullptr ? "" : component, message);
  } catch (...) {
    return;  // a sink that fails costs its line, not the run
  }
}

InitHost::InitHost(const Host& sink) {
  lasting().sink.store(&sink);
}
InitHost::~InitHost() {
  lasting().sink.store(nullptr);
}
const backplane_host* InitHost::table() const {
  return &lasting().table;
}

}  // namespace backplane::plugin

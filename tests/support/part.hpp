#pragma once
// A part of a built plugin, opened and called through its tables alone.

#include <dlfcn.h>

#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include "backplane/abi.h"
#include "math/gemm.hpp"
#include "math/rng.hpp"
#include "support/part_values.hpp"

namespace backplane::test {

/// What a call said.
struct Answer {
  backplane_status status = BACKPLANE_OK;
  std::string message, parameter;
};

[[nodiscard]] inline backplane_error no_error() {
  backplane_error error{};
  error.struct_size = sizeof error;
  error.param_index = BACKPLANE_NO_PARAM;
  return error;
}

/// Stays open, as libraries do in the runtime.
inline const backplane_plugin& open_plugin(const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  void* symbol = dlsym(library, BACKPLANE_ENTRY_SYMBOL);
  if (symbol == nullptr) throw std::runtime_error(path + ": no entry");
  return *reinterpret_cast<backplane_plugin_entry_fn>(symbol)();
}

/// The first component of the built-in plugin of this name.
inline const backplane_component& built_in(const std::string& name) {
  return *open_plugin(BACKPLANE_BINARY_DIR "/lib/backplane/plugins/" + name + ".so")
              .components[0];
}

inline backplane_host host_of(std::uint32_t isa) {
  backplane_host host{};
  host.struct_size = sizeof host;
  host.abi_major = BACKPLANE_ABI_MAJOR;
  host.abi_minor = BACKPLANE_ABI_MINOR;
  host.isa = isa;
  return host;
}

/// An instance of a component, destroyed with this object.
class Part {
 public:
  explicit Part(const backplane_component& component, const Settings& settings = {},
                std::uint32_t isa = BACKPLANE_ISA_BASELINE)
      : component_(component) {
    const Values values(component, settings);
    const backplane_host host = host_of(isa);
    backplane_error error = no_error();
    if (component.create(&host, values.data(), values.size(), &self_, &error) != 0)
      throw std::runtime_error(error.message);
  }
  explicit Part(const std::string& name, const Settings& settings = {},
                std::uint32_t isa = BACKPLANE_ISA_BASELINE)
      : Part(built_in(name), settings, isa) {}
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
  ~Part() { component_.destroy(self_); }

  [[nodiscard]] const void* self() const { return self_; }
  template <class Table>
  [[nodiscard]] const Table& table() const {
    return reinterpret_cast<const Table&>(component_);
  }

 private:
  const backplane_component& component_;
  void* self_ = nullptr;
};

/// What `validate` says of these settings.
inline Answer validate(const backplane_component& component, const Settings& settings) {
  const Values values(component, settings);
  backplane_error error = no_error();
  const auto status = component.validate(values.data(), values.size(), &error);
  const bool named = error.param_index < component.n_params;
  return {status, error.message,
          named ? component.params[error.param_index]->name : ""};
}

template <class T>
inline constexpr std::uint32_t kDtype = sizeof(T) == 4 ? BACKPLANE_DT_F32
                                                       : BACKPLANE_DT_F64;

}  // namespace backplane::test

#pragma once
// A part of a built plugin, opened and called through its tables alone.

#include <dlfcn.h>

#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "backplane/abi.h"
#include "math/gemm.hpp"
#include "math/rng.hpp"

namespace backplane::test {

/// What a test gives a parameter; an enum's value is its word.
using Setting = std::variant<bool, int, double, std::string, std::vector<double>>;
using Settings = std::map<std::string, Setting>;

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

/// Values in table order: defaults, and what `settings` says. Owns the lists.
class Values {
 public:
  Values(const backplane_component& component, const Settings& settings)
      : settings_(settings) {
    std::size_t used = 0;
    for (std::uint32_t i = 0; i < component.n_params; ++i) {
      const backplane_param& param = *component.params[i];
      const auto found = settings_.find(param.name);
      used += found != settings_.end() ? 1u : 0u;
      values_.push_back(found == settings_.end() ? param.def
                                                 : value(param, found->second));
    }
    if (used != settings_.size()) throw std::runtime_error("an unknown parameter");
  }
  [[nodiscard]] const backplane_value* data() const { return values_.data(); }
  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(values_.size());
  }

 private:
  static backplane_value value(const backplane_param& param, const Setting& setting) {
    backplane_value made{param.type, 0, {}};
    if (const auto* list = std::get_if<std::vector<double>>(&setting)) {
      made.count = static_cast<std::uint32_t>(list->size());
      made.v.fv = list->data();
    } else if (const auto* word = std::get_if<std::string>(&setting)) {
      made.v.s = word->c_str();
      for (std::uint32_t k = 0; k < param.n_enum; ++k)
        if (*word == param.enum_names[k]) made.v.i = k;
    } else if (const auto* flag = std::get_if<bool>(&setting)) {
      made.v.i = *flag ? 1 : 0;
    } else {
      const auto* whole = std::get_if<int>(&setting);
      const double number = whole != nullptr ? *whole : std::get<double>(setting);
      if (param.type == BACKPLANE_T_FLOAT)
        made.v.f = number;
      else
        made.v.i = static_cast<std::int64_t>(number);
    }
    return made;
  }

  Settings settings_;
  std::vector<backplane_value> values_;
};

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

#pragma once
// Every built component of a kind, by looking into the folder of plugins: no test that
// uses this names a part.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/part.hpp"

namespace backplane::test {

/// A component and one way to set it up.
struct Setup {
  const backplane_component* component;
  Settings settings;
  std::string name;  ///< for messages: "gelu {approximate: tanh}"
};

/// With the defaults, and with each word of each choice.
inline std::vector<Setup> setups_of(const backplane_component& component) {
  std::vector<Setup> all{{&component, {}, component.id}};
  for (std::uint32_t i = 0; i < component.n_params; ++i) {
    const backplane_param& param = *component.params[i];
    for (std::uint32_t k = 0; k < param.n_enum; ++k) {
      const std::string word = param.enum_names[k];
      all.push_back(
          {&component,
           {{param.name, word}},
           std::string(component.id) + " {" + param.name + ": " + word + "}"});
    }
  }
  return all;
}

inline std::vector<Setup> every_part(std::uint32_t kind) {
  namespace fs = std::filesystem;
  std::vector<std::string> paths;
  for (const auto& entry :
       fs::directory_iterator(BACKPLANE_BINARY_DIR "/lib/backplane/plugins"))
    if (entry.path().extension() == ".so") paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  std::vector<Setup> all;
  for (const auto& path : paths) {
    const backplane_plugin& plugin = open_plugin(path);
    for (std::uint32_t i = 0; i < plugin.n_components; ++i)
      if (plugin.components[i]->kind == kind)
        for (auto& setup : setups_of(*plugin.components[i])) all.push_back(setup);
  }
  return all;
}

/// The same numbers in the other precision.
template <class T>
std::vector<T> rounded(const std::vector<double>& v) {
  std::vector<T> out;
  for (const double x : v) out.push_back(static_cast<T>(x));
  return out;
}

/// The same bits, NaN included.
template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

}  // namespace backplane::test

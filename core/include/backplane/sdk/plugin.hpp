#pragma once
// A plugin's one exported function. With one part, BACKPLANE_ACTIVATION and its kin
// write it; with several:
//   BACKPLANE_PLUGIN("acme.parts", "1.2.0",
//                    backplane::activation<Swoosh>("acme.swoosh", "x s(x)", "1.0.0"),
//                    backplane::loss<Focal>("acme.focal", "...", "1.0.0"))

#include <array>
#include <cstdint>
#include <tuple>

#include "backplane/abi.h"

#ifndef BACKPLANE_VENDOR
#define BACKPLANE_VENDOR ""
#endif
#ifndef BACKPLANE_LICENSE
#define BACKPLANE_LICENSE ""
#endif

#if defined(__clang__)
#define BACKPLANE_SDK_COMPILER "clang " __clang_version__
#else
#define BACKPLANE_SDK_COMPILER "gcc " __VERSION__
#endif

// Linked in statically, each plugin needs an entry of its own name.
#ifdef BACKPLANE_STATIC
#define BACKPLANE_SDK_JOIN2(a, b) a##b
#define BACKPLANE_SDK_JOIN(a, b) BACKPLANE_SDK_JOIN2(a, b)
#define BACKPLANE_SDK_ENTRY \
  BACKPLANE_SDK_JOIN(BACKPLANE_MODULE, _backplane_plugin_entry)
#define BACKPLANE_SDK_EXPORT
#else
#define BACKPLANE_SDK_ENTRY backplane_plugin_entry_v1
#define BACKPLANE_SDK_EXPORT __attribute__((visibility("default")))
#endif

namespace backplane::sdk {

template <class Tables>
constexpr auto component_pointers(const Tables& tables) {
  return std::apply(
      [](const auto&... table) {
        return std::array<const backplane_component*, sizeof...(table)>{&table.base...};
      },
      tables);
}

constexpr backplane_plugin plugin_table(const char* name, const char* version,
                                        const backplane_component* const* components,
                                        std::size_t n) {
  backplane_plugin plugin{};
  plugin.struct_size = BACKPLANE_END_OF(backplane_plugin, shutdown);
  plugin.abi_major = BACKPLANE_ABI_MAJOR;
  plugin.abi_minor = BACKPLANE_ABI_MINOR;
  plugin.n_components = static_cast<std::uint32_t>(n);
  plugin.name = name;
  plugin.version = version;
  plugin.vendor = BACKPLANE_VENDOR;
  plugin.license = BACKPLANE_LICENSE;
  plugin.compiler = BACKPLANE_SDK_COMPILER;
  plugin.components = components;
  return plugin;
}

}  // namespace backplane::sdk

/// The entry of a plugin of these parts. All tables are constants: nothing runs when
/// the library is loaded.
#define BACKPLANE_PLUGIN(name, version, ...)                                          \
  extern "C" BACKPLANE_SDK_EXPORT const backplane_plugin* BACKPLANE_SDK_ENTRY(void);  \
  extern "C" BACKPLANE_SDK_EXPORT const backplane_plugin* BACKPLANE_SDK_ENTRY(void) { \
    static constexpr auto tables = std::make_tuple(__VA_ARGS__);                      \
    static constexpr auto pointers = ::backplane::sdk::component_pointers(tables);    \
    static constexpr auto plugin = ::backplane::sdk::plugin_table(                    \
        name, version, pointers.data(), pointers.size());                             \
    return &plugin;                                                                   \
  }                                                                                   \
  static_assert(true)

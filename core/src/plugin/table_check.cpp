// Tables from the other side, checked before anything of them is used.
#include "plugin/table_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "plugin/normalise.hpp"
#include "text.hpp"

namespace backplane::plugin {

namespace {

constexpr std::uint32_t kMostComponents = 4096;
constexpr std::uint32_t kMostParams = 1024;
constexpr const char* kRebuild =
    "help: this is a fault of the plugin; rebuild it with the SDK, or tell its author";

Error bad_plugin(const std::string& file, const std::string& message) {
  Error error;
  error.code = "E0406";
  error.place.file = file;
  error.message = message;
  error.remarks = {kRebuild};
  return error;
}

/// Where the last member that ABI 1.0 asks for ends.
template <class T>
constexpr std::uint32_t kLeast = BACKPLANE_END_OF(T, base);
template <>
constexpr std::uint32_t kLeast<backplane_activation> =
    BACKPLANE_END_OF(backplane_activation, backward);
template <>
constexpr std::uint32_t kLeast<backplane_loss> = BACKPLANE_END_OF(backplane_loss, eval);
template <>
constexpr std::uint32_t kLeast<backplane_layer> = BACKPLANE_END_OF(backplane_layer,
                                                                   run);
template <>
constexpr std::uint32_t kLeast<backplane_optimizer> =
    BACKPLANE_END_OF(backplane_optimizer, update);

/// The first mandatory callback that is missing, or nothing.
using Missing = std::optional<std::string>;

template <class T>
Missing missing(const T& table);

template <>
Missing missing(const backplane_activation& table) {
  if (table.forward == nullptr) return "forward";
  if (table.backward == nullptr) return "backward";
  return {};
}

template <>
Missing missing(const backplane_loss& table) {
  return table.eval == nullptr ? Missing("eval") : Missing();
}

template <>
Missing missing(const backplane_layer& table) {
  if (table.plan == nullptr) return "plan";
  if (table.run == nullptr) return "run";
  return {};
}

template <>
Missing missing(const backplane_optimizer& table) {
  if (table.update == nullptr) return "update";
  if (table.n_slots > 64) return "a sane number of slots";
  if (table.n_slots > 0 && table.slot_names == nullptr) return "slot_names";
  for (std::uint32_t i = 0; i < table.n_slots; ++i) {
    if (table.slot_names[i] == nullptr) return fmt::format("slot_names[{}]", i);
  }
  return {};
}

template <class T>
Outcome check_kind(const backplane_component* component, const std::string& file) {
  if (component->struct_size < kLeast<T>) {
    return bad_component(file,
                         fmt::format("the table of component '{}' has {} bytes; "
                                     "ABI 1 needs at least {}",
                                     component->id, component->struct_size, kLeast<T>));
  }
  const auto table = normalised<T>(component);
  auto lacks = missing(table);
  if (!lacks && component->create == nullptr) lacks = "create";
  if (!lacks && component->destroy == nullptr) lacks = "destroy";
  if (lacks) {
    return bad_component(
        file, fmt::format("component '{}' has no {}", component->id, *lacks));
  }
  if ((table.dtypes & (BACKPLANE_DT_F32 | BACKPLANE_DT_F64)) == 0) {
    return bad_component(
        file, fmt::format("component '{}' serves neither float32 nor float64",
                          component->id));
  }
  return Done{};
}

}  // namespace

bool is_known_kind(std::uint32_t kind) {
  return kind >= BACKPLANE_KIND_ACTIVATION && kind <= BACKPLANE_KIND_OPTIMIZER;
}

Error other_abi(const std::string& file, std::uint32_t major, std::uint32_t minor) {
  Error error;
  error.code = "E0405";
  error.place.file = file;
  error.message =
      fmt::format("built for backplane ABI {}.{}, this runtime speaks {}.{}", major,
                  minor, BACKPLANE_ABI_MAJOR, BACKPLANE_ABI_MINOR);
  error.remarks = {
      fmt::format("help: rebuild the plugin with the SDK of ABI {}.x, or use a runtime "
                  "that speaks {}.x",
                  BACKPLANE_ABI_MAJOR, major)};
  return error;
}

Error bad_component(const std::string& file, const std::string& message) {
  auto error = bad_plugin(file, message);
  error.code = "E0407";
  return error;
}

Outcome check_plugin(const backplane_plugin* plugin, const std::string& file) {
  if (plugin == nullptr)
    return bad_plugin(file, "the plugin's entry returned no table (NULL)");
  if (plugin->struct_size < BACKPLANE_END_OF(backplane_plugin, abi_minor)) {
    return bad_plugin(file, fmt::format("the plugin's table says it has {} bytes, too "
                                        "few to hold its ABI version",
                                        plugin->struct_size));
  }
  if (plugin->abi_major != BACKPLANE_ABI_MAJOR)
    return other_abi(file, plugin->abi_major, plugin->abi_minor);
  if (plugin->struct_size < BACKPLANE_END_OF(backplane_plugin, components)) {
    return bad_plugin(
        file, fmt::format("the plugin's table has {} bytes; ABI 1 needs at least {}",
                          plugin->struct_size,
                          BACKPLANE_END_OF(backplane_plugin, components)));
  }
  if (plugin->name == nullptr || plugin->name[0] == '\0')
    return bad_plugin(file, "the plugin has no name");
  if (plugin->n_components == 0 || plugin->n_components > kMostComponents) {
    return bad_plugin(file,
                      fmt::format("the plugin says it has {} components; expected "
                                  "1 to {}",
                                  plugin->n_components, kMostComponents));
  }
  if (plugin->components == nullptr)
    return bad_plugin(file, "the plugin has no list of components (NULL)");
  for (std::uint32_t i = 0; i < plugin->n_components; ++i) {
    if (plugin->components[i] == nullptr)
      return bad_plugin(file, fmt::format("component {} of the plugin is NULL", i));
  }
  return Done{};
}

Outcome check_component(const backplane_component* component, const std::string& file) {
  if (component->struct_size < BACKPLANE_END_OF(backplane_component, get_extension)) {
    return bad_component(
        file, fmt::format("a component's table has {} bytes; its header alone needs {}",
                          component->struct_size,
                          BACKPLANE_END_OF(backplane_component, get_extension)));
  }
  if (component->id == nullptr || component->id[0] == '\0')
    return bad_component(file, "a component of the plugin has no id");
  const auto id = text::printable(std::string_view(component->id).substr(0, 128));
  if (component->n_params > kMostParams ||
      (component->n_params > 0 && component->params == nullptr)) {
    return bad_component(
        file, fmt::format("component '{}' says it has {} parameters, but their list is "
                          "missing or too long",
                          id, component->n_params));
  }
  switch (component->kind) {
    case BACKPLANE_KIND_ACTIVATION:
      return check_kind<backplane_activation>(component, file);
    case BACKPLANE_KIND_LOSS:
      return check_kind<backplane_loss>(component, file);
    case BACKPLANE_KIND_LAYER:
      return check_kind<backplane_layer>(component, file);
    case BACKPLANE_KIND_OPTIMIZER:
      return check_kind<backplane_optimizer>(component, file);
    default:
      return Done{};
  }
}

}  // namespace backplane::plugin

#pragma once
// Every built layer in every way to set it up, each with the shapes that it takes:
// found by asking, so that no test that uses this names a layer.

#include <string>
#include <utility>
#include <vector>

#include "support/every_part.hpp"
#include "support/layer_run.hpp"

namespace backplane::test {

struct LayerCase {
  std::vector<backplane_shape> in;  ///< in float64, or int32
  std::string text;
};

/// Shapes to offer: features, sequences, images.
inline const std::vector<std::vector<std::int64_t>>& shapes_to_try() {
  static const std::vector<std::vector<std::int64_t>> shapes{
      {3, 8}, {5, 6}, {2, 5, 8}, {3, 4, 6}, {2, 4, 8, 8}, {3, 2, 5, 7}};
  return shapes;
}

inline std::string text_of(const std::vector<backplane_shape>& in) {
  std::string text;
  for (const auto& shape : in) {
    text += text.empty() ? "" : ", ";
    for (std::uint32_t i = 0; i < shape.rank; ++i)
      text += (i > 0 ? "x" : "") + std::to_string(shape.dim[i]);
    if (shape.dtype == BACKPLANE_DT_I32) text += " integers";
  }
  return text;
}

inline bool takes(const Part& part, const std::vector<backplane_shape>& in) {
  try {
    const LayerBench<double> bench(part, in);
    return bench.plan().n_out > 0;
  } catch (const std::exception&) {
    return false;
  }
}

/// For each number of inputs from min_in to max_in, all of one shape, or the last one
/// without its last axis.
inline std::vector<LayerCase> cases_of(const Setup& setup) {
  const auto& table = reinterpret_cast<const backplane_layer&>(*setup.component);
  const Part part(*setup.component, setup.settings);
  const std::uint32_t least = table.max_in == 0 ? 1 : table.min_in;
  const std::uint32_t most = table.max_in == 0 ? 1 : std::min(table.max_in, 3u);
  std::vector<LayerCase> found;
  for (const auto& dims : shapes_to_try())
    for (std::uint32_t n = least; n <= most; ++n) {
      std::vector<backplane_shape> in(n, shape_of(BACKPLANE_DT_F64, dims));
      if ((table.integer_inputs & 1) != 0) in.front().dtype = BACKPLANE_DT_I32;
      if (takes(part, in)) found.push_back({in, text_of(in)});
      if (n < 2) continue;
      --in.back().rank;  // a mask over places
      if (takes(part, in)) found.push_back({in, text_of(in)});
    }
  return found;
}

/// What a parameter that must be given is given; none: it cannot be guessed.
inline std::vector<Setting> guesses(const backplane_param& param) {
  if (param.type == BACKPLANE_T_INT) return {2, 4, 1};
  if (param.type == BACKPLANE_T_INT_LIST)
    return {std::vector<std::int64_t>{2}, std::vector<std::int64_t>{2, 1},
            std::vector<std::int64_t>{-1}};
  if (param.type == BACKPLANE_T_FLOAT) return {0.5};
  return {};
}

/// Guesses for the parameters that have one of these flags.
inline Settings with_guesses(const backplane_component& component,
                             std::uint32_t flags) {
  Settings settings;
  for (std::uint32_t i = 0; i < component.n_params; ++i)
    if ((component.params[i]->flags & flags) != 0)
      for (const Setting& guess : guesses(*component.params[i])) {
        settings[component.params[i]->name] = guess;
        if (!cases_of({&component, settings, ""}).empty()) break;
      }
  return settings;
}

/// Required parameters guessed; then each word of a choice and the other of each
/// boolean, one at a time.
inline std::vector<Setup> layer_setups(const backplane_component& component) {
  Settings required = with_guesses(component, BACKPLANE_PF_REQUIRED);
  if (validate(component, required).status != BACKPLANE_OK)
    required = with_guesses(component, BACKPLANE_PF_REQUIRED | BACKPLANE_PF_MAIN);
  std::vector<Setup> all{{&component, required, component.id}};
  const auto with = [&](const backplane_param& param, const Setting& value) {
    Settings settings = required;
    settings[param.name] = value;
    return settings;
  };
  const auto add = [&](const backplane_param& param, const Setting& value,
                       const std::string& text) {
    const Settings settings = with(param, value);
    if (validate(component, settings).status == BACKPLANE_OK)
      all.push_back(
          {&component, settings,
           std::string(component.id) + " {" + param.name + ": " + text + "}"});
  };
  for (std::uint32_t i = 0; i < component.n_params; ++i) {
    const backplane_param& param = *component.params[i];
    if (param.type == BACKPLANE_T_BOOL)
      add(param, param.def.v.i == 0, param.def.v.i == 0 ? "true" : "false");
    for (std::uint32_t k = 0; k < param.n_enum; ++k)
      add(param, std::string(param.enum_names[k]), param.enum_names[k]);
    if (param.type == BACKPLANE_T_INT && param.def.v.i == 1 && param.n_enum == 0)
      add(param, 2, "2");
    if (param.type == BACKPLANE_T_INT && param.def.v.i == 0 && param.n_enum == 0) {
      const bool axis = cases_of({&component, with(param, 8), ""}).empty();
      add(param, axis ? 2 : 8, axis ? "2" : "8");
    }
  }
  return all;
}

/// Found once a test program.
inline const std::vector<std::pair<Setup, std::vector<LayerCase>>>& every_layer() {
  static const auto all = [] {
    std::vector<std::pair<Setup, std::vector<LayerCase>>> made;
    for (const Setup& plain : every_part(BACKPLANE_KIND_LAYER)) {
      if (!plain.settings.empty()) continue;
      for (const Setup& setup : layer_setups(*plain.component))
        made.emplace_back(setup, cases_of(setup));
    }
    return made;
  }();
  return all;
}

}  // namespace backplane::test

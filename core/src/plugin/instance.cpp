// One made part on the plugin's side: create, validate, destroy.
#include "plugin/instance.hpp"

#include <fmt/format.h>

#include "plugin/status.hpp"
#include "plugin/values.hpp"

namespace backplane::plugin {

namespace {

/// The host's own mistake, but one that an embedder can make.
Outcome check_values(const Recipe& recipe, const std::vector<Value>& values) {
  bool fit = values.size() == recipe.params.size();
  for (std::size_t i = 0; fit && i < values.size(); ++i)
    fit = values[i].type == recipe.params[i].type;
  if (fit) return Done{};
  Error error;
  error.code = "E0414";
  error.message = fmt::format("{} takes {} values, one of its type for each parameter",
                              recipe.who, recipe.params.size());
  return error;
}

}  // namespace

Result<Instance> Instance::make(std::shared_ptr<const Recipe> recipe,
                                const std::vector<Value>& values) {
  if (auto done = check_values(*recipe, values); !done.ok()) return done.error();
  const auto given = to_abi(values);
  auto error = empty_error();
  void* self = nullptr;
  backplane_status status = BACKPLANE_OK;
  {
    const std::lock_guard lock(recipe->module->loading);
    status = contained(&error, [&] {
      return recipe->base.create(recipe->host->table(), given.data(),
                                 static_cast<std::uint32_t>(given.size()), &self,
                                 &error);
    });
  }
  if (status != BACKPLANE_OK)
    return from_status(recipe->who, status, error, recipe->params);
  return Instance(std::move(recipe), self);
}

Instance::Instance(Instance&& other) noexcept
    : recipe_(std::move(other.recipe_)), self_(other.self_) {
  other.self_ = nullptr;
}

Instance::~Instance() {
  if (recipe_ == nullptr) return;
  const std::lock_guard lock(recipe_->module->loading);
  contained(nullptr, [&] {
    recipe_->base.destroy(self_);
    return BACKPLANE_OK;
  });
}

Outcome validate(const Recipe& recipe, const std::vector<Value>& values) {
  if (auto done = check_values(recipe, values); !done.ok()) return done;
  if (recipe.base.validate == nullptr) return Done{};
  const auto given = to_abi(values);
  auto error = empty_error();
  const std::lock_guard lock(recipe.module->loading);
  const auto status = contained(&error, [&] {
    return recipe.base.validate(given.data(), static_cast<std::uint32_t>(given.size()),
                                &error);
  });
  if (status != BACKPLANE_OK)
    return from_status(recipe.who, status, error, recipe.params);
  return Done{};
}

}  // namespace backplane::plugin

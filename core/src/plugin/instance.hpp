#pragma once
// One made part on the plugin's side: its self, and what it takes to make and end it.

#include <memory>
#include <string>
#include <vector>

#include "backplane/abi.h"
#include "backplane/error.hpp"
#include "backplane/params.hpp"
#include "plugin/host.hpp"
#include "plugin/module_table.hpp"

namespace backplane::plugin {

/// What all instances of a component share. Immutable.
struct Recipe {
  backplane_component base{};
  std::string who;  ///< "optimizer 'adam'", for messages
  std::vector<ParamSpec> params;
  Module* module = nullptr;
  std::shared_ptr<const Host> host;
};

/// Owns a plugin's self; ends it with the plugin's own destroy.
class Instance {
 public:
  /// Values: one a parameter, in table order. Errors: E0414, E0415.
  static Result<Instance> make(std::shared_ptr<const Recipe> recipe,
                               const std::vector<Value>& values);
  Instance(Instance&& other) noexcept;
  Instance& operator=(Instance&&) = delete;
  ~Instance();

  [[nodiscard]] const void* self() const { return self_; }
  [[nodiscard]] std::mutex& loading() const { return recipe_->module->loading; }

 private:
  Instance(std::shared_ptr<const Recipe> recipe, void* self)
      : recipe_(std::move(recipe)), self_(self) {}

  std::shared_ptr<const Recipe> recipe_;
  void* self_;
};

/// The component's cross-field rules. Errors: as Instance::make.
Outcome validate(const Recipe& recipe, const std::vector<Value>& values);

}  // namespace backplane::plugin

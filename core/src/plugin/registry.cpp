// Components by kind and id; an id is taken once.
#include "backplane/registry.hpp"

#include "plugin/duplicates.hpp"
#include "plugin/ids.hpp"

namespace backplane {

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::activation:
      return "activation";
    case Kind::loss:
      return "loss";
    case Kind::layer:
      return "layer";
    case Kind::optimizer:
      return "optimizer";
  }
  return "component";
}

namespace {

bool has_factory(const Component& component) {
  switch (component.kind) {
    case Kind::activation:
      return static_cast<bool>(component.make_activation);
    case Kind::loss:
      return static_cast<bool>(component.make_loss);
    case Kind::layer:
      return static_cast<bool>(component.make_layer);
    case Kind::optimizer:
      return static_cast<bool>(component.make_optimizer);
  }
  return false;
}

}  // namespace

Outcome Registry::add(Component component) {
  if (auto done = plugin::check_id(component.id); !done.ok()) return done;
  if (!has_factory(component)) {
    Error error;
    error.code = "E0407";
    error.message = "component '" + component.id +
                    "' cannot be made: no factory for its kind, " +
                    name_of(component.kind);
    error.remarks = {"help: set the make_ function of its kind"};
    return error;
  }
  for (const auto& known : components_) {
    if (plugin::collide(known, component))
      return plugin::provided_twice(known, component);
  }
  const auto& kept = components_.emplace_back(std::move(component));
  index_[{static_cast<std::uint32_t>(kept.kind), kept.id}] = &kept;
  return Done{};
}

const Component* Registry::find(Kind kind, std::string_view id) const {
  const auto found = index_.find({static_cast<std::uint32_t>(kind), std::string(id)});
  return found == index_.end() ? nullptr : found->second;
}

std::vector<const Component*> Registry::all(Kind kind) const {
  std::vector<const Component*> found;
  for (const auto& [key, component] : index_) {
    if (component->kind == kind) found.push_back(component);
  }
  return found;
}

std::vector<const Component*> Registry::all() const {
  std::vector<const Component*> found;
  for (const auto& [key, component] : index_) found.push_back(component);
  return found;
}

std::vector<std::string> Registry::ids(Kind kind) const {
  std::vector<std::string> found;
  for (const auto* component : all(kind)) found.push_back(component->id);
  return found;
}

}  // namespace backplane

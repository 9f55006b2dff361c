// A component's table as an entry of the registry.
#include "plugin/make_component.hpp"

#include "plugin/adapters.hpp"
#include "plugin/ids.hpp"
#include "plugin/instance.hpp"
#include "plugin/normalise.hpp"
#include "plugin/param_table.hpp"
#include "plugin/table_check.hpp"

namespace backplane::plugin {

namespace {

std::string text_or_empty(const char* text) {
  return text == nullptr ? "" : text;
}

Origin origin_of(const Module& module) {
  const auto plugin = normalised<backplane_plugin>(module.table);
  Origin origin;
  origin.plugin = text_or_empty(plugin.name);
  origin.version = text_or_empty(plugin.version);
  origin.vendor = text_or_empty(plugin.vendor);
  origin.file = module.file;
  return origin;
}

template <class Part, class Table>
Factory<Part> factory(const backplane_component* given,
                      std::shared_ptr<const Recipe> recipe, std::uint32_t& dtypes) {
  const auto table = normalised<Table>(given);
  dtypes = table.dtypes;
  return [table, recipe = std::move(recipe)](
             const std::vector<Value>& values) -> Result<std::shared_ptr<const Part>> {
    auto instance = Instance::make(recipe, values);
    if (!instance.ok()) return instance.error();
    return adapt(table, std::move(*instance));
  };
}

void set_factory(Component& component, const backplane_component* table,
                 const std::shared_ptr<const Recipe>& recipe) {
  auto& dtypes = component.dtypes;
  switch (component.kind) {
    case Kind::activation:
      component.make_activation =
          factory<Activation, backplane_activation>(table, recipe, dtypes);
      break;
    case Kind::loss:
      component.make_loss = factory<Loss, backplane_loss>(table, recipe, dtypes);
      break;
    case Kind::layer:
      component.make_layer = factory<Layer, backplane_layer>(table, recipe, dtypes);
      break;
    case Kind::optimizer:
      component.make_optimizer =
          factory<Optimizer, backplane_optimizer>(table, recipe, dtypes);
      break;
  }
}

}  // namespace

Result<Component> make_component(const backplane_component* table, Module& module,
                                 const std::shared_ptr<const Host>& host) {
  const auto& file = module.file;
  if (auto done = check_component(table, file); !done.ok()) return done.error();
  const auto in_file = [&file](Error error) {
    error.place.file = file;
    return error;
  };
  if (auto done = check_id(table->id); !done.ok()) return in_file(done.error());
  auto params = read_params(table, file);
  if (!params.ok()) return params.error();

  const auto base = normalised<backplane_component>(table);
  Component made;
  made.id = base.id;
  made.summary = text_or_empty(base.summary);
  made.doc = text_or_empty(base.doc);
  made.version = text_or_empty(base.version);
  made.kind = static_cast<Kind>(base.kind);
  made.origin = origin_of(module);
  made.params = *params;

  auto recipe = std::make_shared<Recipe>();
  recipe->base = base;
  recipe->who = std::string(name_of(made.kind)) + " '" + made.id + "'";
  recipe->params = std::move(*params);
  recipe->module = &module;
  recipe->host = host;
  if (base.validate != nullptr) {
    made.validate = [recipe](const std::vector<Value>& values) {
      return validate(*recipe, values);
    };
  }
  set_factory(made, table, recipe);
  return made;
}

}  // namespace backplane::plugin

// Files to components: find, check, load, check again, start, register.
#include "plugin/loader.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "plugin/duplicates.hpp"
#include "plugin/ids.hpp"
#include "plugin/make_component.hpp"
#include "plugin/table_check.hpp"

namespace backplane::plugin {

namespace {

constexpr const char* kLinked = "(linked in)";

/// An error in one line: what is wrong, then what to do.
std::string reason_of(const Error& error) {
  auto reason = error.message;
  for (const auto& remark : error.remarks) {
    const bool help = remark.compare(0, 6, "help: ") == 0;
    reason += "; " + (help ? remark.substr(6) : remark);
  }
  return reason;
}

Error named(const std::string& path, const std::string& message) {
  Error error;
  error.code = "E0402";
  error.place.file = path;
  error.message = message;
  error.remarks = {"help: name a plugin's .so file, or a folder that holds some"};
  return error;
}

}  // namespace

void Loader::load(const Source& source) {
  std::error_code code;
  const bool folder = std::filesystem::is_directory(source.path, code);
  const bool exists = std::filesystem::exists(source.path, code);
  const auto* missing = exists ? "" : ", which does not exist";
  registry_.places.push_back(
      fmt::format("{} ({}){}", source.path, source.words, missing));
  if (folder) {
    load_folder(source);
  } else if (exists || source.trust == Trust::named) {
    load_file(source.path, source.trust);
  }
}

void Loader::load_folder(const Source& source) {
  const auto files = libraries_in(source.path);
  const bool said = source.trust == Trust::named;
  if (said && files.empty())
    errors_.push_back(named(source.path, "this folder holds no plugin"));
  const auto trust = said ? Trust::scanned : source.trust;
  for (const auto& file : files) load_file(file, trust);
}

void Loader::load_file(const std::string& path, Trust trust) {
  PluginFile file;
  file.file = path;
  const auto done = take_file(path, trust, file);
  if (!done.ok()) {
    file.reason = reason_of(done.error());
    if (trust == Trust::named || done.error().code == "E0409")
      errors_.push_back(done.error());
  }
  registry_.files.push_back(std::move(file));
}

Outcome Loader::take_file(const std::string& path, Trust trust, PluginFile& file) {
  const auto real = resolve_plugin_file(path, trust != Trust::named);
  if (!real.ok()) return real.error();
  const auto module = open_module(*real);
  if (!module.ok()) return module.error();
  if (taken_.contains(*module)) {
    file.reason = "the same file as " + (*module)->file + ", which is in use";
    return Done{};
  }
  return take(**module, trust == Trust::own, file);
}

void Loader::load_linked(backplane_plugin_entry_fn entry) {
  PluginFile file;
  file.file = kLinked;
  const auto module = open_linked(entry);
  if (module.ok() && taken_.contains(*module)) return;
  const auto done = module.ok() ? take(**module, true, file) : Outcome(module.error());
  if (!done.ok()) {
    file.reason = reason_of(done.error());
    errors_.push_back(done.error());
  }
  registry_.files.push_back(std::move(file));
}

Outcome Loader::check(const std::vector<Component>& made, bool bare_ids) const {
  const auto known = registry_.all();
  for (std::size_t i = 0; i < made.size(); ++i) {
    if (!bare_ids) {
      auto vendor = check_vendor(made[i].id);
      if (!vendor.ok()) {
        auto error = vendor.error();
        error.place.file = made[i].origin.file;
        return error;
      }
    }
    for (const auto* other : known)
      if (collide(*other, made[i])) return provided_twice(*other, made[i]);
    for (std::size_t j = 0; j < i; ++j)
      if (collide(made[j], made[i])) return provided_twice(made[j], made[i]);
  }
  return Done{};
}

Outcome Loader::take(Module& module, bool bare_ids, PluginFile& file) {
  std::vector<Component> made;
  for (std::uint32_t i = 0; i < module.table->n_components; ++i) {
    const auto* table = module.table->components[i];
    if (auto done = check_component(table, module.file); !done.ok()) return done;
    if (!is_known_kind(table->kind)) {
      file.left_out.push_back(fmt::format("'{}': kind {} is not known to this runtime",
                                          table->id, table->kind));
      continue;
    }
    auto component = make_component(table, module, host_);
    if (!component.ok()) return component.error();
    made.push_back(std::move(*component));
  }
  if (made.empty())
    return bad_component(module.file,
                         "every component of the plugin is of a kind that this runtime "
                         "does not know");
  if (auto done = check(made, bare_ids); !done.ok()) return done;
  if (auto done = initialise(module, *host_); !done.ok()) return done;
  for (auto& component : made) {
    file.components.push_back(component.id);
    if (auto done = registry_.add(std::move(component)); !done.ok()) return done;
  }
  taken_.insert(&module);
  return Done{};
}

Outcome Loader::finish() {
  if (errors_.empty()) return Done{};
  auto errors = std::move(errors_);
  errors_.clear();
  return join(std::move(errors));
}

}  // namespace backplane::plugin

// backplane plugin info NAME: what a part is and what it can be told.
#include "activation_plot.hpp"
#include "backplane/nearest.hpp"
#include "json.hpp"
#include "plugin_verbs.hpp"
#include "table.hpp"

namespace backplane::app {

namespace {

constexpr std::size_t kWidth = 78;

using Parts = std::vector<const Component*>;

std::string default_of(const ParamSpec& param) {
  return param.has(BACKPLANE_PF_REQUIRED) ? "required" : to_yaml(param.def, param);
}

Error unknown(const Registry& registry, const std::string& name) {
  std::vector<std::string> ids;
  for (const auto* part : registry.all()) ids.push_back(part->id);
  Error error;
  error.code = "E0816";
  error.message = fmt::format("no part is called '{}'", name);
  const auto near = nearest(name, ids);
  if (!near.empty()) error.remarks.push_back("did you mean '" + near + "'?");
  error.remarks.push_back("'backplane plugin list' names all of them");
  return error;
}

Json part_json(const Component& part) {
  Json json{{"kind", name_of(part.kind)},   {"id", part.id},
            {"summary", part.summary},      {"doc", part.doc},
            {"version", part.version},      {"plugin", part.origin.plugin},
            {"vendor", part.origin.vendor}, {"file", part.origin.file}};
  json["parameters"] = Json::array();
  for (const auto& param : part.params) {
    json["parameters"].push_back({{"name", param.name},
                                  {"takes", expected(param)},
                                  {"default", to_yaml(param.def, param)},
                                  {"required", param.has(BACKPLANE_PF_REQUIRED)},
                                  {"unit", param.unit},
                                  {"aliases", param.aliases},
                                  {"choices", param.choices},
                                  {"doc", param.doc}});
    if (const auto example = example_of(param); !example.empty())
      json["parameters"].back()["example"] = example;
  }
  return json;
}

void print_params(Console& console, const Component& part) {
  if (part.params.empty()) {
    console.print("\nIt takes no parameters.\n");
    return;
  }
  Table table({{"parameter"}, {"default", Align::right}, {"takes"}, {"what it does"}});
  for (const auto& param : part.params) {
    auto doc = param.doc;
    if (!param.unit.empty()) doc += " [" + param.unit + "]";
    if (!param.aliases.empty())
      doc += fmt::format(" (also: {})", fmt::join(param.aliases, ", "));
    if (const auto example = example_of(param); !example.empty())
      doc += ", such as " + example;
    table.add({param.name, default_of(param), expected(param), doc});
  }
  console.print("\n");
  table.print(console, 2);
  for (const auto& param : part.params)
    if (param.has(BACKPLANE_PF_MAIN))
      console.print("\n  short form  {}: VALUE  sets {}\n", part.id, param.name);
}

void print_part(Console& console, const Component& part) {
  console.print("{}  {}\n\n  {}\n", console.paint(Ink::bold, part.id),
                name_of(part.kind), part.summary);
  if (!part.doc.empty()) console.print("\n{}", wrapped(part.doc, kWidth, 2));
  print_params(console, part);
  if (part.kind == Kind::activation)
    if (const auto curves = activation_plot(part)) console.print("\n{}", *curves);
  console.print("\n  from {}{}{}\n", origin_of(part),
                part.origin.vendor.empty() ? "" : " by " + part.origin.vendor,
                part.origin.file.empty() ? "" : "\n  file " + part.origin.file);
}

int info(Session& session, const std::string& name) {
  auto& console = session.console;
  const auto runtime = session.runtime();
  if (!runtime) return console.fail(runtime.error());
  Parts parts;
  for (const auto kind : kKinds)
    if (const auto* part = runtime->registry().find(kind, name)) parts.push_back(part);
  if (parts.empty()) return console.fail(unknown(runtime->registry(), name));
  if (console.json()) {
    Json json{{"ok", true}, {"components", Json::array()}};
    for (const auto* part : parts) json["components"].push_back(part_json(*part));
    console.write(dump(json));
    return kGood;
  }
  for (const auto* part : parts) {
    if (part != parts.front()) console.print("\n");
    print_part(console, *part);
  }
  return kGood;
}

}  // namespace

std::string example_of(const ParamSpec& param) {
  const Value& def = param.def;
  const bool empty =
      def.i == 0 && def.f == 0 && def.s.empty() && def.is.empty() && def.fs.empty();
  return param.has(BACKPLANE_PF_REQUIRED) && !empty ? to_yaml(def, param) : "";
}

void add_plugin_info(CommandLine& line, CLI::App& group) {
  const auto name = std::make_shared<std::string>();
  auto verb = line.add(
      "info", "Tell what a part is and what it can be told", Needs::parts,
      [name](Session& session) { return info(session, *name); }, &group);
  verb.positional("NAME", *name, "As in a configuration: relu, adam, acme.swish");
}

}  // namespace backplane::app

// backplane plugin list: every part, and with --why every file looked at.
#include "json.hpp"
#include "plugin_verbs.hpp"
#include "table.hpp"

namespace backplane::app {

namespace {

Json list_json(const Registry& registry) {
  Json json{{"ok", true}};
  json["components"] = Json::array();
  for (const auto* part : registry.all())
    json["components"].push_back({{"kind", name_of(part->kind)},
                                  {"id", part->id},
                                  {"summary", part->summary},
                                  {"version", part->version},
                                  {"plugin", part->origin.plugin},
                                  {"vendor", part->origin.vendor},
                                  {"file", part->origin.file}});
  json["files"] = Json::array();
  for (const auto& file : registry.files)
    json["files"].push_back({{"file", file.file},
                             {"loaded", file.reason.empty()},
                             {"reason", file.reason},
                             {"components", file.components},
                             {"left_out", file.left_out}});
  json["places"] = registry.places;
  return json;
}

void print_parts(Console& console, const Registry& registry) {
  for (const auto kind : kKinds) {
    const auto parts = registry.all(kind);
    if (parts.empty()) continue;
    Table table({{name_of(kind)}, {"what it is"}, {"from"}});
    for (const auto* part : parts)
      table.add({part->id, part->summary, origin_of(*part)});
    table.print(console);
    console.print("\n");
  }
  console.print("'backplane plugin info NAME' tells all about one\n");
}

void print_why(Console& console, const Registry& registry) {
  console.print("\n{}\n", console.paint(Ink::bold, "places looked at"));
  for (const auto& place : registry.places) console.print("  {}\n", place);
  console.print("\n{}\n", console.paint(Ink::bold, "files"));
  for (const auto& file : registry.files) {
    console.print("  {}\n", file.file);
    if (file.reason.empty())
      console.print("    {}: {}\n", console.paint(Ink::green, "loaded"),
                    fmt::join(file.components, ", "));
    else
      console.print("    {}: {}\n", console.paint(Ink::yellow, "not used"),
                    file.reason);
    for (const auto& left : file.left_out)
      console.print("    {}: {}\n", console.paint(Ink::yellow, "left out"), left);
  }
}

int list(Session& session, bool why) {
  auto& console = session.console;
  const auto runtime = session.runtime();
  if (!runtime) return console.fail(runtime.error());
  const auto& registry = runtime->registry();
  if (console.json()) {
    console.write(dump(list_json(registry)));
    return kGood;
  }
  if (registry.all().empty())
    console.print("no parts were found; --why tells where they were looked for\n");
  else
    print_parts(console, registry);
  if (why) print_why(console, registry);
  return kGood;
}

}  // namespace

std::string origin_of(const Component& component) {
  const auto& origin = component.origin;
  if (origin.plugin.empty()) return "the application";
  auto text = origin.plugin;
  if (!origin.version.empty()) text += " " + origin.version;
  return origin.file.empty() ? text + ", linked in" : text;
}

void add_plugin_list(CommandLine& line, CLI::App& group) {
  const auto why = std::make_shared<bool>(false);
  auto verb = line.add(
      "list", "List every part that is known", Needs::parts,
      [why](Session& session) { return list(session, *why); }, &group);
  verb.flag("--why", *why, "Every file looked at, and why it was not used");
}

}  // namespace backplane::app

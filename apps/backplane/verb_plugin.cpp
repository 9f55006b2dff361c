// backplane plugin: its own verbs.
#include "plugin_verbs.hpp"
#include "verbs.hpp"

namespace backplane::app {

void add_plugin(CommandLine& line) {
  auto& group = line.add_group("plugin", "List the parts, tell about one, write one");
  add_plugin_list(line, group);
  add_plugin_info(line, group);
  add_plugin_from_expr(line, group);
}

}  // namespace backplane::app

// plugins: files to load besides those that are found, each with an optional digest.
#include <fmt/format.h>

#include <algorithm>

#include "config/sections/sections.hpp"
#include "config/words.hpp"

namespace backplane::config {

Result<std::vector<PluginRequest>> plugin_requests(const Config& config) {
  std::vector<PluginRequest> requests;
  Diagnostics diagnostics;
  const Node* plugins = config.root.find("plugins");
  for (const Node& node : as_list(plugins != nullptr ? *plugins : Node{})) {
    PluginRequest request;
    request.place = node.place;
    if (node.is_scalar()) {
      request.path = node.text;
    } else {
      Keys keys(node, "a plugin", diagnostics);
      keys.text("path", request.path);
      keys.text("sha256", request.sha256);
      keys.finish();
    }
    if (request.path.empty()) {
      if (diagnostics.ok())
        diagnostics.add("E0202", "a plugin without its 'path'", node.place,
                        "write the file's path, or {path: ..., sha256: ...}");
      continue;
    }
    request.path = resolved_path(request.path, request.place);
    requests.push_back(std::move(request));
  }
  if (!diagnostics.ok()) return diagnostics.joined();
  return requests;
}

}  // namespace backplane::config

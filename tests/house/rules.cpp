// The include rules of the house as tables: doors, forbidden rooms, what plugins and
// headers may see.

#include "rules.hpp"

#include <algorithm>
#include <regex>
#include <string_view>

namespace house {
namespace {

using Folders = std::vector<std::string_view>;

bool starts(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

bool within(const Source& source, const Folders& folders) {
  return std::any_of(folders.begin(), folders.end(),
                     [&](std::string_view folder) { return source.in(folder); });
}

std::string listed(const Folders& folders) {
  std::string text;
  for (const auto folder : folders)
    text += (text.empty() ? "" : ", ") + std::string(folder);
  return text;
}

struct Door {
  std::string_view includes;  ///< the include path starts so
  Folders rooms;
};

const std::vector<Door>& doors() {
  static const std::vector<Door> all{
      {"yaml-cpp/", {"core/src/config"}},
      {"boost/", {"core/src/plugin"}},
      {"dlfcn.h", {"core/src/plugin", "tests"}},
      {"cblas", {"core/src/math", "tests/bench", "tests/math"}},
      {"openblas", {"core/src/math", "tests/bench", "tests/math"}},
      {"zlib.h", {"core/src/io", "tests"}},
      {"png.h", {"core/src/io"}},
      {"jpeglib.h", {"core/src/io"}},
      {"jerror.h", {"core/src/io"}},
      {"nlohmann/", {"core/src/io", "core/src/train", "apps", "tests"}},
      {"fmt/", {"core/src", "apps", "tests"}},
      {"CLI/", {"apps"}},
      {"catch2/", {"tests"}},
  };
  return all;
}

struct Wall {
  std::string_view room;
  Folders forbidden;  ///< its includes may not start so
  std::string_view rule;
};

const std::vector<Wall>& walls() {
  static const std::vector<Wall> all{
      {"core/src/config",
       {"plan/", "run/", "train/", "data/", "plugin/", "backplane/layer.hpp"},
       "config knows no layer, plan or run"},
      {"core/src/plan",
       {"run/", "train/", "config/node.hpp", "config/config.hpp"},
       "plan knows no YAML and nothing that runs"},
      {"core/src/run", {"config/", "train/"}, "run knows neither config nor training"},
      {"core/src/math",
       {"config/", "plan/", "run/", "train/", "data/", "plugin/", "io/"},
       "math stands below every room"},
      {"core/src/io",
       {"config/", "plan/", "run/", "train/", "data/", "plugin/", "math/"},
       "io stands below every room"},
      {"core/src/data", {"plan/", "run/", "train/"}, "data knows no network"},
      {"apps",
       {"config/", "plan/", "run/", "train/", "data/", "plugin/", "io/", "math/"},
       "apps use the public headers alone"},
  };
  return all;
}

/// <vector>, <cmath>: a name without folder or ending.
bool standard(const Include& include) {
  return include.angled && include.path.find_first_of("/.") == std::string::npos;
}

/// The C headers that the waist needs, and the compiler's own vector types.
bool freestanding(const Include& include) {
  static const Folders names{"stddef.h", "stdint.h", "immintrin.h"};
  return include.angled &&
         std::find(names.begin(), names.end(), include.path) != names.end();
}

bool sdk(const Include& include) {
  return include.path == "backplane/abi.h" || starts(include.path, "backplane/sdk/");
}

/// The first rule that this include breaks; empty: none.
std::string broken_rule(const Source& source, const Include& include) {
  const std::string_view path = include.path;
  if (!source.in("tests") &&
      (path.find("tests/") != path.npos || starts(path, "support/")))
    return "nothing outside tests/ includes tests/";
  const bool base = standard(include) || freestanding(include);
  if (source.in("plugins") && !base && !sdk(include))
    return "a plugin includes only backplane/abi.h, backplane/sdk/ and the standard "
           "library";
  if (source.in("core/include/backplane/sdk") && !base && !sdk(include))
    return "the SDK includes only backplane/abi.h, backplane/sdk/ and the standard "
           "library";
  if (source.in("core/include") && !base && !starts(path, "backplane/"))
    return "a public header includes only backplane/ and the standard library";
  for (const Wall& wall : walls()) {
    if (!source.in(wall.room)) continue;
    for (const auto forbidden : wall.forbidden)
      if (starts(path, forbidden)) return std::string(wall.rule);
  }
  for (const Door& door : doors())
    if (starts(path, door.includes))
      return within(source, door.rooms) ? "" : "its door is " + listed(door.rooms);
  const bool known = starts(path, "backplane/") || starts(path, "sys/");
  if (include.angled && path.find('/') != path.npos && !known)
    return "this library has no door in tests/house/rules.cpp";
  return "";
}

}  // namespace

std::vector<std::string> include_violations(const Source& source) {
  std::vector<std::string> found;
  for (const Include& include : source.includes)
    if (const std::string rule = broken_rule(source, include); !rule.empty())
      found.push_back(
          violation(source, include.line, "includes " + include.path + ": " + rule));
  return found;
}

std::vector<std::string> name_violations(const Source& source) {
  std::vector<std::string> found;
  if (!source.in("core/include")) return found;
  static const std::regex name(
      R"(\b(YAML::|boost::|nlohmann::|fmt::|CLI::|Catch::|cblas_\w+|openblas_\w+|gzFile\b|z_stream\b|png_\w+|jpeg_\w+))");
  for (std::sregex_iterator it(source.code.begin(), source.code.end(), name), end;
       it != end; ++it)
    found.push_back(violation(
        source, line_of(source.code, static_cast<std::size_t>(it->position())),
        it->str() + ": a public header shows no third-party name"));
  return found;
}

}  // namespace house

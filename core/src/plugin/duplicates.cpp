// When two components are in each other's way.
#include "plugin/duplicates.hpp"

namespace backplane::plugin {

namespace {

std::string described(const Origin& origin) {
  if (!origin.file.empty()) return origin.file;
  return origin.plugin.empty() ? "the application"
                               : "plugin '" + origin.plugin + "', linked in";
}

bool stands_in_model(Kind kind) {
  return kind == Kind::layer || kind == Kind::activation;
}

}  // namespace

bool collide(const Component& a, const Component& b) {
  if (a.id != b.id) return false;
  return a.kind == b.kind || (stands_in_model(a.kind) && stands_in_model(b.kind));
}

Error provided_twice(const Component& first, const Component& second) {
  Error error;
  error.code = "E0409";
  error.message = std::string(name_of(second.kind)) + " '" + second.id +
                  "' is provided twice: by " + described(first.origin) + " and by " +
                  described(second.origin);
  error.remarks = {"help: leave one of the two out, or rename the component in it"};
  return error;
}

}  // namespace backplane::plugin

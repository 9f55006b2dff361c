// A plugin that a configuration asks for, pinned by its digest.
#include "plugin/load.hpp"

#include <algorithm>
#include <cctype>

#include "io/sha256.hpp"

namespace backplane::plugin {

namespace {

Error at(Error error, const Place& place) {
  if (error.place.known()) error.message = error.place.file + ": " + error.message;
  error.place = place;
  for (auto& other : error.also) other = at(std::move(other), place);
  return error;
}

Outcome check_pin(const std::string& path, std::string wanted) {
  std::transform(wanted.begin(), wanted.end(), wanted.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto found = io::file_sha256(path);
  if (!found.ok()) return found.error();
  if (*found == wanted) return Done{};
  Error error;
  error.code = "E0416";
  error.message = path + " is not the file that is pinned: its sha256 is " + *found +
                  ", expected " + wanted;
  error.remarks = {"help: fetch the pinned file, or pin this one if you trust it"};
  return error;
}

}  // namespace

Outcome load(Runtime& runtime, const std::string& path, const std::string& sha256,
             const Place& place) {
  if (!sha256.empty()) {
    if (auto done = check_pin(path, sha256); !done.ok()) return at(done.error(), place);
  }
  if (auto done = runtime.load_plugins(path); !done.ok())
    return at(done.error(), place);
  return Done{};
}

}  // namespace backplane::plugin

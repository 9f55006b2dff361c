// Many errors of one pass as one, in the order in which a person reads the file.
#include "diagnostics.hpp"

#include <algorithm>
#include <tuple>

namespace backplane {

namespace {

auto place_key(const Error& error) {
  return std::tie(error.place.file, error.place.line, error.place.column);
}

bool same(const Error& a, const Error& b) {
  return place_key(a) == place_key(b) && a.code == b.code && a.message == b.message;
}

}  // namespace

Error Diagnostics::joined() const {
  auto errors = errors_;
  std::stable_sort(errors.begin(), errors.end(), [](const Error& a, const Error& b) {
    return place_key(a) < place_key(b);
  });
  std::vector<Error> once;
  for (auto& error : errors) {
    const bool known = std::any_of(once.begin(), once.end(),
                                   [&](const Error& e) { return same(e, error); });
    if (!known) once.push_back(std::move(error));
  }
  return join(std::move(once));
}

}  // namespace backplane

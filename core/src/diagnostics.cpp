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

void flatten(const Error& error, std::vector<Error>& out) {
  Error single = error;
  single.also.clear();
  out.push_back(std::move(single));
  for (const Error& other : error.also) flatten(other, out);
}

}  // namespace

Error Diagnostics::joined() const {
  std::vector<Error> errors;
  for (const Error& error : errors_) flatten(error, errors);
  std::stable_sort(errors.begin(), errors.end(), [](const Error& a, const Error& b) {
    return place_key(a) < place_key(b);
  });
  std::vector<Error> once;
  for (Error& error : errors) {
    const auto is_this = [&](const Error& e) { return same(e, error); };
    auto at_place = once.rbegin();
    while (at_place != once.rend() && place_key(*at_place) == place_key(error) &&
           !is_this(*at_place))
      ++at_place;
    if (at_place == once.rend() || !is_this(*at_place))
      once.push_back(std::move(error));
  }
  return join(std::move(once));
}

}  // namespace backplane

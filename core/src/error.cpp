// Errors as values: their first line, several as one, and one as an exception.
#include "backplane/error.hpp"

#include <fmt/format.h>

namespace backplane {

namespace {

std::string where(const Place& place) {
  if (!place.known()) return {};
  if (place.line <= 0) return place.file + ": ";
  if (place.column <= 0) return fmt::format("{}:{}: ", place.file, place.line);
  return fmt::format("{}:{}:{}: ", place.file, place.line, place.column);
}

void flatten(Error error, std::vector<Error>& all) {
  auto also = std::move(error.also);
  error.also.clear();
  all.push_back(std::move(error));
  for (auto& other : also) flatten(std::move(other), all);
}

}  // namespace

std::string Error::headline() const {
  const std::string kind = code.empty() ? "error" : "error[" + code + "]";
  return where(place) + kind + ": " + message;
}

Error join(std::vector<Error> errors) {
  std::vector<Error> all;
  for (auto& error : errors) flatten(std::move(error), all);
  Error first = std::move(all.front());
  first.also.assign(std::make_move_iterator(all.begin() + 1),
                    std::make_move_iterator(all.end()));
  return first;
}

Failure::Failure(Error error) : error_(std::move(error)), text_(error_.headline()) {
  const auto more = error_.also.size();
  if (more > 0)
    text_ += fmt::format(" (and {} more error{})", more, more == 1 ? "" : "s");
}

}  // namespace backplane

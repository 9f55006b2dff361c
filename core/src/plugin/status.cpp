// What a part answers across the boundary, as an error of the runtime.
#include "plugin/status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace backplane::plugin {

namespace {

const char* words(backplane_status status) {
  switch (status) {
    case BACKPLANE_E_INVALID:
      return "invalid configuration";
    case BACKPLANE_E_UNSUPPORTED:
      return "not supported";
    case BACKPLANE_E_NOMEM:
      return "out of memory";
    case BACKPLANE_E_NUMERIC:
      return "a number that is not finite";
    case BACKPLANE_E_EXCEPTION:
      return "it threw an exception";
    case BACKPLANE_E_CANCELLED:
      return "cancelled";
    default:
      return "internal failure";
  }
}

}  // namespace

backplane_error empty_error() {
  backplane_error error{};
  error.struct_size = sizeof(backplane_error);
  error.param_index = BACKPLANE_NO_PARAM;
  return error;
}

std::string message_of(backplane_status status, const backplane_error& error) {
  const auto length = strnlen(error.message, sizeof(error.message));
  if (length > 0) return std::string(error.message, length);
  return fmt::format("{} (status {}, no message given)", words(status), status);
}

Error from_status(const std::string& who, backplane_status status,
                  const backplane_error& error, const std::vector<ParamSpec>& params) {
  Error made;
  made.code = status == BACKPLANE_E_INVALID ? "E0414" : "E0415";
  made.message = who + ": " + message_of(status, error);
  if (error.param_index < params.size()) made.label = params[error.param_index].name;
  if (status == BACKPLANE_E_EXCEPTION)
    made.remarks.emplace_back("the component threw; this is a fault of the plugin");
  return made;
}

void describe_exception(backplane_error* error, const char* what) noexcept {
  if (error == nullptr) return;
  const auto room = sizeof(error->message) - 1;
  const auto length = std::min(std::strlen(what), room);
  std::memcpy(error->message, what, length);
  error->message[length] = '\0';
}

}  // namespace backplane::plugin

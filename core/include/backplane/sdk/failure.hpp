#pragma once
// How a part says no: it throws, and the SDK turns that into a status at the boundary.

#include <cstring>
#include <new>
#include <span>
#include <stdexcept>
#include <string>

#include "backplane/abi.h"

namespace backplane::sdk {

/// A failure with its status, and the parameter that is wrong where there is one.
class Failure : public std::runtime_error {
 public:
  Failure(backplane_status code, const std::string& message, std::string parameter = {})
      : std::runtime_error(message), code_(code), parameter_(std::move(parameter)) {}
  [[nodiscard]] backplane_status code() const { return code_; }
  [[nodiscard]] const std::string& parameter() const { return parameter_; }

 private:
  backplane_status code_;
  std::string parameter_;
};

/// To throw where the user can put it right: a shape, a length, a combination.
[[nodiscard]] inline Failure invalid(const std::string& message) {
  return {BACKPLANE_E_INVALID, message};
}

/// The same about one parameter, by its name.
[[nodiscard]] inline Failure invalid(const char* parameter,
                                     const std::string& message) {
  return {BACKPLANE_E_INVALID, message, parameter};
}

inline void append(std::string& text, const std::string& part) {
  text += part;
}
inline void append(std::string& text, std::int64_t part) {
  text += std::to_string(part);
}

/// Throws `invalid` with a message put together from words and whole numbers; out of
/// the way of the code that computes.
template <class... Part>
[[noreturn, gnu::cold, gnu::noinline]] void refuse(const char* parameter,
                                                   const Part&... parts) {
  std::string message;
  (append(message, parts), ...);
  throw invalid(parameter, message);
}

/// A host service failed and has filled the error itself.
struct HostFailure {
  backplane_status status;
};

/// Fills `error`, which may be null, and returns `code`. A long message is cut between
/// two characters.
inline backplane_status report(backplane_error* error, backplane_status code,
                               const char* message,
                               std::uint32_t parameter = BACKPLANE_NO_PARAM) noexcept {
  if (error == nullptr || !BACKPLANE_HAS(error, backplane_error, message)) return code;
  error->code = code;
  error->param_index = parameter;
  std::size_t n = std::strlen(message);
  if (n >= sizeof error->message) {
    n = sizeof error->message - 1;
    while (n > 0 && (static_cast<unsigned char>(message[n]) & 0xC0u) == 0x80u) --n;
  }
  std::memcpy(error->message, message, n);
  error->message[n] = '\0';
  return code;
}

using ParamPointers = std::span<const backplane_param* const>;

[[nodiscard]] inline std::uint32_t index_of(ParamPointers params,
                                            const std::string& name) noexcept {
  for (std::size_t i = 0; i < params.size(); ++i)
    if (name == params[i]->name) return static_cast<std::uint32_t>(i);
  return BACKPLANE_NO_PARAM;
}

/// The status of the exception in flight. Pre: called from a handler.
inline backplane_status report_exception(backplane_error* error,
                                         ParamPointers params) noexcept {
  try {
    throw;
  } catch (const HostFailure& failure) {
    return failure.status;
  } catch (const Failure& failure) {
    return report(error, failure.code(), failure.what(),
                  index_of(params, failure.parameter()));
  } catch (const std::bad_alloc&) {
    return report(error, BACKPLANE_E_NOMEM, "out of memory");
  } catch (const std::exception& exception) {
    return report(error, BACKPLANE_E_EXCEPTION, exception.what());
  } catch (...) {
    return report(error, BACKPLANE_E_EXCEPTION, "an exception of an unknown type");
  }
}

/// f(), with no exception leaving it.
template <class F>
backplane_status guarded(backplane_error* error, ParamPointers params, F&& f) noexcept {
  try {
    f();
    return BACKPLANE_OK;
  } catch (...) {
    return report_exception(error, params);
  }
}

}  // namespace backplane::sdk

#pragma once
// What a part answers across the boundary, as an error of the runtime.

#include <exception>
#include <new>
#include <string>
#include <vector>

#include "backplane/abi.h"
#include "backplane/error.hpp"
#include "backplane/params.hpp"

namespace backplane::plugin {

/// An error ready to be filled by a call.
[[nodiscard]] backplane_error empty_error();

/// Its message, read within its bounds; words for the status where there is none.
[[nodiscard]] std::string message_of(backplane_status status,
                                     const backplane_error& error);

/// "component 'acme.swish': beta must be positive". The label names the parameter that
/// is meant, so that a configuration can point at it. Codes: E0414 wrong parameters,
/// E0415 all else.
[[nodiscard]] Error from_status(const std::string& who, backplane_status status,
                                const backplane_error& error,
                                const std::vector<ParamSpec>& params = {});

void describe_exception(backplane_error* error, const char* what) noexcept;

/// Calls `call` and keeps exceptions from getting further: a plugin without the SDK may
/// throw.
template <class Call>
backplane_status contained(backplane_error* error, const Call& call) noexcept {
  try {
    return call();
  } catch (const std::bad_alloc&) {
    describe_exception(error, "out of memory");
    return BACKPLANE_E_NOMEM;
  } catch (const std::exception& thrown) {
    describe_exception(error, thrown.what());
  } catch (...) {
    describe_exception(error, "an exception that is no std::exception");
  }
  return BACKPLANE_E_EXCEPTION;
}

}  // namespace backplane::plugin

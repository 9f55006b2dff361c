#pragma once
// Wrong words on the command line, told as errors.

#include <CLI/CLI.hpp>
#include <optional>

#include "backplane/error.hpp"

namespace backplane::app {

/// What is wrong with the words of the command line, with the nearest right word.
[[nodiscard]] Error usage_error(const CLI::App& app, const CLI::ParseError& error);

/// A shared option that stands before a verb which has no use for it.
[[nodiscard]] std::optional<Error> misplaced_option(const CLI::App& app);

}  // namespace backplane::app

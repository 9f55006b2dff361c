#pragma once
// Ctrl-C: the first asks for a stop after the step under way, the second ends at once.

#include <atomic>

namespace backplane::app {

/// Catches SIGINT and SIGTERM from here on; `aloud`: says on stderr what will happen.
/// The flag turns true at the first of them.
const std::atomic<bool>* catch_interrupts(bool aloud);

}  // namespace backplane::app

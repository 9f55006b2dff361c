// Signal handlers: only what is safe in one.
#include "interrupt.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "console.hpp"

namespace backplane::app {

namespace {

std::atomic<bool> stop{false};
std::atomic<bool> says{false};
static_assert(std::atomic<bool>::is_always_lock_free);

constexpr char kWords[] =
    "\nFinishing the step and writing a checkpoint; once more ends at once.\n";

void on_signal(int) {
  if (stop.exchange(true)) ::_exit(kInterrupted);
  if (!says) return;
  const int saved = errno;
  const auto written = ::write(STDERR_FILENO, kWords, sizeof kWords - 1);
  static_cast<void>(written);
  errno = saved;
}

}  // namespace

const std::atomic<bool>* catch_interrupts(bool aloud) {
  says = aloud;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  return &stop;
}

}  // namespace backplane::app

#pragma once
// A program run as a child: its exit code and what it printed, through pipes or on a
// terminal of its own.

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace backplane::test {

struct Finished {
  int code = -1;         ///< 128 + signal when it was killed
  std::string out, err;  ///< a terminal shows both: all is in out
};

struct Launch {
  std::vector<std::string> words;                       ///< the program first
  std::string folder;                                   ///< where it runs
  std::map<std::string, std::string> environment = {};  ///< set on top of ours
  bool terminal = false;
  std::string out_file = {};  ///< stdout goes there instead
};

/// Whether this system lends terminals; a bare container may have none.
inline bool terminals() {
  const int end = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (end < 0) return false;
  const bool lent = ::grantpt(end) == 0 && ::unlockpt(end) == 0;
  const char* name = lent ? ::ptsname(end) : nullptr;
  const bool there = name != nullptr && ::access(name, R_OK | W_OK) == 0;
  ::close(end);
  return there;
}

/// A child that may be watched and signalled while it runs.
class Child {
 public:
  explicit Child(const Launch& launch) {
    launch.terminal ? start_on_terminal(launch) : start_on_pipes(launch);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      finish();
    }
  }

  void signal(int number) const { ::kill(pid_, number); }

  /// Reads until stdout holds `text`; false when it ended without.
  bool wait_for(const std::string& text) {
    while (done_.out.find(text) == std::string::npos)
      if (!pump()) return false;
    return true;
  }

  Finished finish() {
    while (pump()) {
    }
    for (int& end : ends_)
      if (end >= 0) ::close(std::exchange(end, -1));
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    done_.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return done_;
  }

 private:
  [[noreturn]] static void become(const Launch& launch) {
    for (const auto& [name, value] : launch.environment)
      ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> words;
    for (const auto& word : launch.words)
      words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    if (launch.folder.empty() || ::chdir(launch.folder.c_str()) == 0)
      ::execv(words.front(), words.data());
    ::_exit(126);
  }

  void start_on_terminal(const Launch& launch) {
    winsize size{24, 100, 0, 0};
    pid_ = ::forkpty(ends_.data(), nullptr, nullptr, &size);
    if (pid_ == 0) become(launch);
  }

  void start_on_pipes(const Launch& launch) {
    std::array<int, 2> out{}, err{};
    if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0)
      std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(
          launch.out_file.empty() ? out[1] : ::open(launch.out_file.c_str(), O_WRONLY),
          STDOUT_FILENO);
      ::dup2(err[1], STDERR_FILENO);
      become(launch);
    }
    ::close(out[1]);
    ::close(err[1]);
    ends_ = {out[0], err[0]};
  }

  /// Takes what is there; false at the end of all streams.
  bool pump() {
    std::array<pollfd, 2> polls{{{ends_[0], POLLIN, 0}, {ends_[1], POLLIN, 0}}};
    if (ends_[0] < 0 && ends_[1] < 0) return false;
    if (::poll(polls.data(), polls.size(), -1) < 0) return true;
    for (std::size_t i = 0; i < polls.size(); ++i) {
      if (polls[i].revents == 0) continue;
      std::array<char, 4096> buffer{};
      const auto got = ::read(ends_[i], buffer.data(), buffer.size());
      if (got > 0)
        (i == 0 ? done_.out : done_.err)
            .append(buffer.data(), static_cast<std::size_t>(got));
      else
        ::close(std::exchange(ends_[i], -1));
    }
    return true;
  }

  pid_t pid_ = -1;
  std::array<int, 2> ends_{-1, -1};
  Finished done_;
};

inline Finished run(const Launch& launch) {
  return Child(launch).finish();
}

}  // namespace backplane::test

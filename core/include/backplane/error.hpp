#pragma once
// An error is a value: a code, a place, a fact, a remedy; and the other errors found
// with it. Result<T> holds a value or such an error.

#include <exception>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "backplane/export.hpp"

namespace backplane {

/// Where in a text: file "" is no place. Lines and columns count from 1, columns in
/// Unicode code points; length is that of the marked word, in code points.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  int length = 1;
  std::string text;  ///< the whole source line, for the caret

  [[nodiscard]] bool known() const { return !file.empty(); }
};

/// A second place that explains an error: "the sample leaves the data section as ...".
struct Note {
  Place place;
  std::string text;
};

struct Error {
  std::string code;     ///< "E0207"; `backplane explain E0207` tells more
  std::string message;  ///< one line: what is wrong, with what was expected and found
  Place place;
  std::string label;                 ///< beside the caret: "did you mean 'lr'?"
  std::vector<Note> notes;           ///< other places
  std::vector<std::string> remarks;  ///< "= ..." lines: what is known, what to do
  std::vector<Error> also;           ///< the other errors found in the same pass

  /// First line, with code and place: what `what()` says.
  [[nodiscard]] BACKPLANE_API std::string headline() const;
};

/// The block form a person reads, of this error and all in `also`, caret and remarks
/// included; ends in a newline. With colour: ANSI escapes.
[[nodiscard]] BACKPLANE_API std::string render(const Error& error, bool colour = false);

/// All of them as one: the first, with the others in `also`. Pre: not empty.
[[nodiscard]] BACKPLANE_API Error join(std::vector<Error> errors);

/// Thrown by Result::value() for those who prefer exceptions.
class BACKPLANE_API Failure : public std::exception {
 public:
  explicit Failure(Error error);
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }
  [[nodiscard]] const Error& error() const noexcept { return error_; }

 private:
  Error error_;
  std::string text_;
};

/// A value or an error. Thread-safe as its T is.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT: implicit by design
  Result(Error error) : state_(std::move(error)) {}  // NOLINT: implicit by design

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// The value; throws Failure when there is none.
  T& value() & {
    if (!ok()) throw Failure(error());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    if (!ok()) throw Failure(error());
    return *std::get_if<0>(&state_);
  }
  T&& value() && {
    if (!ok()) throw Failure(error());
    return std::move(*std::get_if<0>(&state_));
  }
  /// Unchecked. Pre: ok().
  T& operator*() { return *std::get_if<0>(&state_); }
  const T& operator*() const { return *std::get_if<0>(&state_); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }
  /// Pre: !ok().
  [[nodiscard]] const Error& error() const { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

/// Success, or an error.
struct Done {};
using Outcome = Result<Done>;

}  // namespace backplane

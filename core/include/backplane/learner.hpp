#pragma once
// Training inside an application, step by step, on samples that the application holds.

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "backplane/error.hpp"
#include "backplane/export.hpp"
#include "backplane/runtime.hpp"

namespace backplane {

/// A network in training. The configuration's data section says what the samples look
/// like: `host: {inputs: [28, 28], classes: 10}` for labels, `host: {inputs: [8],
/// outputs: 3}` for dense targets. Not thread-safe; movable.
class BACKPLANE_API Learner {
 public:
  /// `config`: the text of a configuration. Errors: everything that check finds.
  static Result<Learner> create(Runtime& runtime, const std::string& config);

  Learner(Learner&&) noexcept;
  Learner& operator=(Learner&&) noexcept;
  ~Learner();

  /// One optimizer step on a batch of at most `data.batch` samples: inputs [rows,
  /// features], labels [rows]. Returns its loss. A batch as large as the one before
  /// allocates nothing. Errors: E0652 sizes or labels that do not fit, E07xx.
  Result<double> step(std::span<const float> inputs,
                      std::span<const std::int32_t> labels);
  /// The same with dense targets [rows, outputs].
  Result<double> step(std::span<const float> inputs, std::span<const float> targets);

  [[nodiscard]] std::uint64_t steps() const;  ///< done so far
  /// A model file as train writes it. Appears whole or not at all.
  [[nodiscard]] Outcome save(const std::string& path) const;

 private:
  struct State;
  explicit Learner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace backplane

// Where the window is full: without states its first token goes; with states, the
// states go on and a new window begins, as in training.
#include "train/text_writer.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace backplane::train {
namespace {

template <class T>
void widen(const void* row, std::vector<double>& scores) {
  const T* from = static_cast<const T*>(row);
  std::copy_n(from, scores.size(), scores.begin());
}

Error looks_ahead() {
  return {"E0664",
          "the model looks ahead: its output for a token depends on tokens after it",
          {},
          {},
          {},
          {"it cannot go on with a text; attention needs 'causal: true', and a "
           "recurrent layer one direction"},
          {}};
}

}  // namespace

Result<std::unique_ptr<TextWriter>> TextWriter::create(const run::Network& network,
                                                       Parallel& pool) {
  plan::MemoryOptions options;
  options.training = false;
  options.rows = {1};
  auto session = run::Session::create(network, pool, options);
  if (!session.ok()) return session.error();
  std::unique_ptr<TextWriter> writer(new TextWriter(network, std::move(*session)));
  if (auto done = writer->refuse_looking_ahead(); !done.ok()) return done.error();
  return writer;
}

TextWriter::TextWriter(const run::Network& network,
                       std::unique_ptr<run::Session> session)
    : network_(network),
      session_(std::move(session)),
      context_(network.plan().input().shape.dim[1]),
      scores_(static_cast<std::size_t>(network.plan().head().columns())) {
  window_.reserve(static_cast<std::size_t>(context_));
}

std::span<std::int32_t> TextWriter::input() const {
  return {reinterpret_cast<std::int32_t*>(session_->input()),
          static_cast<std::size_t>(context_)};
}

// The rows before the last must not change with the last token.
Outcome TextWriter::refuse_looking_ahead() {
  const auto last = static_cast<std::int32_t>(network_.plan().input().vocab - 1);
  const Tensor& output = session_->output(1);
  const std::uint64_t size = bytes(output.shape) /
                             static_cast<std::uint64_t>(context_) *
                             static_cast<std::uint64_t>(context_ - 1);
  run::Pass pass;
  pass.rows = 1;
  std::ranges::fill(input(), 0);
  if (auto done = session_->forward(pass); !done.ok()) return done;
  const auto* row = static_cast<const std::byte*>(output.data);
  const std::vector<std::byte> before(row, row + size);
  std::ranges::fill(input(), 0);
  input().back() = last;
  if (auto done = session_->forward(pass); !done.ok()) return done;
  if (std::memcmp(before.data(), row, size) != 0) return looks_ahead();
  return Done{};
}

Outcome TextWriter::read() {
  if (read_) return Done{};
  std::ranges::fill(input(), 0);
  std::ranges::copy(window_, input().begin());
  run::Pass pass;
  pass.rows = 1;
  auto done = session_->forward(pass);
  read_ = done.ok();
  return done;
}

Outcome TextWriter::start(std::span<const std::int32_t> tokens) {
  session_->reset_states();
  window_.clear();
  read_ = false;
  // Without states only the end of the text is seen.
  const auto context = static_cast<std::size_t>(context_);
  if (!network_.plan().carries && tokens.size() > context)
    tokens = tokens.last(context);
  for (const std::int32_t token : tokens)
    if (auto done = append(token); !done.ok()) return done;
  return Done{};
}

Outcome TextWriter::append(std::int32_t token) {
  if (static_cast<std::int64_t>(window_.size()) == context_) {
    if (network_.plan().carries) {
      if (auto done = read(); !done.ok()) return done;
      session_->next_batch();
      window_.clear();
    } else {
      window_.erase(window_.begin());
    }
  }
  window_.push_back(token);
  read_ = false;
  return Done{};
}

Result<std::span<double>> TextWriter::scores() {
  if (auto done = read(); !done.ok()) return done.error();
  const plan::NetworkPlan& plan = network_.plan();
  const std::uint64_t row = static_cast<std::uint64_t>(plan.head().columns()) *
                            size_of(plan.dtype) * (window_.size() - 1);
  const auto* from = static_cast<const std::byte*>(session_->output(1).data) + row;
  plan.dtype == DType::f64 ? widen<double>(from, scores_) : widen<float>(from, scores_);
  const bool logits = plan.head().on_logits();
  const bool negative = std::ranges::any_of(scores_, [](double z) { return z < 0; });
  if (!logits && !negative)  // probabilities; what is negative is their logarithm
    for (double& p : scores_) p = std::log(p);
  return std::span<double>(scores_);
}

}  // namespace backplane::train

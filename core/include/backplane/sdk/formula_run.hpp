#pragma once
// A program carried out a block of elements at a time, with its registers on the stack.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "backplane/sdk/formula_kernels.hpp"
#include "backplane/sdk/formula_program.hpp"

namespace backplane::formula {

/// Bytes for all registers together: half of the smallest first-level cache in use.
inline constexpr std::int64_t kRoom = 16384;
inline constexpr std::int64_t kLongestBlock = 1024;

template <class T>
class Runner {
 public:
  Runner() = default;
  Runner(const Program& program, std::uint32_t isa) {
    for (const Step& step : program.steps) calls_.push_back(call(step, isa));
    const std::int64_t each = kElements / std::max<std::int64_t>(program.registers, 1);
    // Registers lie a grain further apart than they are long: no power of two, which
    // would put all of them into the same lines of the cache.
    spacing_ = std::min(each / kGrain * kGrain, kLongestBlock + kGrain);
    if (spacing_ <= kGrain)
      throw sdk::invalid("the formula has too many values that wait for others");
  }

  /// out[i] for all n elements; out may be x or dy. dy may be null where it is not
  /// read.
  void run(const T* x, const T* dy, T* out, std::int64_t n) const {
    alignas(64) T registers[kElements];
    const std::int64_t whole = n / kGrain * kGrain;
    for (std::int64_t at = 0; at < whole; at += length())
      run_block({x + at, dy == nullptr ? dy : dy + at, out + at, registers},
                std::min(length(), whole - at));
    if (whole < n)
      run_rest(x + whole, dy == nullptr ? dy : dy + whole, out + whole, n - whole,
               registers);
  }

 private:
  static constexpr auto kElements = kRoom / static_cast<std::int64_t>(sizeof(T));

  struct Call {
    Kernel<T> kernel;
    Place out;
    struct {
      Place place;
      T number;
    } in[4];
  };

  struct Block {
    const T *x, *dy;
    T *out, *registers;
  };

  static Call call(const Step& step, std::uint32_t isa) {
    Call made{nullptr, step.out, {}};
    unsigned rows = 0;
    for (unsigned k = 0; k < 4; ++k) {
      const Input& in = step.in[k];
      made.in[k] = {in.place, static_cast<T>(in.number)};
      rows |= in.place == kNumber ? 0 : 1u << k;
    }
    made.kernel = kernel_of<T>(step.op, rows, isa);
    return made;
  }

  [[nodiscard]] std::int64_t length() const { return spacing_ - kGrain; }

  void run_block(const Block& block, std::int64_t n) const {
    for (const Call& call : calls_) {
      Operands<T> in;
      for (int k = 0; k < 4; ++k) {
        const Place place = call.in[k].place;
        const T* given = place == kX ? block.x : block.dy;
        in.rows[k] = place < kX ? block.registers + place * spacing_ : given;
        in.numbers[k] = call.in[k].number;
      }
      call.kernel(
          &in, call.out == kOut ? block.out : block.registers + call.out * spacing_, n);
    }
  }

  /// The last elements, fewer than a grain, in a grain of their own.
  void run_rest(const T* x, const T* dy, T* out, std::int64_t n, T* registers) const {
    T xs[kGrain] = {}, dys[kGrain] = {}, outs[kGrain];
    std::copy_n(x, n, xs);
    if (dy != nullptr) std::copy_n(dy, n, dys);
    run_block({xs, dys, outs, registers}, kGrain);
    std::copy_n(outs, n, out);
  }

  std::vector<Call> calls_;
  std::int64_t spacing_ = kLongestBlock + kGrain;
};

}  // namespace backplane::formula

#pragma once
// Steps of an optimizer, on vectors.

#include <cstddef>
#include <cstring>
#include <vector>

#include "support/block.hpp"

namespace backplane::test {

/// A cache line, so that a vector of them is aligned as the host's memory is.
struct alignas(64) Line {
  std::byte bytes[64];
};

/// Weights and slots under an optimizer; each update() is a step. With `dims` the
/// weights are a parameter of that shape; without, a flat run of no known shape.
template <class T>
struct Optimized {
  Vec<T> w;
  std::vector<Vec<T>> slots;
  std::vector<Line> scratch;
  backplane_shape shape{};
  std::uint64_t step = 0;

  Optimized(const Part& part, Vec<T> start, const std::vector<std::int64_t>& dims = {})
      : w(std::move(start)) {
    const auto& table = part.table<backplane_optimizer>();
    shape.dtype = kDtype<T>;
    for (const std::int64_t dim : dims) shape.dim[shape.rank++] = dim;
    backplane_opt_needs needs{};
    needs.struct_size = sizeof needs;
    needs.n_slots =
        table.slots_used != nullptr ? table.slots_used(part.self()) : table.n_slots;
    backplane_error error = no_error();
    if (table.needs != nullptr && shape.rank > 0 &&
        table.needs(part.self(), &shape, &needs, &error) != 0)
      throw std::runtime_error(error.message);
    slots.assign(needs.n_slots, Vec<T>(w.size()));
    scratch.resize((needs.scratch + 63) / 64);
  }

  void update(const Part& part, const Vec<T>& g, double lr, double decay = 0,
              double scale = 1) {
    // What an update finds in its scratch is of no use: here, NaN.
    if (!scratch.empty()) std::memset(scratch.data(), 0xff, 64 * scratch.size());
    std::vector<void*> pointers;
    for (auto& slot : slots) pointers.push_back(slot.data());
    backplane_error error = no_error();
    backplane_opt_args args{};
    args.struct_size = sizeof args;
    args.dtype = kDtype<T>;
    args.n_slots = static_cast<std::uint32_t>(slots.size());
    args.n = static_cast<std::int64_t>(w.size());
    args.w = w.data();
    args.g = g.data();
    args.slots = pointers.data();
    args.lr = lr;
    args.weight_decay = decay;
    args.grad_scale = scale;
    args.step = ++step;
    args.err = &error;
    args.shape = shape.rank > 0 ? &shape : nullptr;
    args.scratch = scratch.data();
    args.math = math_service();
    if (part.table<backplane_optimizer>().update(part.self(), &args) != 0)
      throw std::runtime_error(error.message);
  }
};

}  // namespace backplane::test

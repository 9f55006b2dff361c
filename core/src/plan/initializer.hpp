#pragma once
// An initializer gives a parameter its first values: a function of the tensor's shape
// and seed, and for most element i one of seed and i alone.

#include <cstdint>
#include <span>
#include <string_view>

#include "backplane/component.hpp"
#include "backplane/shape.hpp"

namespace backplane::plan {

/// The tensor to fill.
struct InitTarget {
  Shape shape{};
  std::int64_t fan_in = 0;   ///< 0: taken from the shape, as PyTorch does
  std::int64_t fan_out = 0;  ///< likewise
  std::uint64_t seed = 0;    ///< the run's, mixed with the tensor's name
  double gain = 1;           ///< the layer's init_gain; 1 where the user chose the init
};

/// fan_in = shape[1] * shape[2..], fan_out = shape[0] * shape[2..]; both the number of
/// elements for rank 0 and 1. What `target` gives stands.
struct Fans {
  std::int64_t in = 1, out = 1;
};
[[nodiscard]] Fans fans_of(const InitTarget& target);

/// One entry of the table. Immutable, thread-safe.
class Initializer : public Described {
 public:
  Initializer() = default;
  Initializer(const Initializer&) = delete;
  Initializer& operator=(const Initializer&) = delete;
  virtual ~Initializer() = default;

  /// Rules over several values; an error's `label` names the parameter. `values`: one a
  /// parameter, in table order, here and below.
  [[nodiscard]] virtual Outcome check(std::span<const Value> values) const;
  /// Whether it has a meaning for tensors of this shape; any shape can be filled
  /// nevertheless. Pre: check() passed.
  [[nodiscard]] virtual Outcome fits(std::span<const Value> values,
                                     const Shape& shape) const;
  /// Whether element i depends on no other element; if not, all are made at once.
  [[nodiscard]] virtual bool by_element() const { return true; }

  /// All of the tensor. Pre: out.size() is the shape's number of elements. The float
  /// values are the double ones, rounded.
  void fill(std::span<const Value> values, const InitTarget& target,
            std::span<double> out) const;
  void fill(std::span<const Value> values, const InitTarget& target,
            std::span<float> out) const;

 protected:
  /// Elements offset, offset + 1, ... of the tensor; all of it if not by_element().
  virtual void block(std::span<const Value> values, const InitTarget& target,
                     std::uint64_t offset, std::span<double> out) const = 0;
};

/// nullptr when there is none of that name.
[[nodiscard]] const Initializer* find_initializer(std::string_view id);

}  // namespace backplane::plan

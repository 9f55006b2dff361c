#pragma once
// Write a loss; this header makes the plugin. The short form is the loss of one output,
// as a template, summed over the outputs of a row:
//   struct Mse {
//     static constexpr bool mean = true;      // divided by the number of outputs
//     template <class T> T f(T a, T t) const { return (a - t) * (a - t); }
//   };
//   BACKPLANE_LOSS(Mse, "mse", "mean of (a - t)^2", "1.0.0");
// The gradient comes from dual numbers. The long form sees a whole row, which may hold
// a class in the place of targets, and returns its loss:
//   template <class T> double row(const LossRow<T>& row) const;
//   template <class T> double weight(const LossRow<T>& row) const;  (else 1)
//   void check(std::int64_t cols, std::uint32_t target) const;      (may throw)
// Traits: static constexpr std::uint32_t targets = BACKPLANE_LOSS_TARGET_..., (dense)
// bool on_logits, bool in_place (false in the long form), const char *fuses, *refuses,
// *needs (ids of activations). Where targets are fewer than outputs, and where numbers
// must stay in a range:
//   std::int64_t target_cols(std::int64_t cols) const;                 (0: none fits)
//   Range output_range(std::int64_t cols, std::int64_t col) const;
//   Range target_range() const;
// An integer parameter that is marked .ignored() names a class whose rows count for
// nothing: they never reach the formula.

#include <cstdint>

#include "backplane/sdk/component.hpp"
#include "backplane/sdk/loss_kernels.hpp"
#include "backplane/sdk/plugin.hpp"

namespace backplane {
namespace sdk {

template <class S>
struct LossCalls {
  static backplane_status check(const void* self, std::int64_t cols,
                                std::uint32_t target, backplane_error* error) noexcept {
    return guarded<S>(error, [&] {
      if ((target & loss_targets<S>()) == 0)
        throw Failure(BACKPLANE_E_UNSUPPORTED,
                      (target & BACKPLANE_LOSS_TARGET_INDEX) != 0
                          ? "takes dense targets, but gets class numbers"
                          : "takes class numbers, but gets dense targets");
      if constexpr (requires(const S& s) { s.check(cols, target); })
        instance_of<S>(self).part.check(cols, target);
    });
  }

  static backplane_status weigh(const void* self, const backplane_loss_args* a,
                                double* row_weight) noexcept {
    return guarded<S>(a->err, [&] {
      const auto& it = instance_of<S>(self);
      refuse_target(it.part, *a);
      with_dtype(a->dtype, [&]<class T>(T) {
        for (std::int64_t r = 0; r < a->rows; ++r)
          row_weight[r] = weight_of_row(it.part, row_of<T>(*a, r));
      });
    });
  }

  static backplane_status eval(const void* self,
                               const backplane_loss_args* a) noexcept {
    return guarded<S>(a->err, [&] {
      const auto& it = instance_of<S>(self);
      refuse_target(it.part, *a);
      with_dtype(a->dtype,
                 [&]<class T>(T) { dispatch<&loss_block<S, T>>(it.isa, &it.part, a); });
    });
  }

  static std::int64_t target_cols(const void* self, std::int64_t cols) noexcept {
    if constexpr (CountsTargets<S>)
      return instance_of<S>(self).part.target_cols(cols);
    else
      return cols;
  }

  static void domain(const void* self, std::uint32_t side, std::int64_t cols,
                     std::int64_t col, double* low, double* high) noexcept {
    const S& part = instance_of<S>(self).part;
    Range range{*low, *high};
    if constexpr (BoundsOutputs<S>)
      if (side == BACKPLANE_LOSS_PREDICTIONS) range = part.output_range(cols, col);
    if constexpr (BoundsTargets<S>)
      if (side == BACKPLANE_LOSS_TARGETS) range = part.target_range();
    *low = range.min;
    *high = range.max;
  }

 private:
  /// What the host must have asked by `check`: a wrong target would be read as memory.
  static void refuse_target(const S& part, const backplane_loss_args& a) {
    const bool index = a.target_index != nullptr;
    const auto target =
        index ? BACKPLANE_LOSS_TARGET_INDEX : BACKPLANE_LOSS_TARGET_DENSE;
    if ((target & loss_targets<S>()) == 0 || (!index && a.target == nullptr))
      throw Failure(BACKPLANE_E_UNSUPPORTED, "this form of target is not served");
    for (std::int64_t r = 0; index && r < a.rows; ++r)
      if ((a.target_index[r] < 0 || a.target_index[r] >= a.cols) &&
          !is_ignored(part, a.target_index[r]))
        throw invalid("class " + std::to_string(a.target_index[r]) +
                      " is not one of the " + std::to_string(a.cols) + " classes");
    if constexpr (requires { part.check(a.cols, target); }) part.check(a.cols, target);
  }
};

}  // namespace sdk

/// The table of a loss: for BACKPLANE_PLUGIN.
template <class S>
constexpr backplane_loss loss(const char* id, const char* summary,
                              const char* version) {
  backplane_loss table{};
  table.base =
      sdk::header<S>(BACKPLANE_KIND_LOSS, BACKPLANE_END_OF(backplane_loss, domain),
                     {id, summary, version});
  table.dtypes = sdk::kDtypes;
  table.flags = sdk::loss_flags<S>();
  if constexpr (requires { S::fuses; }) table.fuses_activation = S::fuses;
  if constexpr (requires { S::refuses; }) table.refuses_activations = S::refuses;
  table.check = &sdk::LossCalls<S>::check;
  if constexpr (sdk::WeighsRows<S> || sdk::ignores_a_class<S>())
    table.weigh = &sdk::LossCalls<S>::weigh;
  table.eval = &sdk::LossCalls<S>::eval;
  if constexpr (requires { S::needs; }) table.needs_activations = S::needs;
  if constexpr (sdk::CountsTargets<S>)
    table.target_cols = &sdk::LossCalls<S>::target_cols;
  if constexpr (sdk::BoundsOutputs<S> || sdk::BoundsTargets<S>)
    table.domain = &sdk::LossCalls<S>::domain;
  return table;
}

}  // namespace backplane

#define BACKPLANE_LOSS(Type, id, summary, version) \
  BACKPLANE_PLUGIN(id, version, ::backplane::loss<Type>(id, summary, version))

#pragma once
// The tasks of a layer that normalizes runs. A part derives from this and says
//   static constexpr bool centred;          // or by the root mean square alone
//   double eps; bool affine, bias;
//   void check(const backplane_shape& in) const;          // throws what is wrong
//   Runs runs(const backplane_shape& in) const;
//   backplane_shape weight_shape(const backplane_shape& in) const;

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/normalization.hpp"

namespace backplane::sdk {

template <class Part>
struct NormalizationLayer {
  enum Param : std::uint32_t { kWeight, kBias };
  enum Saved : std::uint32_t { kMean, kR };

  void plan(Plan& plan) const {
    const backplane_shape& in = plan.in();
    part().check(in);
    const Runs s = part().runs(in);
    plan.output(in);
    const std::uint32_t flags = BACKPLANE_TF_TRAINABLE | BACKPLANE_TF_NO_DECAY;
    const backplane_shape each = part().weight_shape(in);
    if (part().affine)
      plan.parameter({.name = "weight", .shape = each, .init = "ones", .flags = flags});
    if (has_bias())
      plan.parameter({.name = "bias", .shape = each, .init = "zeros", .flags = flags});
    if (plan.training()) {
      plan.saved({.name = "mean", .shape = shape(in.dtype, {s.runs})});
      plan.saved({.name = "r", .shape = shape(in.dtype, {s.runs})});
    }
    plan.flags(BACKPLANE_LP_NEEDS_IN | BACKPLANE_LP_FINISHES | BACKPLANE_LP_ROW_LOCAL);
    const std::int64_t cost = s.tasks().size * s.n * 12 / 1000;
    plan.tasks(BACKPLANE_PHASE_FORWARD, s.tasks().parts, cost);
    plan.tasks(BACKPLANE_PHASE_BACK_DATA, s.tasks().parts, cost);
    if (part().affine)
      plan.tasks(BACKPLANE_PHASE_BACK_PARAMS, s.weight_tasks().parts, cost);
  }

  template <class T>
  void forward(const Run<T>& run) const {
    const Runs s = part().runs(run.args().in[0].shape);
    const Cut cuts = s.tasks();
    const std::int64_t first = cuts.first(run.task()), n = cuts.length(run.task());
    T* const y = run.y().data;
    for (std::int64_t i = first; i < first + n; ++i) {
      const T* x = run.x().data + i * s.n;
      const RunMoments<T> m = run_moments(x, s.n, Part::centred, part().eps);
      if (run.args().n_saved > 0) {
        static_cast<T*>(run.args().saved[kMean].data)[i] = m.mean;
        static_cast<T*>(run.args().saved[kR].data)[i] = m.r;
      }
      normalize_run(s, m, x, weight(run, s, i), bias(run, s, i), y + i * s.n);
    }
    run.finish_y({y + first * s.n, n, s.n, s.n});
  }

  template <class T>
  void backward_data(const Run<T>& run) const {
    T* const dx = run.dx().data;
    if (dx == nullptr) return;
    const Runs s = part().runs(run.args().in[0].shape);
    const Cut cuts = s.tasks();
    const std::int64_t first = cuts.first(run.task()), n = cuts.length(run.task());
    for (std::int64_t i = first; i < first + n; ++i)
      normalize_run_back(s, moments(run, i), Part::centred, run.x().data + i * s.n,
                         weight(run, s, i), run.dy().data + i * s.n, dx + i * s.n);
    run.finish_dx({dx + first * s.n, n, s.n, s.n});
  }

  /// Some weights, over all runs that have them, one run after the other.
  template <class T>
  void backward_params(const Run<T>& run) const {
    const Runs s = part().runs(run.args().in[0].shape);
    const Cut cuts = s.weight_tasks();
    const std::int64_t first = cuts.first(run.task()), n = cuts.length(run.task());
    T* const dw = static_cast<T*>(run.args().dparams[kWeight].data) + first;
    T* const db =
        has_bias() ? static_cast<T*>(run.args().dparams[kBias].data) + first : nullptr;
    if (run.accumulate() == T(0)) {
      std::fill_n(dw, n, T(0));
      if (db != nullptr) std::fill_n(db, n, T(0));
    }
    const std::int64_t each = s.n / s.same;  // weights a run
    for (std::int64_t i = 0; i < s.runs; ++i) {
      const std::int64_t from = std::max(first, s.first_weight(i));
      const std::int64_t to = std::min(first + n, s.first_weight(i) + each);
      if (from >= to) continue;
      const std::int64_t at = i * s.n + (from - s.first_weight(i)) * s.same;
      add(s, moments(run, i), to - from, run.x().data + at, run.dy().data + at,
          dw + from - first, db == nullptr ? nullptr : db + from - first);
    }
  }

 private:
  [[nodiscard]] const Part& part() const { return static_cast<const Part&>(*this); }
  [[nodiscard]] bool has_bias() const { return part().affine && part().bias; }
  template <class T>
  const T* weight(const Run<T>& run, const Runs& s, std::int64_t i) const {
    if (!part().affine) return nullptr;
    return static_cast<const T*>(run.args().params[kWeight].data) + s.first_weight(i);
  }
  template <class T>
  const T* bias(const Run<T>& run, const Runs& s, std::int64_t i) const {
    if (!has_bias()) return nullptr;
    return static_cast<const T*>(run.args().params[kBias].data) + s.first_weight(i);
  }
  template <class T>
  static RunMoments<T> moments(const Run<T>& run, std::int64_t i) {
    return {static_cast<const T*>(run.args().saved[kMean].data)[i],
            static_cast<const T*>(run.args().saved[kR].data)[i]};
  }

  /// dw += dy xhat, db += dy for `count` weights of one run.
  template <class T>
  static void add(const Runs& s, const RunMoments<T>& m, std::int64_t count, const T* x,
                  const T* dy, T* dw, T* db) {
    const T mean = m.mean, r = m.r;
    if (s.same == 1) {
      for (std::int64_t k = 0; k < count; ++k) dw[k] += dy[k] * ((x[k] - mean) * r);
      for (std::int64_t k = 0; k < count && db != nullptr; ++k) db[k] += dy[k];
      return;
    }
    for (std::int64_t k = 0; k < count; ++k, x += s.same, dy += s.same) {
      dw[k] += sum(s.same, [=](std::int64_t i) { return dy[i] * ((x[i] - mean) * r); });
      if (db != nullptr) db[k] += sum(s.same, [dy](std::int64_t i) { return dy[i]; });
    }
  }
};

}  // namespace backplane::sdk

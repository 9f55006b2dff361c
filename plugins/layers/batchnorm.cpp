// batchnorm: y = weight xhat + bias,  xhat = (x - mean) r,  r = 1 / sqrt(var + eps)
//   dweight = sum dy xhat   dbias = sum dy
//   dx = weight r (dy - dbias / N - xhat dweight / N)      in training
// Mean and variance are a channel's, over the N numbers that a batch has of it; in
// evaluation they are the running ones, and dx = weight r dy.
// Shapes: x (B,C) or (B,C,L) or (B,C,H,W); weight, bias, running_mean, running_var (C).
#include <algorithm>
#include <cmath>

#include "backplane/sdk/channels.hpp"
#include "backplane/sdk/layer.hpp"

namespace {

using backplane::sdk::Channels;
using backplane::sdk::Plan;
using backplane::sdk::Run;
using backplane::sdk::Strip;

enum Param : std::uint32_t { kWeight, kBias };
enum Buffer : std::uint32_t { kRunningMean, kRunningVar };
/// Doubles a channel; the sums come from backward_data, for the parameters.
enum Saved : std::uint32_t { kMean, kR, kSumDy, kSumDyXhat };

struct BatchNorm {
  double eps = 1e-5, momentum = 0.1;
  bool affine = true;

  static constexpr const char* doc =
      "Makes each channel of a batch have mean 0 and variance 1, then scales and "
      "shifts "
      "it by what is learnt. In evaluation, means and variances are those that "
      "training "
      "has kept, a running average. Takes [features], [channels, length] and images.";
  static constexpr auto params = backplane::params(
      backplane::field(&BatchNorm::eps, "eps", 1e-5, backplane::above(0),
                       "added to the variance, against division by 0")
          .alias("epsilon"),
      backplane::field(&BatchNorm::momentum, "momentum", 0.1, {0, 1},
                       "weight of the new batch in the running statistics"),
      backplane::field(&BatchNorm::affine, "affine", true,
                       "learn a scale and a shift for each channel"));

  void plan(Plan& plan) const {
    const backplane_shape& in = plan.in();
    if (in.rank < 2 || in.rank > 4)
      backplane::sdk::refuse(
          "",
          "'batchnorm' works on [features], [channels, length] or images, but gets ",
          backplane::sdk::sample_text(in));
    const Channels channels(in);
    if (plan.training() && channels.each() == 1)
      backplane::sdk::refuse("",
                             "needs more than one number a channel to know their "
                             "variance, and a batch of 1 gives one");
    const auto each = backplane::sdk::shape(in.dtype, {channels.C});
    const std::uint32_t flags = BACKPLANE_TF_TRAINABLE | BACKPLANE_TF_NO_DECAY;
    plan.output(in);
    if (affine) {
      plan.parameter({.name = "weight", .shape = each, .init = "ones", .flags = flags});
      plan.parameter({.name = "bias", .shape = each, .init = "zeros", .flags = flags});
    }
    plan.buffer({.name = "running_mean", .shape = each, .init = "zeros"});
    plan.buffer({.name = "running_var", .shape = each, .init = "ones"});
    const auto wide = backplane::sdk::shape(BACKPLANE_DT_F64, {channels.C});
    if (plan.training())
      for (const char* name : {"mean", "r", "sum_dy", "sum_dy_xhat"})
        plan.saved({.name = name, .shape = wide});
    plan.flags(BACKPLANE_LP_NEEDS_IN | BACKPLANE_LP_FINISHES |
               (affine ? BACKPLANE_LP_DATA_ALWAYS : 0u));
    const auto tasks = channels.tasks();
    const std::int64_t cost = tasks.size * channels.each() * 12 / 1000;
    plan.tasks(BACKPLANE_PHASE_FORWARD, tasks.parts, cost);
    plan.tasks(BACKPLANE_PHASE_BACK_DATA, tasks.parts, cost);
    if (affine) plan.tasks(BACKPLANE_PHASE_BACK_PARAMS, 1);
  }

  template <class T>
  void forward(const Run<T>& run) const {
    const Channels channels(run.args().in[0].shape);
    const Strip strip = channels.strip(run.task());
    double mean[Strip::kMost], var[Strip::kMost];
    statistics(run, channels, strip, mean, var);
    double scale[Strip::kMost];
    for (std::int64_t k = 0; k < strip.n; ++k) {
      const double r = 1 / std::sqrt(var[k] + eps);
      scale[k] = r * weight(run, strip, k);
      if (run.args().n_saved == 0) continue;
      saved(run, kMean, strip)[k] = mean[k];
      saved(run, kR, strip)[k] = r;
    }
    const T* const x = run.x().data;
    T* const y = run.y().data;
    // The mean goes first: w x + (b - w mean) would lose what the two have in common.
    channels.map(strip, [=, this, &run, &mean, &scale](std::int64_t k) {
      const T m = static_cast<T>(mean[k]), a = static_cast<T>(scale[k]);
      const T b = static_cast<T>(bias(run, strip, k));
      return [=](std::int64_t i) { y[i] = a * (x[i] - m) + b; };
    });
    run.finish_y(channels.block(y, strip));
  }

  template <class T>
  void backward_data(const Run<T>& run) const {
    const Channels channels(run.args().in[0].shape);
    const Strip strip = channels.strip(run.task());
    const T *const x = run.x().data, *const dy = run.dy().data;
    const double *mean = saved(run, kMean, strip), *r = saved(run, kR, strip);
    double *sum = saved(run, kSumDy, strip), *dot = saved(run, kSumDyXhat, strip);
    channels.sum(strip, sum, [=](std::int64_t) {
      return [=](std::int64_t i) { return static_cast<double>(dy[i]); };
    });
    channels.sum(strip, dot, [=](std::int64_t k) {
      return [=, m = mean[k]](std::int64_t i) {
        return static_cast<double>(dy[i]) * (static_cast<double>(x[i]) - m);
      };
    });
    for (std::int64_t k = 0; k < strip.n; ++k) dot[k] *= r[k];
    T* const dx = run.dx().data;
    if (dx == nullptr) return;
    const double n = run.training() ? static_cast<double>(channels.each()) : 0;
    channels.map(strip, [=, this, &run](std::int64_t k) {
      const T a = static_cast<T>(weight(run, strip, k) * r[k]);
      const T m = static_cast<T>(mean[k]);
      const T g = static_cast<T>(n > 0 ? sum[k] / n : 0);
      const T d = static_cast<T>(n > 0 ? dot[k] * r[k] / n : 0);
      return [=](std::int64_t i) { dx[i] = a * (dy[i] - g - (x[i] - m) * d); };
    });
    run.finish_dx(channels.block(dx, strip));
  }

  template <class T>
  void backward_params(const Run<T>& run) const {
    const T keep = run.accumulate();
    const auto take = [&](std::uint32_t param, Saved from) {
      const auto d = run.dparam(param);
      const double* sums = run.template saved<double>(from).data;
      for (std::int64_t c = 0; c < d.cols; ++c)
        d.data[c] = (keep == T(0) ? T(0) : d.data[c]) + static_cast<T>(sums[c]);
    };
    take(kWeight, kSumDyXhat);
    take(kBias, kSumDy);
  }

 private:
  template <class T>
  double weight(const Run<T>& run, const Strip& strip, std::int64_t k) const {
    return affine ? static_cast<double>(run.param(kWeight).data[strip.first + k]) : 1;
  }
  template <class T>
  double bias(const Run<T>& run, const Strip& strip, std::int64_t k) const {
    return affine ? static_cast<double>(run.param(kBias).data[strip.first + k]) : 0;
  }
  template <class T>
  static double* saved(const Run<T>& run, Saved which, const Strip& strip) {
    return run.template saved<double>(which).data + strip.first;
  }

  /// The batch's in training, and into the running ones; those in evaluation.
  template <class T>
  void statistics(const Run<T>& run, const Channels& channels, const Strip& strip,
                  double* mean, double* var) const {
    T* const running_mean = run.buffer(kRunningMean).data + strip.first;
    T* const running_var = run.buffer(kRunningVar).data + strip.first;
    if (!run.training()) {
      std::copy_n(running_mean, strip.n, mean);
      std::copy_n(running_var, strip.n, var);
      return;
    }
    channels.moments(strip, run.x().data, mean, var);
    const auto n = static_cast<double>(channels.each());
    const auto blend = [this](T& old, double now) {
      old = static_cast<T>((1 - momentum) * static_cast<double>(old) + momentum * now);
    };
    for (std::int64_t k = 0; k < strip.n; ++k) {
      blend(running_mean[k], mean[k]);
      blend(running_var[k], var[k] * (n / (n - 1)));  // unbiased, as in PyTorch
    }
  }
};

}  // namespace

BACKPLANE_LAYER(BatchNorm, "batchnorm", "weight (x - mean) / sqrt(var + eps) + bias",
                "1.0.0");

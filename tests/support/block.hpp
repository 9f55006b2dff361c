#pragma once
// One call each of an activation and a loss, on vectors.

#include <algorithm>
#include <vector>

#include "support/part.hpp"

namespace backplane::test {

template <class T>
using Vec = std::vector<T>;

/// y = f(x) over rows of `cols`; throws what the part reports.
template <class T>
Vec<T> act_forward(const Part& part, const Vec<T>& x, std::int64_t cols) {
  Vec<T> y(x.size());
  backplane_error error = no_error();
  backplane_act_args args{};
  args.struct_size = sizeof args;
  args.dtype = kDtype<T>;
  args.cols = args.ld = cols;
  args.rows = static_cast<std::int64_t>(x.size()) / cols;
  args.x = x.data();
  args.out = y.data();
  args.err = &error;
  const auto& table = part.table<backplane_activation>();
  if (table.forward(part.self(), &args) != 0) throw std::runtime_error(error.message);
  return y;
}

/// dx for this dy; arrays that the part does not ask for are not given.
template <class T>
Vec<T> act_backward(const Part& part, const Vec<T>& x, const Vec<T>& dy,
                    std::int64_t cols) {
  const Vec<T> y = act_forward(part, x, cols);
  Vec<T> dx(x.size());
  backplane_error error = no_error();
  const auto& table = part.table<backplane_activation>();
  backplane_act_args args{};
  args.struct_size = sizeof args;
  args.dtype = kDtype<T>;
  args.cols = args.ld = cols;
  args.rows = static_cast<std::int64_t>(x.size()) / cols;
  args.x = (table.flags & BACKPLANE_ACT_BWD_NEEDS_X) != 0 ? x.data() : nullptr;
  args.y = (table.flags & BACKPLANE_ACT_BWD_NEEDS_Y) != 0 ? y.data() : nullptr;
  args.dy = dy.data();
  args.out = dx.data();
  args.err = &error;
  if (table.backward(part.self(), &args) != 0) throw std::runtime_error(error.message);
  return dx;
}

/// What a loss is shown: dense targets, or classes.
template <class T>
struct Targets {
  Vec<T> dense;
  Vec<std::int32_t> classes;
};

template <class T>
struct LossResult {
  Vec<double> loss;
  Vec<T> da;
};

template <class T>
backplane_loss_args loss_args(const Vec<T>& a, const Targets<T>& t, std::int64_t cols,
                              double scale) {
  backplane_loss_args args{};
  args.struct_size = sizeof args;
  args.dtype = kDtype<T>;
  args.cols = args.ld_pred = cols;
  args.rows = static_cast<std::int64_t>(a.size()) / cols;
  args.ld_target =
      static_cast<std::int64_t>(t.dense.size()) / std::max<std::int64_t>(args.rows, 1);
  args.pred = a.data();
  args.target = t.dense.empty() ? nullptr : t.dense.data();
  args.target_index = t.classes.empty() ? nullptr : t.classes.data();
  args.grad_scale = scale;
  return args;
}

template <class T>
LossResult<T> loss_eval(const Part& part, const Vec<T>& a, const Targets<T>& t,
                        std::int64_t cols, double scale = 1, bool gradient = true) {
  LossResult<T> result{Vec<double>(a.size() / static_cast<std::size_t>(cols)),
                       Vec<T>(gradient ? a.size() : 0)};
  backplane_error error = no_error();
  backplane_loss_args args = loss_args(a, t, cols, scale);
  args.row_loss = result.loss.data();
  args.dpred = gradient ? result.da.data() : nullptr;
  args.err = &error;
  if (part.table<backplane_loss>().eval(part.self(), &args) != 0)
    throw std::runtime_error(error.message);
  return result;
}

template <class T>
Vec<double> loss_weigh(const Part& part, const Vec<T>& a, const Targets<T>& t,
                       std::int64_t cols) {
  Vec<double> weights(a.size() / static_cast<std::size_t>(cols));
  backplane_loss_args args = loss_args(a, t, cols, 1.0);
  if (part.table<backplane_loss>().weigh(part.self(), &args, weights.data()) != 0)
    throw std::runtime_error("weigh failed");
  return weights;
}

}  // namespace backplane::test

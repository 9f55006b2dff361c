#pragma once
// A layer planned and run through its table, with every array it asks for.

#include <cstring>
#include <initializer_list>
#include <numeric>
#include <vector>

#include "support/part.hpp"

namespace backplane::test {

/// Adds 1 to each element it is handed, and so shows that each is handed once.
template <class T>
struct CountingFinish : backplane_finish {
  CountingFinish() : backplane_finish{&act} {}
  static backplane_status act(const backplane_finish*, void* block, std::int64_t rows,
                              std::int64_t cols, std::int64_t ld, backplane_error*) {
    for (std::int64_t r = 0; r < rows; ++r)
      for (std::int64_t c = 0; c < cols; ++c)
        static_cast<T*>(block)[r * ld + c] += T(1);
    return BACKPLANE_OK;
  }
};

template <class T>
class LayerBench {
 public:
  /// Plans for one input; throws what the layer reports.
  LayerBench(const Part& part, std::initializer_list<std::int64_t> dims,
             bool training = true)
      : part_(part), training_(training), in_shape_(shape_of(dims)) {
    plan_.struct_size = sizeof plan_;
    plan_.cap_out = 1, plan_.cap_params = 8;
    plan_.out = &out_shape_, plan_.params = decls_;
    backplane_error error = no_error();
    if (table().plan(part.self(), &in_shape_, 1, training ? 1 : 0, &plan_, &error) != 0)
      throw std::runtime_error(error.message);
    x.resize(elements(in_shape_)), dx.assign(x.size(), T(-99));
    y.assign(elements(out_shape_), T(-99)), dy.resize(y.size());
    for (std::uint32_t i = 0; i < plan_.n_params; ++i) {
      params.emplace_back(elements(decls_[i].shape));
      dparams.emplace_back(params.back().size(), T(-99));
    }
  }

  std::vector<T> x, y, dx, dy;
  std::vector<std::vector<T>> params, dparams;
  std::uint64_t seed = 1, step = 1, first_sample = 0;
  bool count_finishes = false, want_dx = true, backwards = false;
  std::uint32_t flags = 0;  ///< BACKPLANE_RUN_ACCUMULATE or nothing

  [[nodiscard]] const backplane_layer_plan& plan() const { return plan_; }
  [[nodiscard]] const backplane_shape& out() const { return out_shape_; }
  [[nodiscard]] const backplane_tensor_decl& param(std::size_t i) const {
    return decls_[i];
  }

  void forward() { phase(BACKPLANE_PHASE_FORWARD); }
  void backward() {
    phase(BACKPLANE_PHASE_BACK_DATA);
    phase(BACKPLANE_PHASE_BACK_PARAMS);
  }

 private:
  [[nodiscard]] const backplane_layer& table() const {
    return part_.table<backplane_layer>();
  }
  static backplane_shape shape_of(std::initializer_list<std::int64_t> dims) {
    backplane_shape shape{};
    shape.dtype = kDtype<T>;
    for (const auto dim : dims) shape.dim[shape.rank++] = dim;
    return shape;
  }
  static std::size_t elements(const backplane_shape& shape) {
    return static_cast<std::size_t>(std::accumulate(
        shape.dim, shape.dim + shape.rank, std::int64_t{1}, std::multiplies<>()));
  }
  static backplane_tensor tensor(std::vector<T>& data, const backplane_shape& shape) {
    backplane_tensor made{};
    made.data = data.data();
    made.shape = shape;
    std::int64_t stride = 1;
    for (std::uint32_t i = shape.rank; i-- > 0; stride *= shape.dim[i])
      made.stride[i] = stride;
    return made;
  }

  /// All tasks of a phase, in order or from the last to the first.
  void phase(std::uint32_t phase) {
    backplane_tensor in = tensor(x, in_shape_), out = tensor(y, out_shape_);
    backplane_tensor din = tensor(dx, in_shape_), dout = tensor(dy, out_shape_);
    if (!want_dx) din.data = nullptr;
    std::vector<backplane_tensor> p, dp;
    for (std::size_t i = 0; i < params.size(); ++i) {
      p.push_back(tensor(params[i], decls_[i].shape));
      dp.push_back(tensor(dparams[i], decls_[i].shape));
    }
    const CountingFinish<T> counting;
    const backplane_finish* finish = count_finishes ? &counting : nullptr;
    backplane_layer_args args{};
    args.struct_size = sizeof args, args.dtype = kDtype<T>;
    args.flags = (training_ ? BACKPLANE_RUN_TRAINING : 0u) | flags;
    args.n_in = args.n_out = 1;
    args.n_params = plan_.n_params;
    args.in = &in, args.out = &out, args.din = &din, args.dout = &dout;
    args.params = p.data(), args.dparams = dp.data();
    args.seed = seed, args.step = step, args.first_sample = first_sample;
    args.finish_out = args.finish_din = &finish;
    args.plan = &plan_, args.math = math_service(), args.rng = rng_service();
    const std::int64_t n = plan_.tasks[phase];
    backplane_error error = no_error();
    for (std::int64_t i = 0; i < n; ++i)
      if (table().run(part_.self(), &args, phase, backwards ? n - 1 - i : i, 0,
                      &error) != 0)
        throw std::runtime_error(error.message);
  }

  const Part& part_;
  bool training_;
  backplane_shape in_shape_{}, out_shape_{};
  backplane_tensor_decl decls_[8]{};
  backplane_layer_plan plan_{};
};

}  // namespace backplane::test

#pragma once
// A layer that looks up token ids, planned and run through its table.

#include <vector>

#include "support/part.hpp"

namespace backplane::test {

template <class T>
class TokenBench {
 public:
  /// Plans for ids [dims...]; throws what the layer reports. vocab 0: not told.
  TokenBench(const Part& part, std::initializer_list<std::int64_t> dims,
             std::int64_t vocab)
      : part_(part) {
    in_shape_.dtype = BACKPLANE_DT_I32;
    for (const auto dim : dims) in_shape_.dim[in_shape_.rank++] = dim;
    plan_.struct_size = sizeof plan_;
    plan_.cap_out = plan_.cap_params = 1;
    plan_.out = &out_shape_, plan_.params = &decl_;
    plan_.dtype = kDtype<T>, plan_.vocab = vocab;
    backplane_error error = no_error();
    if (table().plan(part.self(), &in_shape_, 1, 1, &plan_, &error) != 0)
      throw std::runtime_error(error.message);
    ids.resize(elements(in_shape_));
    y.assign(elements(out_shape_), T(-99)), dy.resize(y.size());
    weight.resize(elements(decl_.shape)), dweight.assign(weight.size(), T(-99));
  }

  std::vector<std::int32_t> ids;
  std::vector<T> y, dy, weight, dweight;
  std::uint32_t flags = 0;  ///< BACKPLANE_RUN_ACCUMULATE or nothing
  bool backwards = false;   ///< the last task first

  [[nodiscard]] const backplane_layer_plan& plan() const { return plan_; }
  [[nodiscard]] const backplane_shape& out() const { return out_shape_; }
  [[nodiscard]] const backplane_tensor_decl& param() const { return decl_; }
  [[nodiscard]] const backplane_layer& table() const {
    return part_.table<backplane_layer>();
  }

  void forward() { phase(BACKPLANE_PHASE_FORWARD); }
  void backward() {
    phase(BACKPLANE_PHASE_BACK_DATA);
    phase(BACKPLANE_PHASE_BACK_PARAMS);
  }

 private:
  static std::size_t elements(const backplane_shape& shape) {
    std::size_t n = 1;
    for (std::uint32_t i = 0; i < shape.rank; ++i)
      n *= static_cast<std::size_t>(shape.dim[i]);
    return n;
  }
  static backplane_tensor tensor(void* data, const backplane_shape& shape) {
    backplane_tensor made{};
    made.data = data;
    made.shape = shape;
    std::int64_t stride = 1;
    for (std::uint32_t i = shape.rank; i-- > 0; stride *= shape.dim[i])
      made.stride[i] = stride;
    return made;
  }

  void phase(std::uint32_t phase) {
    const backplane_tensor in = tensor(ids.data(), in_shape_);
    const backplane_tensor din = tensor(nullptr, in_shape_);
    const backplane_tensor out = tensor(y.data(), out_shape_);
    const backplane_tensor dout = tensor(dy.data(), out_shape_);
    const backplane_tensor param = tensor(weight.data(), decl_.shape);
    const backplane_tensor dparam = tensor(dweight.data(), decl_.shape);
    backplane_layer_args args{};
    args.struct_size = sizeof args, args.dtype = kDtype<T>;
    args.flags = BACKPLANE_RUN_TRAINING | flags;
    args.n_in = args.n_out = args.n_params = 1;
    args.in = &in, args.out = &out, args.din = &din, args.dout = &dout;
    args.params = &param, args.dparams = &dparam;
    args.plan = &plan_, args.math = math_service(), args.rng = rng_service();
    backplane_error error = no_error();
    const std::int64_t n = plan_.tasks[phase];
    for (std::int64_t i = 0; i < n; ++i)
      if (table().run(part_.self(), &args, phase, backwards ? n - 1 - i : i, 0,
                      &error) != 0)
        throw std::runtime_error(error.message);
  }

  const Part& part_;
  backplane_shape in_shape_{}, out_shape_{};
  backplane_tensor_decl decl_{};
  backplane_layer_plan plan_{};
};

}  // namespace backplane::test

#pragma once
// A layer with several inputs, planned and run through its table.

#include <numeric>
#include <vector>

#include "support/layer_run.hpp"

namespace backplane::test {

using Dims = std::vector<std::int64_t>;

template <class T>
class GraphBench {
 public:
  /// Plans for these inputs, batch first; throws what the layer reports.
  GraphBench(const Part& part, const std::vector<Dims>& inputs) : part_(part) {
    for (const Dims& dims : inputs) {
      backplane_shape shape{};
      shape.dtype = kDtype<T>;
      for (const auto dim : dims) shape.dim[shape.rank++] = dim;
      in_.push_back(shape);
      x.emplace_back(elements(shape));
      dx.emplace_back(elements(shape), T(-99));
      want_dx.push_back(true);
    }
    plan_.struct_size = sizeof plan_;
    plan_.cap_out = 1;
    plan_.out = &out_;
    backplane_error error = no_error();
    if (table().plan(part.self(), in_.data(), static_cast<std::uint32_t>(in_.size()), 1,
                     &plan_, &error) != 0)
      throw std::runtime_error(error.message);
    y.assign(elements(out_), T(-99)), dy.resize(y.size());
  }

  std::vector<std::vector<T>> x, dx;  ///< one an input
  std::vector<T> y, dy;
  std::vector<bool> want_dx;
  bool count_finishes = false, backwards = false;

  [[nodiscard]] const backplane_layer_plan& plan() const { return plan_; }
  [[nodiscard]] Dims out() const { return {out_.dim, out_.dim + out_.rank}; }
  [[nodiscard]] const backplane_layer& table() const {
    return part_.table<backplane_layer>();
  }

  void forward() { phase(BACKPLANE_PHASE_FORWARD); }
  void backward() { phase(BACKPLANE_PHASE_BACK_DATA); }

 private:
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

  // All tasks of a phase, in order or from the last to the first.
  void phase(std::uint32_t phase) {
    std::vector<backplane_tensor> in, din;
    for (std::size_t i = 0; i < x.size(); ++i) {
      in.push_back(tensor(x[i], in_[i]));
      din.push_back(tensor(dx[i], in_[i]));
      if (!want_dx[i]) din.back().data = nullptr;
    }
    const backplane_tensor out = tensor(y, out_), dout = tensor(dy, out_);
    const CountingFinish<T> counting;
    const std::vector<const backplane_finish*> finishes(
        x.size(), count_finishes ? &counting : nullptr);
    backplane_layer_args args{};
    args.struct_size = sizeof args, args.dtype = kDtype<T>;
    args.flags = BACKPLANE_RUN_TRAINING;
    args.n_in = static_cast<std::uint32_t>(x.size()), args.n_out = 1;
    args.in = in.data(), args.out = &out, args.din = din.data(), args.dout = &dout;
    args.first_sample = 1000;
    args.finish_out = args.finish_din = finishes.data();
    args.plan = &plan_, args.math = math_service(), args.rng = rng_service();
    const std::int64_t n = plan_.tasks[phase];
    backplane_error error = no_error();
    for (std::int64_t i = 0; i < n; ++i)
      if (table().run(part_.self(), &args, phase, backwards ? n - 1 - i : i, 0,
                      &error) != 0)
        throw std::runtime_error(error.message);
  }

  const Part& part_;
  std::vector<backplane_shape> in_;
  backplane_shape out_{};
  backplane_layer_plan plan_{};
};

/// What the layer says of these inputs; "nothing" when it takes them.
inline std::string refusal(const Part& part, const std::vector<Dims>& inputs) {
  try {
    const GraphBench<double> bench(part, inputs);
  } catch (const std::exception& e) {
    return e.what();
  }
  return "nothing";
}

}  // namespace backplane::test

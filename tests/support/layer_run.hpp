#pragma once
// A layer planned and run through its table, with every array it asks for.

#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <set>
#include <vector>

#include "support/layer_plan_room.hpp"
#include "support/layer_tensors.hpp"
#include "support/part.hpp"

namespace backplane::test {

template <class T>
class LayerBench {
 public:
  /// Plans for one input; throws what the layer reports.
  LayerBench(const Part& part, std::initializer_list<std::int64_t> dims,
             bool training = true)
      : LayerBench(part, {shape_of(kDtype<T>, dims)}, training) {}

  /// For several inputs, of whatever type.
  LayerBench(const Part& part, std::vector<backplane_shape> in, bool training = true)
      : part_(part), training_(training), in_(std::move(in)) {
    room_.make(table(), part.self(), in_, training, kDtype<T>);
    inputs = Tensors(in_), dinputs = Tensors(in_);
    outputs = Tensors(room_.outs()), doutputs = Tensors(room_.outs());
    weights_ = Tensors(shapes_of(room_.params, plan().n_params));
    dweights_ = Tensors(shapes_of(room_.params, plan().n_params));
    buffers = Tensors(shapes_of(room_.buffers, plan().n_buffers));
    saved = Tensors(shapes_of(room_.saved, plan().n_saved));
    shared_ = Tensors({shape_of(BACKPLANE_DT_U8, {size(plan().shared_scratch)})});
    x.resize(elements(in_[0])), dx.assign(x.size(), T(-99));
    y.assign(elements(out()), T(-99)), dy.resize(y.size());
    for (std::uint32_t i = 0; i < plan().n_params; ++i) {
      params.emplace_back(elements(room_.params[i].shape));
      dparams.emplace_back(params.back().size(), T(-99));
    }
  }
  LayerBench(const LayerBench&) = delete;
  LayerBench& operator=(const LayerBench&) = delete;

  std::vector<T> x, y, dx, dy;  ///< of the first input and output
  std::vector<std::vector<T>> params, dparams;
  /// All inputs and outputs; what stands in x, y, dx, dy overrules the first.
  Tensors inputs, outputs, dinputs, doutputs, buffers, saved;
  std::uint64_t seed = 1, step = 1, first_sample = 0;
  bool count_finishes = false, want_dx = true, backwards = false;
  bool evaluate = false;      ///< without TRAINING, although planned for it
  std::uint32_t workers = 1;  ///< tasks take turns on so many
  std::uint32_t flags = 0;    ///< BACKPLANE_RUN_ACCUMULATE or nothing

  [[nodiscard]] const backplane_layer_plan& plan() const { return room_.plan; }
  [[nodiscard]] const backplane_shape& in(std::size_t i = 0) const { return in_[i]; }
  [[nodiscard]] const backplane_shape& out(std::size_t i = 0) const {
    return room_.out[i];
  }
  [[nodiscard]] const backplane_tensor_decl& param(std::size_t i) const {
    return room_.params[i];
  }
  [[nodiscard]] const backplane_tensor_decl& buffer(std::size_t i) const {
    return room_.buffers[i];
  }

  void forward() {
    if (is_view()) y = x, exchange(false);
    phase(BACKPLANE_PHASE_FORWARD);
    phase(BACKPLANE_PHASE_FORWARD_2);
  }
  void backward() {
    if (is_view() && want_dx) dx = dy, exchange(false);
    phase(BACKPLANE_PHASE_BACK_DATA);
    phase(BACKPLANE_PHASE_BACK_DATA_2);
    phase(BACKPLANE_PHASE_BACK_PARAMS);
    phase(BACKPLANE_PHASE_BACK_PARAMS_2);
  }

 private:
  /// The host gives a view's output the memory of its input.
  [[nodiscard]] bool is_view() const { return (plan().flags & BACKPLANE_LP_VIEW) != 0; }
  [[nodiscard]] const backplane_layer& table() const {
    return part_.table<backplane_layer>();
  }
  static std::int64_t size(std::uint64_t bytes) {
    return static_cast<std::int64_t>(bytes);
  }

  /// What the members x, y, ... hold goes into the tensors, or comes back.
  void exchange(bool back) {
    const auto move = [back](std::vector<T>& ours, Tensors& all, std::size_t i) {
      if (all.size() <= i || ours.empty() || all[i].shape.dtype != kDtype<T>) return;
      T* theirs = all.template at<T>(i);
      if (back)
        std::copy_n(theirs, ours.size(), ours.begin());
      else
        std::copy(ours.begin(), ours.end(), theirs);
    };
    move(x, inputs, 0), move(y, outputs, 0);
    move(dx, dinputs, 0), move(dy, doutputs, 0);
    for (std::size_t i = 0; i < params.size(); ++i)
      move(params[i], weights_, i), move(dparams[i], dweights_, i);
  }

  /// All tasks of a phase, in order or from the last to the first.
  void phase(std::uint32_t number) {
    exchange(false);
    const Tensors none;
    std::vector<backplane_tensor> din(dinputs.data(), dinputs.data() + dinputs.size());
    for (backplane_tensor& tensor : din)
      if (!want_dx || tensor.shape.dtype != kDtype<T>) tensor.data = nullptr;
    const CountingFinish<T> counting;
    const std::vector<const backplane_finish*> finish(
        PlanRoom::kMost, count_finishes ? &counting : nullptr);
    Tensors scratch({shape_of(BACKPLANE_DT_U8, {size(stride()) * workers})});
    backplane_layer_args args = arguments();
    args.din = din.data();
    args.finish_out = args.finish_din = finish.data();
    args.scratch = scratch[0].data;
    const std::int64_t n = plan().tasks[number];
    backplane_error error = no_error();
    for (std::int64_t i = 0; i < n; ++i) {
      const std::int64_t task = backwards ? n - 1 - i : i;
      std::memset(args.scratch, 0xA5, static_cast<std::size_t>(stride()) * workers);
      if (table().run(part_.self(), &args, number, task,
                      static_cast<std::uint32_t>(i) % workers, &error) != 0)
        throw std::runtime_error(error.message);
    }
    exchange(true);
  }

  [[nodiscard]] std::uint64_t stride() const {
    return (plan().worker_scratch + 63) / 64 * 64;
  }

  backplane_layer_args arguments() {
    backplane_layer_args args{};
    args.struct_size = sizeof args, args.dtype = kDtype<T>;
    args.flags = (training_ && !evaluate ? BACKPLANE_RUN_TRAINING : 0u) | flags;
    args.n_in = static_cast<std::uint32_t>(in_.size());
    args.n_out = plan().n_out, args.n_params = plan().n_params;
    args.n_buffers = plan().n_buffers, args.n_saved = plan().n_saved;
    args.in = inputs.data(), args.out = outputs.data(), args.dout = doutputs.data();
    args.params = weights_.data(), args.dparams = dweights_.data();
    args.buffers = buffers.data(), args.saved = saved.data();
    args.shared = shared_[0].data, args.scratch_stride = stride();
    args.seed = seed, args.step = step, args.first_sample = first_sample;
    args.plan = &plan(), args.math = math_service(), args.rng = rng_service();
    return args;
  }

  const Part& part_;
  bool training_;
  std::vector<backplane_shape> in_;
  PlanRoom room_;
  Tensors weights_, dweights_, shared_;
};

}  // namespace backplane::test

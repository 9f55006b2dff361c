// concat: y is x_0, x_1, ... one after the other along an axis   dx_i is its part of dy
#include <string>

#include "backplane/sdk/axes.hpp"
#include "backplane/sdk/layer.hpp"
#include "backplane/sdk/walk.hpp"

namespace {

using backplane::sdk::Plan;
using backplane::sdk::sample_text;

struct Concat {
  std::int64_t axis = 0;

  static constexpr const char* doc =
      "Its inputs one after the other along an axis; the other axes are alike. Joins "
      "the branches of 'parallel'.";
  static constexpr auto params = backplane::params(
      backplane::field(&Concat::axis, "axis", 0, {-7, 7},
                       "counted as in PyTorch, the batch being 0, which stands for: "
                       "the features of [features], the channels of an image; with "
                       "two axes it must be said")
          .main()
          .alias("dim"));
  static constexpr std::uint32_t min_inputs = 2, max_inputs = 256;

  void plan(Plan& plan) const {
    backplane_shape out = plan.in();
    check_axes(out);
    const std::uint32_t along = axis_of(out);
    for (std::uint32_t i = 1; i < plan.inputs(); ++i) {
      const backplane_shape& in = plan.in(i);
      bool fits = in.rank == out.rank;
      for (std::uint32_t a = 1; a < out.rank && fits; ++a)
        fits = a == along || in.dim[a] == out.dim[a];
      if (!fits)
        throw backplane::sdk::invalid(
            "'concat' along axis " + std::to_string(along) +
            " takes inputs that are alike in the other axes, but gets " +
            sample_text(plan.in()) + " and " + sample_text(in));
      out.dim[along] += in.dim[along];
    }
    plan.output(out);
  }

  template <class T>
  void forward(const backplane::sdk::Rows<T>& rows) const {
    std::int64_t start = 0;
    for (std::uint32_t i = 0; i < rows.inputs(); ++i) {
      const auto walk = part(rows, i);
      copy_walk(walk, rows.y + start, rows.input(i).data);
      start += length(rows, i);
    }
  }

  template <class T>
  void backward(const backplane::sdk::RowGrads<T>& rows) const {
    std::int64_t start = 0;
    for (std::uint32_t i = 0; i < rows.inputs(); ++i) {
      const auto walk = part(rows, i);
      T* dx = rows.dinput(i).data;
      const T* dy = rows.dy + start;
      start += length(rows, i);
      if (dx != nullptr) copy_walk_back(walk, dy, dx);
    }
  }

 private:
  [[nodiscard]] std::uint32_t axis_of(const backplane_shape& in) const {
    return backplane::sdk::axis_at(in, axis == 0 ? 1 : axis);
  }

  void check_axes(const backplane_shape& in) const {
    if (axis == 0 && in.rank == 3)
      throw backplane::sdk::invalid("'concat' must be told along which axis " +
                                    sample_text(in) + " is joined: axis 1, of " +
                                    std::to_string(in.dim[1]) + ", or axis 2, of " +
                                    std::to_string(in.dim[2]));
    backplane::sdk::check_axis(in, axis == 0 ? 1 : axis, "concat");
  }

  // Elements of input i that lie in a row.
  template <class Block>
  [[nodiscard]] std::int64_t length(const Block& rows, std::uint32_t i) const {
    const auto& in = rows.run.args().in[i].shape;
    return backplane::sdk::count(in, axis_of(in), in.rank);
  }

  // The output (array 0) beside input i.
  template <class Block>
  [[nodiscard]] backplane::sdk::Walk<2> part(const Block& rows, std::uint32_t i) const {
    const auto &in = rows.run.args().in[i].shape, &out = rows.run.args().out[0].shape;
    const std::uint32_t along = axis_of(in);
    const std::int64_t before = backplane::sdk::count(in, 1, along);
    const std::int64_t wide = backplane::sdk::count(out, along, out.rank);
    const std::int64_t own = length(rows, i);
    backplane::sdk::Walk<2> walk;
    walk.axis(rows.n * before, {wide, own});
    walk.axis(own, {1, 1});
    return walk;
  }
};

}  // namespace

BACKPLANE_LAYER(Concat, "concat", "inputs side by side", "1.0.0");

// slice: y = x[:, start:stop:step] along an axis   dx = dy where x was taken, else 0
#include <algorithm>
#include <limits>
#include <string>

#include "backplane/sdk/axes.hpp"
#include "backplane/sdk/layer.hpp"
#include "backplane/sdk/walk.hpp"

namespace {

struct Slice {
  std::int64_t axis = 1, start = 0, stop = 0, step = 1;

  static constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();
  static constexpr const char* doc =
      "Part of an axis, as Python's start:stop:step: negative numbers count from the "
      "end, what lies outside is not there. {start: -1} is the last time step, as "
      "[1, features].";
  static constexpr auto params = backplane::params(
      backplane::field(&Slice::axis, "axis", 1, {-7, 7},
                       "counted as in PyTorch, the batch being 0")
          .alias("dim"),
      backplane::field(&Slice::start, "start", 0, "the first index taken"),
      backplane::field(&Slice::stop, "stop", kEnd, "the first index not taken any more")
          .alias("end"),
      backplane::field(&Slice::step, "step", 1, backplane::at_least(1),
                       "every how many"));

  void plan(backplane::sdk::Plan& plan) const {
    backplane_shape out = plan.in();
    backplane::sdk::check_axis(out, axis, "slice");
    const std::uint32_t along = backplane::sdk::axis_at(out, axis);
    const Range range = range_of(out.dim[along]);
    if (range.count <= 0)
      throw backplane::sdk::invalid("'slice' leaves nothing of axis " +
                                    std::to_string(along) + " of " +
                                    backplane::sdk::sample_text(out));
    out.dim[along] = range.count;
    plan.output(out);
  }

  template <class T>
  void forward(const backplane::sdk::Rows<T>& rows) const {
    const Part part = part_of(rows);
    copy_walk(part.walk, rows.y, rows.x + part.first);
  }
  template <class T>
  void backward(const backplane::sdk::RowGrads<T>& rows) const {
    const Part part = part_of(rows);
    std::fill_n(rows.dx, rows.n * rows.in, T(0));
    copy_walk_back(part.walk, rows.dy, rows.dx + part.first);
  }

 private:
  struct Range {
    std::int64_t first, count;
  };
  struct Part {
    backplane::sdk::Walk<2> walk;
    std::int64_t first;  ///< element of a sample
  };

  [[nodiscard]] Range range_of(std::int64_t length) const {
    const auto inside = [length](std::int64_t i) {
      return std::clamp<std::int64_t>(i < 0 ? i + length : i, 0, length);
    };
    const std::int64_t first = inside(start), span = inside(stop) - first;
    return {first, span <= 0 ? 0 : (span - 1) / step + 1};
  }

  // The output (array 0) beside the input from `first` on.
  template <class Block>
  [[nodiscard]] Part part_of(const Block& rows) const {
    const auto& in = rows.run.args().in[0].shape;
    const std::uint32_t along = backplane::sdk::axis_at(in, axis);
    const Range range = range_of(in.dim[along]);
    const std::int64_t after = backplane::sdk::count(in, along + 1, in.rank);
    const std::int64_t before = backplane::sdk::count(in, 1, along);
    Part part;
    part.first = range.first * after;
    part.walk.axis(rows.n * before, {range.count * after, in.dim[along] * after});
    part.walk.axis(range.count, {after, step * after});
    part.walk.axis(after, {1, 1});
    return part;
  }
};

}  // namespace

BACKPLANE_LAYER(Slice, "slice", "x[start:stop:step] along an axis", "1.0.0");

// pad: y[o] = x[source(o)], or `value` where there is no source   dx[i] = sum of dy[o]
// over all o whose source is i
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "backplane/sdk/layer.hpp"

namespace {

using backplane::sdk::invalid;

enum class Mode { constant, reflect, replicate, circular };

struct Pad {
  std::vector<std::int64_t> pad;
  Mode mode = Mode::constant;
  double value = 0;

  static constexpr const char* doc =
      "Makes a sample larger at its edges, as PyTorch's pad: [left, right, top, "
      "bottom] of the last two axes, further pairs for the axes before. One number "
      "stands for every side of an image, or of the last axis of anything else.";
  static constexpr auto params = backplane::params(
      backplane::field(&Pad::pad, "pad", backplane::required, {0, 1 << 24},
                       "how much before and after, from the last axis backwards")
          .main()
          .alias("padding"),
      backplane::choice(&Pad::mode, "mode", Mode::constant,
                        {"constant", "reflect", "replicate", "circular"},
                        "what is put there: a value, the inside mirrored, the edge "
                        "repeated, the other end"),
      backplane::field(&Pad::value, "value", 0.0, "for 'constant'"));

  void validate() const {
    if (pad.empty() || (pad.size() > 1 && pad.size() % 2 != 0))
      throw invalid("pad",
                    "'pad' takes one number, or pairs of before and after, not " +
                        std::to_string(pad.size()) + " numbers");
  }

  void plan(backplane::sdk::Plan& plan) const {
    const backplane_shape& in = plan.in();
    const auto sides = sides_of(in);
    backplane_shape out = in;
    for (std::uint32_t a = 1; a < in.rank; ++a) {
      const Side& side = sides[a];
      check(in, a, std::max(side.before, side.after));
      out.dim[a] += side.before + side.after;
    }
    plan.output(out);
  }

  template <class T>
  void forward(const backplane::sdk::Rows<T>& rows) const {
    each_line(rows, [&](std::int64_t o, std::int64_t i, const Line& line) {
      T* y = rows.y + o;
      const T* x = rows.x + i;
      for (std::int64_t c = 0; c < line.out; ++c) {
        const std::int64_t from = i < 0 ? -1 : source(c - line.before, line.in);
        y[c] = from < 0 ? static_cast<T>(value) : x[from];
      }
    });
  }

  template <class T>
  void backward(const backplane::sdk::RowGrads<T>& rows) const {
    std::fill_n(rows.dx, rows.n * rows.in, T(0));
    each_line(rows, [&](std::int64_t o, std::int64_t i, const Line& line) {
      if (i < 0) return;
      for (std::int64_t c = 0; c < line.out; ++c) {
        const std::int64_t from = source(c - line.before, line.in);
        if (from >= 0) rows.dx[i + from] += rows.dy[o + c];
      }
    });
  }

 private:
  struct Side {
    std::int64_t before = 0, after = 0;
  };
  struct Line {
    std::int64_t in, out, before;  ///< the last axis
  };
  using Sides = std::array<Side, BACKPLANE_MAX_RANK>;

  [[nodiscard]] Sides sides_of(const backplane_shape& in) const {
    Sides sides{};
    const std::size_t axes = pad.size() == 1 ? (in.rank >= 4 ? 2 : 1) : pad.size() / 2;
    if (axes >= in.rank)
      throw invalid("'pad' names " + std::to_string(axes) + " axes, but gets " +
                    backplane::sdk::sample_text(in));
    for (std::size_t k = 0; k < axes; ++k)
      sides[in.rank - 1 - k] =
          pad.size() == 1 ? Side{pad[0], pad[0]} : Side{pad[2 * k], pad[2 * k + 1]};
    return sides;
  }

  // As PyTorch: a mirror is not its own image, and one round is the most.
  void check(const backplane_shape& in, std::uint32_t axis, std::int64_t most) const {
    const std::int64_t length = in.dim[axis];
    const bool fits = mode == Mode::reflect    ? most < length
                      : mode == Mode::circular ? most <= length
                                               : true;
    if (fits) return;
    throw invalid("'pad' of " + std::to_string(most) + " in mode " +
                  (mode == Mode::reflect ? "'reflect'" : "'circular'") +
                  " does not fit axis " + std::to_string(axis) + " of " +
                  backplane::sdk::sample_text(in));
  }

  /// The index on an axis of `length`, or -1 where there is none.
  [[nodiscard]] std::int64_t source(std::int64_t i, std::int64_t length) const {
    if (i >= 0 && i < length) return i;
    switch (mode) {
      case Mode::constant:
        return -1;
      case Mode::reflect:
        return i < 0 ? -i : 2 * length - 2 - i;
      case Mode::replicate:
        return i < 0 ? 0 : length - 1;
      case Mode::circular:
        return i < 0 ? i + length : i - length;
    }
    return -1;
  }

  /// visit(first element of y, first of x or -1, line) for every line of the last axis.
  template <class Block, class Visit>
  void each_line(const Block& rows, const Visit& visit) const {
    const auto &in = rows.run.args().in[0].shape, &out = rows.run.args().out[0].shape;
    const Sides sides = sides_of(in);
    const std::uint32_t last = in.rank - 1;
    const Line line{in.dim[last], out.dim[last], sides[last].before};
    const std::int64_t lines = rows.n * backplane::sdk::count(out, 1, last);
    for (std::int64_t n = 0; n < lines; ++n) {
      std::int64_t rest = n, from = 0, step = line.in;
      bool there = true;
      for (std::uint32_t a = last; a-- > 1;) {
        const std::int64_t i = source(rest % out.dim[a] - sides[a].before, in.dim[a]);
        there = there && i >= 0;
        from += i * step;
        step *= in.dim[a];
        rest /= out.dim[a];
      }
      visit(n * line.out, there ? from + rest * step : -1, line);
    }
  }
};

}  // namespace

BACKPLANE_LAYER(Pad, "pad", "x with wider edges", "1.0.0");

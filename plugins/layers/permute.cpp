// permute: y[i_axes[0], i_axes[1], ...] = x[i_1, i_2, ...]   dx is dy permuted back
#include <array>
#include <string>
#include <vector>

#include "backplane/sdk/axes.hpp"
#include "backplane/sdk/layer.hpp"
#include "backplane/sdk/walk.hpp"

namespace {

struct Permute {
  std::vector<std::int64_t> axes;

  static constexpr const char* doc =
      "Puts the axes of a sample in another order, as PyTorch's permute: [2, 1] "
      "transposes [time, features], [3, 1, 2] makes [channels, height, width] of "
      "[height, width, channels]. Axes are counted from 1; the batch, axis 0, stays "
      "first and may be left out.";
  static constexpr auto params =
      backplane::params(backplane::field(&Permute::axes, "axes", backplane::required,
                                         {-7, 7}, "the axes in their new order")
                            .main()
                            .alias("dims"));

  void plan(backplane::sdk::Plan& plan) const {
    const backplane_shape& in = plan.in();
    check(in);
    const auto order = order_of(in);
    backplane_shape out = in;
    for (std::uint32_t a = 1; a < in.rank; ++a) out.dim[a] = in.dim[order[a]];
    plan.output(out);
  }

  template <class T>
  void forward(const backplane::sdk::Rows<T>& rows) const {
    copy_walk(walk_of(rows), rows.y, rows.x);
  }
  template <class T>
  void backward(const backplane::sdk::RowGrads<T>& rows) const {
    copy_walk_back(walk_of(rows), rows.dy, rows.dx);
  }

 private:
  using Order = std::array<std::uint32_t, BACKPLANE_MAX_RANK>;

  /// order[a]: the axis of the input that becomes axis a.
  [[nodiscard]] Order order_of(const backplane_shape& in) const {
    Order order{};
    for (std::size_t i = batch(); i < axes.size(); ++i)
      order[i - batch() + 1] = backplane::sdk::axis_at(in, axes[i]);
    return order;
  }

  [[nodiscard]] std::size_t batch() const {
    return !axes.empty() && axes.front() == 0 ? 1 : 0;
  }

  void check(const backplane_shape& in) const {
    std::uint32_t seen = 0;
    for (std::size_t i = batch(); i < axes.size(); ++i) {
      backplane::sdk::check_axis(in, axes[i], "permute");
      seen |= 1u << backplane::sdk::axis_at(in, axes[i]);
    }
    if (axes.size() - batch() + 1 == in.rank && seen == (1u << in.rank) - 2u) return;
    throw backplane::sdk::invalid(
        "'permute' names each of the axes 1 to " + std::to_string(in.rank - 1) +
        " of " + backplane::sdk::sample_text(in) + " once, but is told " + text());
  }

  template <class Block>
  [[nodiscard]] backplane::sdk::Walk<2> walk_of(const Block& rows) const {
    const auto &in = rows.run.args().in[0].shape, &out = rows.run.args().out[0].shape;
    const auto order = order_of(in);
    const auto from = backplane::sdk::steps_of(in, 1);
    const auto to = backplane::sdk::steps_of(out, 1);
    backplane::sdk::Walk<2> walk;
    walk.axis(rows.n, {rows.out, rows.in});
    for (std::uint32_t a = 1; a < in.rank; ++a)
      walk.axis(out.dim[a], {to[a - 1], from[order[a] - 1]});
    return walk;
  }

  [[nodiscard]] std::string text() const {
    std::string words;
    for (const std::int64_t a : axes)
      words += (words.empty() ? "[" : ", ") + std::to_string(a);
    return words.empty() ? "[]" : words + "]";
  }
};

}  // namespace

BACKPLANE_LAYER(Permute, "permute", "x, its axes in another order", "1.0.0");

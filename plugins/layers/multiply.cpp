// multiply: y = x_0 x_1 ...   dx_i = dy times the other inputs, summed over the axes
// along which x_i is repeated
#include <algorithm>
#include <array>

#include "backplane/sdk/broadcast.hpp"
#include "backplane/sdk/layer.hpp"

namespace {

constexpr std::size_t kMost = 8;  // inputs

struct Multiply {
  static constexpr const char* doc =
      "Product of its inputs, element by element; they have one shape, and an axis of "
      "length 1 is repeated, as in PyTorch: a gate of [channels, 1, 1] scales whole "
      "planes.";
  static constexpr std::uint32_t min_inputs = 2, max_inputs = kMost;
  static constexpr std::uint32_t keeps = BACKPLANE_LP_NEEDS_IN;

  void plan(backplane::sdk::Plan& plan) const {
    plan.output(backplane::sdk::broadcast(plan, "multiply"));
  }

  template <class T>
  void forward(const backplane::sdk::Rows<T>& rows) const {
    const Inputs<T> inputs(rows, rows.n);
    inputs.walk.run([&](const auto& at, std::int64_t n) {
      T* y = rows.y + at[0];
      for (std::int64_t c = 0; c < n; ++c) y[c] = inputs.value(0, at, c);
      for (std::uint32_t i = 1; i < inputs.n; ++i)
        for (std::int64_t c = 0; c < n; ++c) y[c] *= inputs.value(i, at, c);
    });
  }

  template <class T>
  void backward(const backplane::sdk::RowGrads<T>& rows) const {
    const Inputs<T> inputs(rows, rows.n);
    for (std::uint32_t i = 0; i < inputs.n; ++i) {
      const auto dx = rows.dinput(i);
      if (dx.data == nullptr) continue;
      std::fill_n(dx.data, dx.rows * dx.cols, T(0));
      inputs.walk.run([&](const auto& at, std::int64_t n) {
        for (std::int64_t from = 0; from < n; from += kChunk)
          add_products(inputs, i, at, rows.dy, dx.data, from,
                       std::min(kChunk, n - from));
      });
    }
  }

 private:
  static constexpr std::int64_t kChunk = 256;

  // All inputs beside the output, which is array 0.
  template <class T>
  struct Inputs {
    std::uint32_t n;
    std::array<const T*, kMost> x{};
    backplane::sdk::Walk<kMost + 1> walk;

    template <class Block>
    Inputs(const Block& rows, std::int64_t samples) : n(rows.inputs()) {
      const auto& args = rows.run.args();
      std::array<backplane_shape, kMost> shapes;
      shapes.fill(args.out[0].shape);  // those that are not there lie like the output
      for (std::uint32_t i = 0; i < n; ++i) {
        x[i] = rows.input(i).data;
        shapes[i] = args.in[i].shape;
      }
      walk =
          backplane::sdk::broadcast_walk<kMost + 1>(samples, args.out[0].shape, shapes);
    }
    template <class At>
    [[nodiscard]] T value(std::uint32_t i, const At& at, std::int64_t c) const {
      return x[i][at[i + 1] + c * walk.step(i + 1)];
    }
  };

  // dx_i += dy times the others, along `n` elements of a run, from its element `from`.
  template <class T, class At>
  static void add_products(const Inputs<T>& inputs, std::uint32_t i, const At& at,
                           const T* dy, T* dx, std::int64_t from, std::int64_t n) {
    T product[kChunk];
    std::copy_n(dy + at[0] + from, n, product);
    for (std::uint32_t j = 0; j < inputs.n; ++j)
      if (j != i)
        for (std::int64_t c = 0; c < n; ++c)
          product[c] *= inputs.value(j, at, from + c);
    const std::int64_t step = inputs.walk.step(i + 1);
    for (std::int64_t c = 0; c < n; ++c)
      dx[at[i + 1] + (from + c) * step] += product[c];
  }
};

}  // namespace

BACKPLANE_LAYER(Multiply, "multiply", "x_0 x_1 ...", "1.0.0");

#pragma once
// The tasks of a convolution that goes by tiles. `shared` holds the weights' points,
// there and back, then the slots of sums.

#include <cstdint>

#include "backplane/sdk/convolution_work.hpp"
#include "backplane/sdk/winograd_passes.hpp"
#include "backplane/sdk/winograd_weights.hpp"

namespace backplane::sdk {

template <class T>
class TiledTasks {
 public:
  TiledTasks(const Run<T>& run, const ConvolutionWork& work)
      : run_(run), work_(work), points_(static_cast<T*>(run.args().shared)) {}

  /// Some outputs' weights to points; turned round too where there is a way back.
  void weights() const {
    const Cut cuts = work_.outputs();
    const backplane_tensor* const dout = run_.args().dout;
    const bool back = dout != nullptr && dout[0].data != nullptr;
    weight_points(run_.matrix(run_.args().params[0], work_.c.O), work_.c.I, work_.c.O,
                  cuts.first(run_.task()), cuts.length(run_.task()), points_,
                  back ? back_points() : nullptr);
  }

  void forward(const T* bias) const {
    pass(work_.tiles_there, run_.x().data, points_, bias, run_.y().data,
         [this](const Matrix<T>& y) { run_.finish_y(y); });
  }
  void backward(T* dx) const {
    pass(work_.tiles_back, run_.dy().data, back_points(), nullptr, dx,
         [this](const Matrix<T>& d) { run_.finish_dx(d); });
  }

  /// The images [first, first + n) into a slot.
  void gradients(std::int64_t first, std::int64_t n, T* slot) const {
    const TiledConvolution& c = work_.tiles_there;
    const TileRoom<T> room(c, static_cast<T*>(run_.scratch()));
    const std::int64_t rows = std::max(c.I, c.most_tiles());
    const Tables tables = work_.tables(run_, rows, rows);
    c.each_block(first, n, [&](const TileBlock& block) {
      add_tile_gradients(run_, c, block, tables, run_.x().data, run_.dy().data, room,
                         slot);
    });
  }

 private:
  [[nodiscard]] T* back_points() const {
    return points_ + work_.tiles_there.weight_points();
  }

  template <class Finish>
  void pass(const TiledConvolution& c, const T* x, const T* U, const T* bias, T* y,
            Finish finish) const {
    const TileRoom<T> room(c, static_cast<T*>(run_.scratch()));
    const Tables tables = work_.tables(run_, c.most_tiles(), c.I);
    const Cut& images = work_.images;
    const std::int64_t first = images.first(run_.task()),
                       n = images.length(run_.task());
    c.each_block(first, n, [&](const TileBlock& block) {
      convolve_tiles(run_, c, block, tables, x, U, bias, room, y);
    });
    const std::int64_t P = c.plane.outputs();
    for (std::int64_t i = first; i < first + n; ++i)
      finish(Matrix<T>{y + i * c.O * P, c.O, P, P});
  }

  const Run<T>& run_;
  const ConvolutionWork& work_;
  T* const points_;
};

}  // namespace backplane::sdk

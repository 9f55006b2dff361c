#pragma once
// The two passes of a convolution through an image, each by the way that suits it:
// windows read where they lie, unfolded (at a stride), or the image itself (1x1).

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/convolution_work.hpp"

namespace backplane::sdk {

/// y of one piece.
template <class T>
class Forward {
 public:
  Forward(const Run<T>& run, const ConvolutionWork& work, const T* bias)
      : run_(run), work_(work), bias_(bias) {
    if (!work.direct) return;
    tables_ = work.tables(run, work.there.O, work.there.depth());
    work.there.fill(tables_);
  }

  void operator()(const Piece& at) const {
    const Convolution& c = work_.c;
    const Matrix<const T> W = run_.matrix(run_.args().params[0], c.O);
    T* const room = static_cast<T*>(run_.scratch());
    if (!work_.direct)
      return convolve(run_, c, run_.x().data, W, bias_, at, room, run_.y().data);
    const std::int64_t I = c.I / c.G, O = c.O / c.G;
    correlate(run_, work_.there, tables_,
              run_.x().data + (at.image * c.I + at.group * I) * c.plane.inputs(),
              W.row(at.group * O), bias_ == nullptr ? nullptr : bias_ + at.group * O,
              at.row, at.n, room,
              run_.y().data + (at.image * c.O + at.group * O) * c.plane.outputs());
  }

 private:
  const Run<T>& run_;
  const ConvolutionWork& work_;
  const T* bias_;
  Tables tables_{};
};

/// dx of one image.
template <class T>
class Backward {
 public:
  Backward(const Run<T>& run, const ConvolutionWork& work) : run_(run), work_(work) {
    if (!work.direct) return;
    tables_ = work.tables(run, work.back.O, work.back.depth());
    work.back.fill(tables_);
  }

  void operator()(std::int64_t image) const {
    const Convolution& c = work_.c;
    const Matrix<const T> W = run_.matrix(run_.args().params[0], c.O);
    T *const room = static_cast<T*>(run_.scratch()), *const dx = run_.dx().data;
    const std::int64_t I = c.I / c.G, O = c.O / c.G, size = c.plane.inputs();
    if (!work_.direct && !c.plane.is_pointwise())
      std::fill_n(dx + image * c.I * size, c.I * size, T(0));
    const Cut blocks = work_.direct ? work_.back.blocks() : work_.blocks;
    for (std::int64_t b = 0; b < blocks.parts; ++b)
      for (std::int64_t g = 0; g < c.G; ++g) {
        const Piece at{image, blocks.first(b), blocks.length(b), g};
        if (!work_.direct)
          convolve_back(run_, c, run_.dy().data, W, at, room, dx);
        else
          correlate(run_, work_.back, tables_,
                    run_.dy().data + (image * c.O + g * O) * c.plane.outputs(),
                    W.row(g * O), nullptr, at.row, at.n, room,
                    dx + (image * c.I + g * I) * size);
      }
  }

 private:
  const Run<T>& run_;
  const ConvolutionWork& work_;
  Tables tables_{};
};

/// The weights' sums over the images [first, first + n), into a slot.
template <class T>
void sum_images(const Run<T>& run, const ConvolutionWork& work, std::int64_t first,
                std::int64_t n, T* slot) {
  const WeightGradient& g = work.gradient;
  const Tables tables = work.tables(run, work.c.depth(), g.pixels());
  g.fill(tables);
  const Cut blocks = g.blocks();
  for (std::int64_t i = first; i < first + n; ++i)
    for (std::int64_t b = 0; b < blocks.parts; ++b)
      for (std::int64_t group = 0; group < work.c.G; ++group)
        g.add(run, tables, {i, blocks.first(b), blocks.length(b), group},
              static_cast<T*>(run.scratch()), slot);
}

/// db[o] += sum over p of dy[o, p] of one image.
template <class T>
void add_sums(const Convolution& c, const Same<T>* dy, std::int64_t image, T* db) {
  const std::int64_t P = c.plane.outputs();
  const T* const first = dy + image * c.O * P;
  for (std::int64_t o = 0; o < c.O; ++o)
    db[o] += sdk::sum(P, [row = first + o * P](std::int64_t p) { return row[p]; });
}

}  // namespace backplane::sdk

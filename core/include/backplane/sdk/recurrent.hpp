#pragma once
// Recurrent layers: a sequence seen step by step, h_t = cell(x_t, h_{t-1}), in one or
// more layers and one or two directions. A task takes a block of samples through the
// whole sequence, there and back, so that no step waits for another sample; products
// run over all steps of the block where they can. Names, gates and layouts are
// PyTorch's: weight_ih_l0 (G H, I), weight_hh_l0 (G H, H), bias_ih_l0, bias_hh_l0 (G
// H).
//
// A cell says, for one sample at one step,
//   static constexpr std::int64_t gates, kept;        // G, rows of H that it keeps
//   static constexpr std::int64_t apart;              // of the G gates, the last ones
//                             // whose recurrent part W_hh h + b_hh it is given apart
//   template <class T> void forward(const StepRows<T>& s) const;
//   template <class T> void backward(const StepRows<T>& s) const;

#include <algorithm>
#include <cstdint>

#include "backplane/sdk/linear.hpp"
#include "backplane/sdk/recurrent_shape.hpp"

namespace backplane::sdk {

/// The rows of one sample at one step. forward: z holds W_ih x + W_hh h_before + biases
/// and becomes the gates; h is to be written. backward: z holds the gates and becomes
/// dz; dh holds dL/dh and becomes what flows to h_before past the products.
template <class T>
struct StepRows {
  std::int64_t H;
  T* z;                  ///< [G H]
  T* u;                  ///< [apart H]: the recurrent part; backward: to hold du
  const T* h_before;     ///< [H]
  T* h;                  ///< [H], forward
  T* kept[2];            ///< [H] each
  const T* kept_before;  ///< kept[0] of the step before; null where that was zeros
  T* dh;                 ///< [H], backward
  T* dkept;              ///< [H], backward: dL/dkept[0], in and out
};

/// One layer in one direction over a block of n samples. Rows of all matrices stand in
/// the order (step, sample).
template <class T>
struct Sweep {
  std::int64_t n, steps, H;
  bool reverse;
  Matrix<const T> x, W_ih, W_hh;        ///< (steps n, I), (G H, I), (G H, H)
  const T *b_ih, *b_hh;                 ///< null without biases
  Matrix<T> z, u, h_before, kept[2];    ///< (steps n, G H), (.., apart H), (.., H)
  Matrix<const T> h_first, kept_first;  ///< (n, H), before the first step; null: zeros
  Matrix<T> h_last, kept_last;          ///< (n, H), to hold the last step's; null: no

  [[nodiscard]] std::int64_t row(std::int64_t step) const {
    return (reverse ? steps - 1 - step : step) * n;
  }
};

template <class Cell, class T>
StepRows<T> rows_at(const Sweep<T>& s, std::int64_t step, std::int64_t i) {
  const std::int64_t r = s.row(step) + i;
  StepRows<T> rows{};
  rows.H = s.H, rows.z = s.z.row(r), rows.h_before = s.h_before.row(r);
  if (Cell::apart > 0) rows.u = s.u.row(r);
  for (std::int64_t k = 0; k < Cell::kept; ++k) rows.kept[k] = s.kept[k].row(r);
  if (Cell::kept > 0 && step > 0) rows.kept_before = s.kept[0].row(s.row(step - 1) + i);
  if (Cell::kept > 0 && step == 0 && s.kept_first.data != nullptr)
    rows.kept_before = s.kept_first.row(i);
  return rows;
}

template <class T>
void copy_rows(const Matrix<const T>& from, const Matrix<T>& to) {
  for (std::int64_t i = 0; i < to.rows; ++i)
    std::copy_n(from.row(i), to.cols, to.row(i));
}

/// What the batch after goes on from.
template <class Cell, class T>
void leave_state(const Sweep<T>& s, const Matrix<T>& out) {
  if (s.h_last.data == nullptr) return;
  const std::int64_t r = s.row(s.steps - 1);
  copy_rows<T>(out.row_block(r, s.n), s.h_last);
  if (Cell::kept > 0) copy_rows<T>(s.kept[0].row_block(r, s.n), s.kept_last);
}

/// z = x W_ih' + the biases that are added to it, for all steps; u: b_hh.
template <class Cell, class T>
void project(const Run<T>& run, const Sweep<T>& s) {
  const std::int64_t G = s.z.cols, joint = G - Cell::apart * s.H;
  for (std::int64_t r = 0; r < s.z.rows && s.b_ih != nullptr; ++r) {
    T* z = s.z.row(r);
    for (std::int64_t g = 0; g < joint; ++g) z[g] = s.b_ih[g] + s.b_hh[g];
    for (std::int64_t g = joint; g < G; ++g) z[g] = s.b_ih[g];
    if (Cell::apart > 0) std::copy_n(s.b_hh + joint, G - joint, s.u.row(r));
  }
  if (s.b_ih == nullptr && Cell::apart > 0)
    std::fill_n(s.u.data, s.u.rows * s.u.cols, T(0));
  run.multiply(s.x, transposed(s.W_ih), T(s.b_ih != nullptr ? 1 : 0), s.z);
}

/// The sweep forward; h of step t goes to out.row(row) as well.
template <class Cell, class T>
void sweep_forward(const Run<T>& run, const Cell& cell, const Sweep<T>& s,
                   const Matrix<T>& out) {
  project<Cell>(run, s);
  const std::int64_t G = s.z.cols, joint = G - Cell::apart * s.H;
  for (std::int64_t step = 0; step < s.steps; ++step) {
    const std::int64_t r = s.row(step);
    const Matrix<T> before = s.h_before.row_block(r, s.n);
    const bool first = step == 0 && s.h_first.data == nullptr;
    if (first)
      std::fill_n(before.data, s.n * s.H, T(0));
    else
      copy_rows<T>(
          step > 0 ? Matrix<const T>(out.row_block(s.row(step - 1), s.n)) : s.h_first,
          before);
    if (!first) {
      run.multiply(before, transposed(s.W_hh.row_block(0, joint)), T(1),
                   s.z.block(r, 0, s.n, joint));
      if (Cell::apart > 0)
        run.multiply(before, transposed(s.W_hh.row_block(joint, G - joint)), T(1),
                     s.u.row_block(r, s.n));
    }
    for (std::int64_t i = 0; i < s.n; ++i) {
      StepRows<T> rows = rows_at<Cell>(s, step, i);
      rows.h = out.row(r + i);
      cell.forward(rows);
    }
  }
  leave_state<Cell>(s, out);
}

/// The sweep back; `dout` holds dL/dh of each step and is used up. dkept, dh: (n, H)
/// rooms. z becomes dz, u becomes du.
template <class Cell, class T>
void sweep_backward(const Run<T>& run, const Cell& cell, const Sweep<T>& s,
                    const Matrix<T>& dout, const Matrix<T>& dkept) {
  const std::int64_t G = s.z.cols, joint = G - Cell::apart * s.H;
  std::fill_n(dkept.data, s.n * s.H, T(0));
  for (std::int64_t step = s.steps; step-- > 0;) {
    const std::int64_t r = s.row(step);
    for (std::int64_t i = 0; i < s.n; ++i) {
      StepRows<T> rows = rows_at<Cell>(s, step, i);
      rows.dh = dout.row(r + i);
      rows.dkept = dkept.row(i);
      cell.backward(rows);
    }
    if (step == 0) return;
    // dh_before += what flows past the products, and through them
    const std::int64_t b = s.row(step - 1);
    const Matrix<T> to = dout.row_block(b, s.n);
    if (Cell::passes_h)
      for (std::int64_t i = 0; i < s.n; ++i)
        for (std::int64_t j = 0; j < s.H; ++j) to(i, j) += dout(r + i, j);
    run.multiply(s.z.block(r, 0, s.n, joint), s.W_hh.row_block(0, joint), T(1), to);
    if (Cell::apart > 0)
      run.multiply(s.u.row_block(r, s.n), s.W_hh.row_block(joint, G - joint), T(1), to);
  }
}

}  // namespace backplane::sdk

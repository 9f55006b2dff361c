// muon: m = mu m + (1 - mu) g;  w *= 1 - lr decay;  w -= lr s O
// O is u = m, or nesterov's (1 - mu) g + mu m, with all singular values near 1: X =
// u / |u|, then `ns_steps` times A = X X',  X = a X + (b A + c A A) X  (Newton-Schulz)
// Shapes: u, O (R,C), R the first axis and C all others; X (r,c) has the short side r
// first. A parameter of one axis takes adamw's step.
#include <algorithm>
#include <cmath>

#include "backplane/sdk/lanes.hpp"
#include "backplane/sdk/optimizer.hpp"

namespace {

using backplane::sdk::Matrix;
using backplane::sdk::Update;

enum class Adjust { match_rms_adamw, original };

/// The sides of a parameter as a matrix, and the scratch that it takes.
struct Sides {
  std::int64_t R, C, r, c;

  explicit Sides(const backplane_shape& shape)
      : R(shape.dim[0]),
        C(backplane::sdk::count(shape, 1, shape.rank)),
        r(std::min(R, C)),
        c(std::max(R, C)) {}

  /// Elements, in whole cache lines of either precision.
  static std::int64_t room(std::int64_t n) { return (n + 15) / 16 * 16; }
  [[nodiscard]] std::int64_t scratch() const { return 2 * (room(r * c) + room(r * r)); }
};

/// X, Y (r,c) and A, B (r,r) in the scratch.
template <class T>
struct Space {
  Matrix<T> X, Y, A, B;

  Space(const Sides& s, void* scratch) {
    T* at = static_cast<T*>(scratch);
    for (Matrix<T>* m : {&X, &Y, &A, &B}) {
      const bool square = m == &A || m == &B;
      *m = {at, s.r, square ? s.r : s.c, square ? s.r : s.c};
      at += Sides::room(m->rows * m->cols);
    }
  }
};

/// |x| over all entries, safe where squares would overflow or vanish.
template <class T>
double norm(const T* x, std::int64_t n) {
  const double top = static_cast<double>(backplane::sdk::reduce(
      n, T(0), [x](std::int64_t i) { return backplane::abs(x[i]); },
      [](T a, T b) { return backplane::max(a, b); }));
  if (!(top > 0) || std::isinf(top)) return top;
  return top * std::sqrt(backplane::sdk::sum(n, [x, top](std::int64_t i) {
           const double part = static_cast<double>(x[i]) / top;
           return part * part;
         }));
}

/// z = p x + q y.
template <class T>
void combine(T p, const Matrix<T>& x, T q, const Matrix<T>& y, const Matrix<T>& z) {
  const T *const from = x.data, *const more = y.data;
  T* const to = z.data;
  BACKPLANE_SDK_INDEPENDENT
  for (std::int64_t i = 0; i < z.rows * z.cols; ++i) to[i] = p * from[i] + q * more[i];
}

struct Muon {
  double lr = 1e-3, momentum = 0.95, weight_decay = 0.1, eps = 1e-7, adam_eps = 1e-8;
  bool nesterov = true, orthogonalize = true;
  std::int64_t ns_steps = 5;
  std::array<double, 3> ns_coefficients{3.4445, -4.775, 2.0315};
  std::array<double, 2> betas{0.9, 0.999};
  Adjust adjust_lr = Adjust::match_rms_adamw;

  static constexpr bool whole_tensor = true;
  static constexpr const char* doc =
      "Momentum whose matrix is made orthogonal before the step, so that no direction "
      "of a weight matrix outgrows the others (Jordan et al., 2024). A convolution's "
      "weight counts as a matrix, its first axis against all others; what has one axis "
      "takes adamw's step, as does everything under `orthogonalize: false`: give "
      "embeddings and the last layer that in a group. Weight decay is decoupled.";
  static constexpr auto params = backplane::params(
      backplane::field(&Muon::lr, "lr", 1e-3, backplane::at_least(0), "learning rate")
          .main()
          .lr()
          .alias("learning_rate"),
      backplane::field(&Muon::momentum, "momentum", 0.95, backplane::below(0, 1),
                       "how slowly the mean of g forgets"),
      backplane::field(&Muon::nesterov, "nesterov", true, "look ahead by one step"),
      backplane::field(&Muon::weight_decay, "weight_decay", 0.1, backplane::at_least(0),
                       "share of each weight lost in a step, times the learning rate")
          .decay(),
      backplane::field(&Muon::ns_steps, "ns_steps", 5, {1, 100},
                       "Newton-Schulz iterations of a step"),
      backplane::field(&Muon::ns_coefficients, "ns_coefficients",
                       {3.4445, -4.775, 2.0315}, "a, b and c of an iteration"),
      backplane::field(&Muon::eps, "eps", 1e-7, backplane::above(0),
                       "the least norm that the momentum is divided by")
          .alias("epsilon"),
      backplane::choice(&Muon::adjust_lr, "adjust_lr", Adjust::match_rms_adamw,
                        {"match_rms_adamw", "original"},
                        "s: 0.2 sqrt(max(R, C)), which makes steps as large as "
                        "adamw's, or sqrt(max(1, R / C))"),
      backplane::field(&Muon::orthogonalize, "orthogonalize", true,
                       "false: adamw's step for matrices too"),
      backplane::field(&Muon::betas, "betas", {0.9, 0.999}, backplane::below(0, 1),
                       "of adamw's step"),
      backplane::field(&Muon::adam_eps, "adam_eps", 1e-8, backplane::at_least(0),
                       "of adamw's step"));
  static constexpr std::array slots{"momentum_buffer", "exp_avg_sq"};

  void needs(const backplane_shape& shape, backplane_opt_needs& needs) const {
    if (!is_matrix(shape.rank)) return;
    const auto width = shape.dtype == BACKPLANE_DT_F64 ? sizeof(double) : sizeof(float);
    needs.n_slots = 1;
    needs.scratch = static_cast<std::uint64_t>(Sides(shape).scratch()) * width;
  }

  template <class T>
  void update(const Update<T>& u) const {
    is_matrix(u.rank()) ? matrix_step(u) : adamw_step(u);
  }

 private:
  bool is_matrix(std::uint32_t rank) const { return orthogonalize && rank >= 2; }

  double scale(const Sides& s) const {
    const auto R = static_cast<double>(s.R), C = static_cast<double>(s.C);
    if (adjust_lr == Adjust::original) return std::sqrt(std::max(1.0, R / C));
    return 0.2 * std::sqrt(std::max(R, C));
  }

  template <class T>
  void matrix_step(const Update<T>& u) const {
    const Sides sides(*u.shape);
    const Space<T> space(sides, u.scratch);
    average(u, space.Y.data);
    normalise(u.matrix(space.Y.data), space.X);
    for (std::int64_t k = 0; k < ns_steps; ++k) iterate(u, space);
    const T keep = T(1 - u.lr * u.weight_decay), rate = T(u.lr * scale(sides));
    const Matrix<T> w = u.matrix(u.w);
    const Matrix<T>& X = space.X;
    const bool turned = sides.R > sides.C;
    for (std::int64_t i = 0; i < w.rows; ++i)
      for (std::int64_t j = 0; j < w.cols; ++j)
        w(i, j) = keep * w(i, j) - rate * (turned ? X(j, i) : X(i, j));
  }

  /// m, and u into `out`, [n].
  template <class T>
  void average(const Update<T>& u, T* out) const {
    const T keep = T(momentum), take = T(1 - momentum), scale = T(u.grad_scale);
    T* const m = u.slot(0);
    const T* const g = u.g;
    BACKPLANE_SDK_INDEPENDENT
    for (std::int64_t i = 0; i < u.n; ++i) {
      const T part = take * (scale * g[i]);
      m[i] = keep * m[i] + part;
      out[i] = nesterov ? part + keep * m[i] : m[i];
    }
  }

  /// X = u / |u|, with the short side first.
  template <class T>
  void normalise(const Matrix<T>& u, const Matrix<T>& X) const {
    const double size = norm(u.data, u.rows * u.cols);
    const double by = size < eps ? eps : size;
    const bool turned = u.rows > u.cols;
    for (std::int64_t i = 0; i < u.rows; ++i)
      for (std::int64_t j = 0; j < u.cols; ++j)
        (turned ? X(j, i) : X(i, j)) = T(static_cast<double>(u(i, j)) / by);
  }

  template <class T>
  void iterate(const Update<T>& u, const Space<T>& s) const {
    const auto& [a, b, c] = ns_coefficients;
    u.multiply(s.X, transposed(s.X), T(0), s.A);
    u.multiply(s.A, s.A, T(0), s.B);
    combine(T(b), s.A, T(c), s.B, s.B);
    u.multiply(s.B, s.X, T(0), s.Y);
    combine(T(a), s.X, T(1), s.Y, s.X);
  }

  template <class T>
  void adamw_step(const Update<T>& u) const {
    const auto t = static_cast<double>(u.step);
    const T keep = T(1 - u.lr * u.weight_decay), b1 = T(betas[0]), b2 = T(betas[1]);
    const T c1 = T(1 - betas[0]), c2 = T(1 - betas[1]), e = T(adam_eps);
    const T rate = T(u.lr / (1 - std::pow(betas[0], t)));
    const T root = T(std::sqrt(1 - std::pow(betas[1], t)));
    u.each([=](T& w, T g, T& m, T& v) {
      w *= keep;
      m = b1 * m + c1 * g;
      v = b2 * v + c2 * g * g;
      w -= rate * (m / (backplane::sqrt(v) / root + e));
    });
  }
};

}  // namespace

BACKPLANE_OPTIMIZER(Muon, "muon", "w -= lr s orthogonal(m)", "1.0.0");

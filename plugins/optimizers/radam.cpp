// radam: m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  n = 2 / (1 - b2) - 1;
// k = n - 2 t b2^t / (1 - b2^t);  w -= lr / (1 - b1^t) m s,  with g += decay w first
// s = sqrt(1 - b2^t) / (sqrt(v) + eps) sqrt((k-4)(k-2) n / ((n-4)(n-2) k)), 1 for k <=
// 5
#include <cmath>

#include "backplane/sdk/optimizer.hpp"

namespace {

struct RAdam {
  double lr = 1e-3, eps = 1e-8, weight_decay = 0;
  std::array<double, 2> betas{0.9, 0.999};

  static constexpr const char* doc =
      "Adam without its unsure first steps, as in PyTorch: momentum alone until the "
      "variance of v is known, then Adam, rectified for what is not known yet.";
  static constexpr auto params = backplane::params(
      backplane::field(&RAdam::lr, "lr", 1e-3, backplane::at_least(0), "learning rate")
          .main()
          .lr()
          .alias("learning_rate"),
      backplane::field(&RAdam::betas, "betas", {0.9, 0.999}, backplane::below(0, 1),
                       "how slowly the means of g and g^2 forget"),
      backplane::field(&RAdam::eps, "eps", 1e-8, backplane::at_least(0),
                       "added to the root, against division by 0")
          .alias("epsilon"),
      backplane::field(&RAdam::weight_decay, "weight_decay", 0.0,
                       backplane::at_least(0),
                       "L2 penalty: its gradient is this times the weight")
          .decay());
  static constexpr std::array slots{"exp_avg", "exp_avg_sq"};

  /// The rectification of step t; 0 while the variance of v is not known.
  double rectification(double t) const {
    const double forgot = std::pow(betas[1], t), n = 2 / (1 - betas[1]) - 1;
    const double k = n - 2 * t * forgot / (1 - forgot);
    if (!(k > 5)) return 0;
    return std::sqrt((k - 4) * (k - 2) * n / ((n - 4) * (n - 2) * k));
  }

  template <class T>
  void update(const backplane::sdk::Update<T>& u) const {
    const auto t = static_cast<double>(u.step);
    const double rate = u.lr / (1 - std::pow(betas[0], t)), r = rectification(t);
    const T decay = T(u.weight_decay), b1 = T(betas[0]), b2 = T(betas[1]);
    const T c1 = T(1 - betas[0]), c2 = T(1 - betas[1]), e = T(eps);
    const auto moments = [=](T w, T g, T& m, T& v) {
      g += decay * w;
      m = b1 * m + c1 * g;
      v = b2 * v + c2 * g * g;
    };
    if (r == 0) {
      const T plain = T(rate);
      return u.each([=](T& w, T g, T& m, T& v) {
        moments(w, g, m, v);
        w -= plain * m;
      });
    }
    const T adaptive = T(rate * r * std::sqrt(1 - std::pow(betas[1], t)));
    u.each([=](T& w, T g, T& m, T& v) {
      moments(w, g, m, v);
      w -= adaptive * (m / (backplane::sqrt(v) + e));
    });
  }
};

}  // namespace

BACKPLANE_OPTIMIZER(RAdam, "radam", "w -= lr r m / (sqrt(v) + eps)", "1.0.0");

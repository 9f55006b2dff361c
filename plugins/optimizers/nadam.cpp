// nadam: m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;  r = sqrt(v / (1 - b2^t)) +
// eps w -= lr (1 - mu_t) / (1 - P_t) g / r + lr mu_t+1 / (1 - P_t+1) m / r, mu_t = b1
// (1 - 0.96^(t psi) / 2),  P_t = mu_1 ... mu_t,  with g += decay w first
#include <cmath>

#include "backplane/sdk/optimizer.hpp"

namespace {

struct NAdam {
  double lr = 2e-3, eps = 1e-8, weight_decay = 0, momentum_decay = 4e-3;
  std::array<double, 2> betas{0.9, 0.999};

  static constexpr const char* doc =
      "Adam that looks ahead by a step (Nesterov), with a momentum that warms up, as "
      "PyTorch documents it.";
  static constexpr auto params = backplane::params(
      backplane::field(&NAdam::lr, "lr", 2e-3, backplane::at_least(0), "learning rate")
          .main()
          .lr()
          .alias("learning_rate"),
      backplane::field(&NAdam::betas, "betas", {0.9, 0.999}, backplane::below(0, 1),
                       "how slowly the means of g and g^2 forget"),
      backplane::field(&NAdam::eps, "eps", 1e-8, backplane::at_least(0),
                       "added to the root, against division by 0")
          .alias("epsilon"),
      backplane::field(&NAdam::weight_decay, "weight_decay", 0.0,
                       backplane::at_least(0),
                       "L2 penalty: its gradient is this times the weight")
          .decay(),
      backplane::field(&NAdam::momentum_decay, "momentum_decay", 4e-3,
                       backplane::at_least(0),
                       "psi: how fast the momentum grows from b1 / 2 to b1"));
  static constexpr std::array slots{"exp_avg", "exp_avg_sq"};

  /// mu of step t.
  double momentum(double t) const {
    return betas[0] * (1 - 0.5 * std::pow(0.96, t * momentum_decay));
  }

  /// P_t, a function of t alone. It ends where 1 - P is 1, and as a power where mu no
  /// longer changes; so it takes a hundred factors or a few thousand, never t of them.
  double product(std::uint64_t t) const {
    const double fade = std::pow(0.96, momentum_decay);
    double all = 1, faded = 1;
    for (std::uint64_t i = 1; i <= t && 1 - all != 1; ++i) {
      faded *= fade;
      all *= betas[0] * (1 - 0.5 * faded);
      if (1 - 0.5 * faded == 1)
        return all * std::pow(betas[0], static_cast<double>(t - i));
    }
    return all;
  }

  template <class T>
  void update(const backplane::sdk::Update<T>& u) const {
    const auto t = static_cast<double>(u.step);
    const double mu = momentum(t), next = momentum(t + 1), all = product(u.step);
    const T of_g = T(u.lr * (1 - mu) / (1 - all));
    const T of_m = T(u.lr * next / (1 - all * next));
    const T root = T(std::sqrt(1 - std::pow(betas[1], t))), e = T(eps);
    const T decay = T(u.weight_decay), b1 = T(betas[0]), b2 = T(betas[1]);
    const T c1 = T(1 - betas[0]), c2 = T(1 - betas[1]);
    u.each([=](T& w, T g, T& m, T& v) {
      g += decay * w;
      m = b1 * m + c1 * g;
      v = b2 * v + c2 * g * g;
      const T r = backplane::sqrt(v) / root + e;
      w -= of_g * (g / r) + of_m * (m / r);
    });
  }
};

}  // namespace

BACKPLANE_OPTIMIZER(NAdam, "nadam", "w -= lr (a g + b m) / (sqrt(v) + eps)", "1.0.0");

// adadelta: v = rho v + (1 - rho) g^2;  d = sqrt(a + eps) / sqrt(v + eps) g;
// a = rho a + (1 - rho) d^2;  w -= lr d,  with g += decay w first
#include "backplane/sdk/optimizer.hpp"

namespace {

struct Adadelta {
  double lr = 1, rho = 0.9, eps = 1e-6, weight_decay = 0;

  static constexpr const char* doc =
      "Steps of the size of the steps before, over that of the gradients, as in "
      "PyTorch: the units fit, and the learning rate may stay 1.";
  static constexpr auto params = backplane::params(
      backplane::field(&Adadelta::lr, "lr", 1.0, backplane::at_least(0),
                       "factor on every step")
          .main()
          .lr()
          .alias("learning_rate"),
      backplane::field(&Adadelta::rho, "rho", 0.9, {0, 1},
                       "how slowly the means of squares forget"),
      backplane::field(&Adadelta::eps, "eps", 1e-6, backplane::at_least(0),
                       "added under both roots: the size of the first steps")
          .alias("epsilon"),
      backplane::field(&Adadelta::weight_decay, "weight_decay", 0.0,
                       backplane::at_least(0),
                       "L2 penalty: its gradient is this times the weight")
          .decay());
  static constexpr std::array slots{"square_avg", "acc_delta"};

  template <class T>
  void update(const backplane::sdk::Update<T>& u) const {
    const T rate = T(u.lr), decay = T(u.weight_decay), e = T(eps);
    const T keep = T(rho), take = T(1 - rho);
    u.each([=](T& w, T g, T& v, T& a) {
      g += decay * w;
      v = keep * v + take * g * g;
      const T d = backplane::sqrt(a + e) / backplane::sqrt(v + e) * g;
      a = keep * a + take * d * d;
      w -= rate * d;
    });
  }
};

}  // namespace

BACKPLANE_OPTIMIZER(Adadelta, "adadelta", "w -= lr sqrt(mean d^2) / sqrt(mean g^2) g",
                    "1.0.0");

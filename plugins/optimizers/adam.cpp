// adam: m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;
// w -= lr / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + eps),  with g += decay w first
#include <cmath>

#include "backplane/sdk/optimizer.hpp"

namespace {

struct Adam {
  double lr = 1e-3, eps = 1e-8, weight_decay = 0;
  std::array<double, 2> betas{0.9, 0.999};
  bool amsgrad = false;

  static constexpr const char* doc =
      "Adam, as in PyTorch. Weight decay is an L2 penalty and passes through the "
      "moments; "
      "for decoupled decay take adamw.";
  static constexpr auto params = backplane::params(
      backplane::field(&Adam::lr, "lr", 1e-3, backplane::at_least(0), "learning rate")
          .main()
          .lr()
          .alias("learning_rate"),
      backplane::field(&Adam::betas, "betas", {0.9, 0.999}, backplane::below(0, 1),
                       "how slowly the means of g and g^2 forget"),
      backplane::field(&Adam::eps, "eps", 1e-8, backplane::at_least(0),
                       "added to the root, against division by 0")
          .alias("epsilon"),
      backplane::field(&Adam::weight_decay, "weight_decay", 0.0, backplane::at_least(0),
                       "L2 penalty: its gradient is this times the weight")
          .decay(),
      backplane::field(&Adam::amsgrad, "amsgrad", false,
                       "divide by the largest v so far"));
  static constexpr std::array slots{"exp_avg", "exp_avg_sq", "max_exp_avg_sq"};

  std::uint32_t slots_used() const { return amsgrad ? 3 : 2; }

  template <class T>
  void update(const backplane::sdk::Update<T>& u) const {
    const auto t = static_cast<double>(u.step);
    const T decay = T(u.weight_decay), b1 = T(betas[0]), b2 = T(betas[1]);
    const T c1 = T(1 - betas[0]), c2 = T(1 - betas[1]), e = T(eps);
    const T rate = T(u.lr / (1 - std::pow(betas[0], t)));
    const T root = T(std::sqrt(1 - std::pow(betas[1], t)));
    const auto moments = [=](T w, T& g, T& m, T& v) {
      g += decay * w;
      m = b1 * m + c1 * g;
      v = b2 * v + c2 * g * g;
    };
    if (amsgrad)
      return u.each([=](T& w, T g, T& m, T& v, T& top) {
        moments(w, g, m, v);
        top = backplane::max(top, v);
        w -= rate * (m / (backplane::sqrt(top) / root + e));
      });
    u.each([=](T& w, T g, T& m, T& v) {
      moments(w, g, m, v);
      w -= rate * (m / (backplane::sqrt(v) / root + e));
    });
  }
};

}  // namespace

BACKPLANE_OPTIMIZER(Adam, "adam", "w -= lr m / (sqrt(v) + eps)", "1.0.0");

// lion: w *= 1 - lr decay;  w -= lr sign(b1 m + (1 - b1) g);  m = b2 m + (1 - b2) g
#include "backplane/sdk/optimizer.hpp"

namespace {

struct Lion {
  double lr = 1e-4, weight_decay = 0;
  std::array<double, 2> betas{0.9, 0.99};

  static constexpr const char* doc =
      "Every weight moves by the learning rate, whatever its gradient (Chen et al., "
      "2023). Takes a rate 3 to 10 times smaller than adamw's, and a decay as much "
      "larger. Weight decay is decoupled.";
  static constexpr auto params = backplane::params(
      backplane::field(&Lion::lr, "lr", 1e-4, backplane::at_least(0), "learning rate")
          .main()
          .lr()
          .alias("learning_rate"),
      backplane::field(&Lion::betas, "betas", {0.9, 0.99}, backplane::below(0, 1),
                       "the momentum's weight in the step, and what it keeps"),
      backplane::field(&Lion::weight_decay, "weight_decay", 0.0, backplane::at_least(0),
                       "share of each weight lost in a step, times the learning rate")
          .decay());
  static constexpr std::array slots{"exp_avg"};

  template <class T>
  void update(const backplane::sdk::Update<T>& u) const {
    const T keep = T(1 - u.lr * u.weight_decay), rate = T(u.lr);
    const T b1 = T(betas[0]), b2 = T(betas[1]);
    const T c1 = T(1 - betas[0]), c2 = T(1 - betas[1]);
    u.each([=](T& w, T g, T& m) {
      w *= keep;
      w -= rate * backplane::sign(b1 * m + c1 * g);
      m = b2 * m + c2 * g;
    });
  }
};

}  // namespace

BACKPLANE_OPTIMIZER(Lion, "lion", "w -= lr (sign(b1 m + (1 - b1) g) + decay w)",
                    "1.0.0");

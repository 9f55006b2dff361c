// rmsprop: v = a v + (1 - a) g^2;  w -= lr g / (sqrt(v) + eps),  with g += decay w
// first centered: v - (mean of g)^2 for v; momentum: b = mu b + g / (sqrt(v) + eps), w
// -= lr b
#include "backplane/sdk/optimizer.hpp"

namespace {

struct RmsProp {
  double lr = 1e-2, alpha = 0.99, eps = 1e-8, weight_decay = 0, momentum = 0;
  bool centered = false;

  static constexpr const char* doc =
      "Divides the gradient by a running root of its mean square, as in PyTorch.";
  static constexpr auto params = backplane::params(
      backplane::field(&RmsProp::lr, "lr", 1e-2, backplane::at_least(0),
                       "learning rate")
          .main()
          .lr()
          .alias("learning_rate"),
      backplane::field(&RmsProp::alpha, "alpha", 0.99, {0, 1},
                       "how slowly the mean of g^2 forgets"),
      backplane::field(&RmsProp::eps, "eps", 1e-8, backplane::at_least(0),
                       "added to the root, against division by 0")
          .alias("epsilon"),
      backplane::field(&RmsProp::weight_decay, "weight_decay", 0.0,
                       backplane::at_least(0),
                       "L2 penalty: its gradient is this times the weight")
          .decay(),
      backplane::field(&RmsProp::momentum, "momentum", 0.0, backplane::at_least(0),
                       "how much of the last step is kept"),
      backplane::field(&RmsProp::centered, "centered", false,
                       "divide by the deviation of g instead"));
  static constexpr std::array slots{"square_avg", "momentum_buffer", "grad_avg"};

  std::uint32_t slots_used() const { return centered ? 3 : (momentum > 0 ? 2 : 1); }

  template <class T>
  void update(const backplane::sdk::Update<T>& u) const {
    const T rate = T(u.lr), decay = T(u.weight_decay), a = T(alpha), c = T(1 - alpha);
    const T mu = T(momentum), e = T(eps);
    const auto square = [=](T w, T& g, T& v) {
      g += decay * w;
      v = a * v + c * g * g;
    };
    const auto deviation = [=](T g, T v, T& mean) {
      mean = a * mean + c * g;
      return backplane::sqrt(v - mean * mean) + e;
    };
    if (centered && momentum > 0)
      return u.each([=](T& w, T g, T& v, T& b, T& mean) {
        square(w, g, v);
        b = mu * b + g / deviation(g, v, mean);
        w -= rate * b;
      });
    if (centered)
      return u.each([=](T& w, T g, T& v, T&, T& mean) {
        square(w, g, v);
        w -= rate * (g / deviation(g, v, mean));
      });
    if (momentum > 0)
      return u.each([=](T& w, T g, T& v, T& b) {
        square(w, g, v);
        b = mu * b + g / (backplane::sqrt(v) + e);
        w -= rate * b;
      });
    u.each([=](T& w, T g, T& v) {
      square(w, g, v);
      w -= rate * (g / (backplane::sqrt(v) + e));
    });
  }
};

}  // namespace

BACKPLANE_OPTIMIZER(RmsProp, "rmsprop", "w -= lr g / (sqrt(mean g^2) + eps)", "1.0.0");

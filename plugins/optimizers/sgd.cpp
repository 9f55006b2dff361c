// sgd: g += decay w;  v = momentum v + (1 - dampening) g;  w -= lr v
// v = g at step 1; nesterov: w -= lr (g + momentum v)
#include "backplane/sdk/optimizer.hpp"

namespace {

struct Sgd {
  double lr = 0, momentum = 0, dampening = 0, weight_decay = 0;
  bool nesterov = false;

  static constexpr const char* doc =
      "Stochastic gradient descent with momentum and weight decay (L2), as in PyTorch: "
      "the first step takes the gradient itself as the momentum.";
  static constexpr auto params = backplane::params(
      backplane::field(&Sgd::lr, "lr", backplane::required, backplane::at_least(0),
                       "learning rate")
          .main()
          .lr()
          .alias("learning_rate"),
      backplane::field(&Sgd::momentum, "momentum", 0.0, backplane::at_least(0),
                       "how much of the last step is kept"),
      backplane::field(&Sgd::dampening, "dampening", 0.0,
                       "what the gradient loses on its way into the momentum"),
      backplane::field(&Sgd::nesterov, "nesterov", false, "look ahead by one step"),
      backplane::field(&Sgd::weight_decay, "weight_decay", 0.0, backplane::at_least(0),
                       "L2 penalty: its gradient is this times the weight")
          .decay());
  static constexpr std::array slots{"momentum_buffer"};

  std::uint32_t slots_used() const { return momentum != 0 ? 1 : 0; }

  void validate() const {
    if (nesterov && (momentum <= 0 || dampening != 0))
      throw backplane::sdk::invalid(
          "nesterov", "'nesterov' needs a momentum above 0 and no dampening");
  }

  template <class T>
  void update(const backplane::sdk::Update<T>& u) const {
    const T rate = T(u.lr), decay = T(u.weight_decay);
    if (momentum == 0) return u.each([=](T& w, T g) { w -= rate * (g + decay * w); });
    // At step 1 the momentum is the gradient: 0 v + 1 g.
    const T keep = u.step == 1 ? T(0) : T(momentum);
    const T take = u.step == 1 ? T(1) : T(1 - dampening);
    const T ahead = T(momentum);
    if (nesterov)
      return u.each([=](T& w, T g, T& v) {
        g += decay * w;
        v = keep * v + take * g;
        w -= rate * (g + ahead * v);
      });
    u.each([=](T& w, T g, T& v) {
      v = keep * v + take * (g + decay * w);
      w -= rate * v;
    });
  }
};

}  // namespace

BACKPLANE_OPTIMIZER(Sgd, "sgd", "w -= lr v,  v = momentum v + g", "1.0.0");

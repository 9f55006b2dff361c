// adagrad: v += g^2;  w -= lr / (1 + (t - 1) lr_decay) g / (sqrt(v) + eps),
// with g += decay w first; v starts as initial_accumulator_value
#include "backplane/sdk/optimizer.hpp"

namespace {

struct Adagrad {
  double lr = 1e-2, lr_decay = 0, weight_decay = 0, initial_accumulator_value = 0;
  double eps = 1e-10;

  static constexpr const char* doc =
      "Divides the gradient by the root of the sum of all its squares so far, as in "
      "PyTorch: a weight that moves often moves ever less. Suits sparse features.";
  static constexpr auto params = backplane::params(
      backplane::field(&Adagrad::lr, "lr", 1e-2, backplane::at_least(0),
                       "learning rate")
          .main()
          .lr()
          .alias("learning_rate"),
      backplane::field(&Adagrad::lr_decay, "lr_decay", 0.0, backplane::at_least(0),
                       "the rate is divided by 1 + this times the steps done"),
      backplane::field(&Adagrad::weight_decay, "weight_decay", 0.0,
                       backplane::at_least(0),
                       "L2 penalty: its gradient is this times the weight")
          .decay(),
      backplane::field(&Adagrad::initial_accumulator_value, "initial_accumulator_value",
                       0.0, backplane::at_least(0), "what the sum of squares starts as")
          .alias("initial_accumulator"),
      backplane::field(&Adagrad::eps, "eps", 1e-10, backplane::at_least(0),
                       "added to the root, against division by 0")
          .alias("epsilon"));
  static constexpr std::array slots{"sum"};

  template <class T>
  void update(const backplane::sdk::Update<T>& u) const {
    const double done = static_cast<double>(u.step - 1);
    const T rate = T(u.lr / (1 + done * lr_decay)), decay = T(u.weight_decay);
    const T e = T(eps), start = u.step == 1 ? T(initial_accumulator_value) : T(0);
    u.each([=](T& w, T g, T& v) {
      g += decay * w;
      v = (v + start) + g * g;
      w -= rate * (g / (backplane::sqrt(v) + e));
    });
  }
};

}  // namespace

BACKPLANE_OPTIMIZER(Adagrad, "adagrad", "w -= lr g / (sqrt(sum g^2) + eps)", "1.0.0");

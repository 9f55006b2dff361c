// my_tanh: y = tanh(gain x)
#include <backplane/sdk/activation.hpp>

struct MyTanh {
  double gain = 1;
  static constexpr auto params = backplane::params(
      backplane::field(&MyTanh::gain, "gain", 1.0, {0.01, 100}, "steepness at 0"));
  template <class T> T f(T x) const { return backplane::tanh(T(gain) * x); }
};
BACKPLANE_ACTIVATION(MyTanh, "example.my_tanh", "tanh(gain x)", "1.0.0");

// dice: L = 1 - (2 sum a_i t_i + s) / D,  D = sum a_i + sum t_i + s
// dL/da_i = -(2 t_i D - N) / D^2,  N = 2 sum a_i t_i + s; with `squared` D sums squares
// and its derivative is 2 a_i
#include "backplane/sdk/loss.hpp"

namespace {

using backplane::sdk::LossRow;

struct Dice {
  double smooth = 1;
  bool squared = false;

  static constexpr const char* doc =
      "How little a row of probabilities overlaps a row of targets from 0 to 1, or a "
      "class number: 0 where they agree. A sigmoid or softmax stands before it. Each "
      "row is measured alone; the mean is over the rows.";
  static constexpr auto params = backplane::params(
      backplane::field(&Dice::smooth, "smooth", 1.0, backplane::at_least(0),
                       "added above and below; it keeps rows without a target calm")
          .main(),
      backplane::field(&Dice::squared, "squared", false,
                       "sums squares below the line, as V-Net does"));
  static constexpr std::uint32_t targets =
      BACKPLANE_LOSS_TARGET_INDEX | BACKPLANE_LOSS_TARGET_DENSE;
  static constexpr bool in_place = true;
  static constexpr const char* needs = "sigmoid, softmax, hard_sigmoid, identity";

  backplane::sdk::Range output_range(std::int64_t, std::int64_t) const {
    return {0, 1};
  }
  backplane::sdk::Range target_range() const { return {0, 1}; }

  template <class T>
  double row(const LossRow<T>& row) const {
    const T *a = row.a, *t = row.t;
    const std::int64_t label = row.label;
    const auto target = [=](std::int64_t i) {
      return static_cast<double>(t != nullptr ? t[i] : i == label ? T(1) : T(0));
    };
    const auto output = [=](std::int64_t i) { return static_cast<double>(a[i]); };
    const auto size = [this](double v) { return squared ? v * v : v; };
    const double both = backplane::sdk::sum(
        row.n, [=](std::int64_t i) { return output(i) * target(i); });
    const double each = backplane::sdk::sum(
        row.n, [=](std::int64_t i) { return size(output(i)) + size(target(i)); });
    const double N = 2 * both + smooth, D = each + smooth;
    if (D == 0) return empty(row);  // nothing here and nothing wanted
    if (row.da != nullptr)
      for (std::int64_t i = 0; i < row.n; ++i) {
        const double growth = squared ? 2 * output(i) : 1;
        row.da[i] = static_cast<T>(-row.scale * (2 * target(i) - growth * (N / D)) / D);
      }
    return 1 - N / D;
  }

  template <class T>
  static double empty(const LossRow<T>& row) {
    for (std::int64_t i = 0; row.da != nullptr && i < row.n; ++i) row.da[i] = T(0);
    return 0;
  }
};

}  // namespace

BACKPLANE_LOSS(Dice, "dice", "1 - (2 sum a_i t_i + s) / (sum a_i + sum t_i + s)",
               "1.0.0");

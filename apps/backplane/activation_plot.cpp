// f and f' asked from the part itself, then drawn.
#include "activation_plot.hpp"

#include <algorithm>
#include <vector>

#include "plot.hpp"
#include "plugin_verbs.hpp"

namespace backplane::app {

namespace {

constexpr int kColumns = 28, kRows = 8;

std::shared_ptr<const Activation> with_defaults(const Component& component) {
  std::vector<Value> values;
  for (const auto& param : component.params) {
    if (param.has(BACKPLANE_PF_REQUIRED) && example_of(param).empty()) return nullptr;
    values.push_back(param.def);
  }
  auto made = component.make_activation(values);
  return made ? *made : nullptr;
}

backplane_act_args block_of(const std::vector<double>& x) {
  backplane_act_args block{};
  block.struct_size = sizeof block;
  block.dtype = BACKPLANE_DT_F64;
  block.rows = 1;
  block.cols = block.ld = static_cast<std::int64_t>(x.size());
  block.x = x.data();
  return block;
}

}  // namespace

std::optional<std::string> activation_plot(const Component& component) {
  if ((component.dtypes & BACKPLANE_DT_F64) == 0) return std::nullopt;
  const auto f = with_defaults(component);
  if (f == nullptr || (f->flags() & BACKPLANE_ACT_ROWWISE) != 0) return std::nullopt;

  constexpr auto kPoints = std::size_t{2} * kColumns;
  std::vector<double> x(kPoints), y(kPoints), dy(kPoints, 1.0), dx(kPoints);
  for (std::size_t i = 0; i < kPoints; ++i)
    x[i] = -4.0 + 8.0 * static_cast<double>(i) / (kPoints - 1);
  auto block = block_of(x);
  block.out = y.data();
  if (f->forward(block) != BACKPLANE_OK) return std::nullopt;
  block.y = y.data();
  block.dy = dy.data();
  block.out = dx.data();
  if (f->backward(block) != BACKPLANE_OK) return std::nullopt;

  const auto left = plot({"f(x)", x, y}, kColumns, kRows);
  const auto right = plot({"f'(x)", x, dx}, kColumns, kRows);
  std::string text;
  for (std::size_t i = 0; i < left.size(); ++i) {
    text += left[i] + " " + right[i];
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text;
}

}  // namespace backplane::app

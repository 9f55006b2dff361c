// The autopsy of a loss that is not finite; runs once, after the fact.
#include "run/not_finite.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "run/domains.hpp"

namespace backplane::run {
namespace {

template <class T>
std::optional<std::int64_t> first_bad(const void* data, std::int64_t n) {
  const T* values = static_cast<const T*>(data);
  for (std::int64_t i = 0; i < n; ++i)
    if (!std::isfinite(values[i])) return i;
  return std::nullopt;
}

std::optional<std::int64_t> first_bad(const void* data, const Shape& shape) {
  if (static_cast<DType>(shape.dtype) == DType::i32) return std::nullopt;  // ids
  return static_cast<DType>(shape.dtype) == DType::f64
             ? first_bad<double>(data, elements(shape))
             : first_bad<float>(data, elements(shape));
}

template <class T>
std::optional<std::string> untaken(const Domains& domains, const Tensor& output,
                                   std::int64_t cols) {
  const T* values = static_cast<const T*>(output.data);
  const auto at = domains.first_outside(values, elements(output.shape));
  if (!at) return std::nullopt;
  return fmt::format("it takes outputs of {}, and output {} is {:g}",
                     in_words(domains.of(*at)), *at % cols,
                     static_cast<double>(values[*at]));
}

// Of outputs that are numbers: whether the losses take them.
std::string why_not(const Session& session, std::int64_t rows) {
  const plan::NetworkPlan& plan = session.network().plan();
  for (std::size_t h = 0; h < plan.heads.size(); ++h) {
    const std::int64_t cols = plan.heads[h].columns();
    const Domains domains(*plan.heads[h].loss, BACKPLANE_LOSS_PREDICTIONS, cols, cols);
    const Tensor& output = session.output(rows, h);
    const auto found = static_cast<DType>(output.shape.dtype) == DType::f64
                           ? untaken<double>(domains, output, cols)
                           : untaken<float>(domains, output, cols);
    if (found) return *found;
  }
  return "the network's outputs are finite, the loss is not";
}

}  // namespace

Error find_not_finite(const Session& session, std::int64_t rows, double loss,
                      const std::string& when) {
  const plan::NetworkPlan& plan = session.network().plan();
  Error error;
  error.code = "E0710";
  const std::string what = std::isnan(loss) ? "not a number" : "infinite";
  error.remarks = {
      "help: a smaller learning rate, train.clip_norm, or scaled inputs "
      "usually cure this"};
  const auto say = [&](const std::string& cause, const Place& place) {
    error.message = "the loss is " + what + " at " + when + ": " + cause;
    error.place = place;
    return error;
  };
  for (const int v : plan.inputs) {
    const Tensor& input = session.value(rows, v);
    const auto bad = first_bad(input.data, input.shape);
    if (!bad) continue;
    const std::int64_t sample = *bad / (elements(input.shape) / input.shape.dim[0]);
    return say("the data itself has such a number, in sample " +
                   std::to_string(sample) + " of the batch",
               plan.values[static_cast<std::size_t>(v)].place);
  }
  for (const plan::NodePlan& node : plan.nodes) {
    for (const int p : node.params) {
      const auto& param = plan.params[static_cast<std::size_t>(p)];
      if (first_bad(session.network().data(param), param.shape))
        return say("parameter '" + param.name +
                       "' is no longer finite, the step before "
                       "moved it too far",
                   node.place);
    }
    for (const int v : node.out) {
      const Tensor& out = session.value(rows, v);
      if (first_bad(out.data, out.shape))
        return say("'" + node.name + "' (" + node.part + ") made the first such number",
                   node.place);
    }
  }
  return say(why_not(session, rows), {});
}

}  // namespace backplane::run

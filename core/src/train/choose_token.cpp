// First the k likeliest, then their shares, then the few that make up top_p.
#include "train/choose_token.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace backplane::train {
namespace {

Error out_of_range(const char* what, double value, const char* range) {
  std::string number = std::to_string(value);
  return {"E0666", std::string(what) + " is " + number + ": expected " + range,
          {},      {},
          {},      {},
          {}};
}

}  // namespace

Outcome check(const Sampling& sampling) {
  if (!(sampling.temperature >= 0 && std::isfinite(sampling.temperature)))
    return out_of_range("the temperature", sampling.temperature, "0 or more");
  if (sampling.top_k < 0)
    return out_of_range("top_k", static_cast<double>(sampling.top_k),
                        "1 or more, or 0 for all tokens");
  if (!(sampling.top_p > 0 && sampling.top_p <= 1))
    return out_of_range("top_p", sampling.top_p, "a share above 0 and up to 1");
  return Done{};
}

// Ties go to the smaller token, so that the order is one of the scores alone.
void TokenChooser::keep_likeliest(std::span<const double> scores) {
  order_.clear();
  for (std::size_t i = 0; i < scores.size(); ++i)
    if (scores[i] > -HUGE_VAL) order_.push_back(static_cast<std::int32_t>(i));
  const auto likelier = [&](std::int32_t a, std::int32_t b) {
    const double x = scores[static_cast<std::size_t>(a)];
    const double y = scores[static_cast<std::size_t>(b)];
    return x > y || (x == y && a < b);
  };
  std::sort(order_.begin(), order_.end(), likelier);
  const auto k = static_cast<std::size_t>(sampling_.top_k);
  if (k > 0 && k < order_.size()) order_.resize(k);
}

void TokenChooser::weigh(std::span<const double> scores) {
  share_.clear();
  const double top = scores[static_cast<std::size_t>(order_.front())];
  for (const std::int32_t token : order_)
    share_.push_back(std::exp((scores[static_cast<std::size_t>(token)] - top) /
                              sampling_.temperature));
  const double all = std::accumulate(share_.begin(), share_.end(), 0.0);
  double sum = 0;
  std::size_t kept = 0;
  while (kept < share_.size() && (kept == 0 || sum < sampling_.top_p * all))
    sum += share_[kept++];
  share_.resize(kept);
}

std::int32_t TokenChooser::choose(std::span<const double> scores, double u) {
  if (std::ranges::any_of(scores, [](double z) { return std::isnan(z); })) return -1;
  keep_likeliest(scores);
  if (order_.empty() || std::isinf(scores[static_cast<std::size_t>(order_.front())]))
    return -1;
  if (sampling_.temperature == 0) return order_.front();
  weigh(scores);
  const double all = std::accumulate(share_.begin(), share_.end(), 0.0);
  double left = u * all;
  for (std::size_t i = 0; i < share_.size(); ++i) {
    left -= share_[i];
    if (left < 0) return order_[i];
  }
  return order_[share_.size() - 1];
}

}  // namespace backplane::train

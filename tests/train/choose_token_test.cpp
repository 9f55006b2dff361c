// Choosing a token: by hand, and what is refused.
#include "train/choose_token.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace backplane;
using train::TokenChooser;

namespace {

// Shares of the tokens when every part of [0, 1) decides once.
std::vector<double> shares(const Sampling& sampling,
                           const std::vector<double>& scores) {
  constexpr int kParts = 10'000;
  TokenChooser chooser(sampling);
  std::vector<double> share(scores.size(), 0);
  for (int i = 0; i < kParts; ++i)
    share[static_cast<std::size_t>(chooser.choose(scores, (i + 0.5) / kParts))] +=
        1.0 / kParts;
  return share;
}

std::vector<double> logs(std::vector<double> p) {
  for (double& each : p) each = std::log(each) + 3;  // logits are free of a constant
  return p;
}

void check_shares(const Sampling& sampling, const std::vector<double>& p,
                  const std::vector<double>& expected) {
  const auto found = shares(sampling, logs(p));
  for (std::size_t i = 0; i < p.size(); ++i) {
    CAPTURE(i);
    CHECK(found[i] == Approx(expected[i]).margin(2e-4));
  }
}

}  // namespace

TEST_CASE("tokens come as often as the model thinks", "[train][sampling]") {
  check_shares({}, {0.1, 0.6, 0.3}, {0.1, 0.6, 0.3});
}

TEST_CASE("a temperature below 1 favours the likelier", "[train][sampling]") {
  check_shares({.temperature = 0.5}, {0.2, 0.8}, {0.04 / 0.68, 0.64 / 0.68});
  check_shares({.temperature = 1e6}, {0.01, 0.99}, {0.5, 0.5});
}

TEST_CASE("top_k keeps the k likeliest, the first of equals", "[train][sampling]") {
  check_shares({.top_k = 2}, {0.2, 0.2, 0.5, 0.1}, {0.2 / 0.7, 0, 0.5 / 0.7, 0});
  check_shares({.top_k = 9}, {0.5, 0.5}, {0.5, 0.5});
}

TEST_CASE("top_p keeps the likeliest that have the share together",
          "[train][sampling]") {
  check_shares({.top_p = 0.6}, {0.1, 0.2, 0.4, 0.3}, {0, 0, 0.4 / 0.7, 0.3 / 0.7});
  check_shares({.top_p = 1e-9}, {0.1, 0.2, 0.4, 0.3}, {0, 0, 1, 0});
  // After top_k, of what that left.
  check_shares({.top_k = 2, .top_p = 0.5}, {0.3, 0.3, 0.4}, {0, 0, 1});
}

TEST_CASE("temperature 0 takes the likeliest, the first of equals",
          "[train][sampling]") {
  TokenChooser chooser({.temperature = 0});
  CHECK(chooser.choose(std::vector<double>{1, 3, 3, 2}, 0.999) == 1);
}

TEST_CASE("what may not come does not, huge scores do not overflow",
          "[train][sampling]") {
  const auto share = shares({}, {-HUGE_VAL, 1e300, 1e300, -1e300});
  CHECK(share[0] == 0);
  CHECK(share[1] == Approx(0.5).margin(1e-3));
  CHECK(share[3] == 0);
  TokenChooser chooser({});
  CHECK(chooser.choose(std::vector<double>{0, 0}, 0.9999999999999999) == 1);
}

TEST_CASE("scores that are not finite choose nothing", "[train][sampling][error]") {
  TokenChooser chooser({});
  CHECK(chooser.choose(std::vector<double>{0, NAN}, 0.5) == -1);
  CHECK(chooser.choose(std::vector<double>{-HUGE_VAL, -HUGE_VAL}, 0.5) == -1);
  CHECK(chooser.choose(std::vector<double>{0, HUGE_VAL}, 0.5) == -1);
}

TEST_CASE("sampling out of range is refused", "[train][sampling][error]") {
  CHECK(train::check({}).ok());
  CHECK(train::check({.temperature = 0}).ok());
  for (const Sampling& wrong :
       {Sampling{.temperature = -0.1}, Sampling{.temperature = NAN},
        Sampling{.temperature = HUGE_VAL}, Sampling{.top_k = -1}, Sampling{.top_p = 0},
        Sampling{.top_p = 1.01}, Sampling{.top_p = NAN}}) {
    const auto checked = train::check(wrong);
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.error().code == "E0666");
  }
}

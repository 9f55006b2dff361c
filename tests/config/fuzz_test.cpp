// Damaged files end in errors with places, never in a crash.
#include <catch2/catch.hpp>
#include <random>

#include "config/fake_registry.hpp"
#include "config/whole_job.hpp"

using backplane::test::kWholeJob;
using backplane::test::ReadJob;

namespace {

std::string damaged(std::string text, std::mt19937& random) {
  constexpr std::string_view kSharp = "{}[]:,-$()&*!|>'\"#%@ \n\t?~0";
  const auto below = [&](std::size_t n) {
    return random() % std::max<std::size_t>(n, 1);
  };
  for (std::size_t i = 0, n = 1 + below(4); i < n; ++i) {
    const std::size_t at = below(text.size());
    switch (below(5)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text[at] = kSharp[below(kSharp.size())];
        break;
      case 2:
        text.insert(at, 1, kSharp[below(kSharp.size())]);
        break;
      case 3:
        text.erase(at, 1 + below(8));
        break;
      default:
        text.insert(at, text.substr(below(text.size()), below(40)));
    }
  }
  return text;
}

}  // namespace

TEST_CASE("two thousand damaged files are read to the end", "[config][fuzz]") {
  std::mt19937 random(7);
  int whole = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string text = damaged(kWholeJob, random);
    const ReadJob read(text, {{}, false}, {3, -1});
    if (read.diagnostics.ok()) {
      ++whole;
      continue;
    }
    const auto error = read.diagnostics.joined();
    if (!error.place.known() || error.code.size() != 5 || render(error).empty()) {
      CAPTURE(text);
      FAIL("an error without its place or code");
    }
  }
  CHECK(whole > 0);
  CHECK(whole < 1500);
}

TEST_CASE("damaged overrides are read to the end", "[config][fuzz]") {
  std::mt19937 random(8);
  for (int i = 0; i < 500; ++i) {
    const std::string set = damaged("model.fc1.activation={swish: {beta: 2}}", random);
    const ReadJob read(kWholeJob, {{set, "optimizer.lr=1"}, false}, {3, -1});
    if (!read.diagnostics.ok()) CHECK_FALSE(read.errors().empty());
  }
}

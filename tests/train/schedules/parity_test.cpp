// Every step's learning rate as PyTorch has it (scripts/make_table_fixtures.py).
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "train/pieces.hpp"
#include "train/schedule.hpp"

namespace {

using namespace backplane;
using nlohmann::json;
using train::Schedule;

json fixture() {
  std::ifstream file(BACKPLANE_SOURCE_DIR "/tests/fixtures/tables/schedules.json");
  REQUIRE(file.good());
  return json::parse(file);
}

/// The rates of a run that ends an epoch with each of `values`.
std::vector<double> rates_of(const Schedule& schedule, std::size_t steps,
                             const json& run, std::uint64_t epoch) {
  std::vector<double> rates;
  std::optional<train::Plateau> plateau;
  for (std::uint64_t t = 0; t < steps; ++t) {
    rates.push_back(schedule.lr(t, plateau));
    if ((t + 1) % epoch != 0 || schedule.watched(t) == nullptr) continue;
    const json& value = run["values"][(t + 1) / epoch - 1];
    schedule.observe(t, value.is_null() ? std::nan("") : value.get<double>(),
                     run["higher"], plateau);
  }
  return rates;
}

}  // namespace

TEST_CASE("schedules: each step's rate is PyTorch's", "[train][schedule][parity]") {
  const json all = fixture();
  const std::uint64_t epoch = all["steps_per_epoch"];
  int compared = 0;
  for (const json& run : all["cases"]) {
    const std::string yaml = run["schedule"];
    CAPTURE(yaml);
    const auto wanted = run["rates"].get<std::vector<double>>();
    const auto made =
        Schedule::make(tests::pieces(yaml), all["lr"], {epoch, wanted.size()});
    if (!made.ok()) FAIL(render(made.error()));
    const auto rates = rates_of(*made, wanted.size(), run, epoch);
    for (std::size_t t = 0; t < wanted.size(); ++t, ++compared) {
      CAPTURE(t);
      CHECK(std::fabs(rates[t] - wanted[t]) <= 1e-12 * wanted[t] + 1e-16);
    }
  }
  CHECK(compared > 1500);
}

TEST_CASE("schedules: every kind stands in a run that PyTorch or a formula made",
          "[train][schedule][parity]") {
  std::set<std::string> held;
  const json all = fixture();
  for (const json& run : all["cases"])
    for (const auto& piece : tests::pieces(run["schedule"]))
      held.insert(piece.part.id());
  for (const Described* kind : schedule_table()) {
    CAPTURE(kind->id);
    CHECK(held.count(kind->id) == 1);
  }
}

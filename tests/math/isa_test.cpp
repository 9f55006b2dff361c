// The code path can be lowered by a word and never raised.
#include "math/isa.hpp"

#include "backplane/abi.h"

#include <catch2/catch.hpp>

using backplane::lowered_isa;

TEST_CASE("isa: the environment lowers the level and never raises it", "[math][isa]") {
  const auto best = BACKPLANE_ISA_X86_64_V4;
  CHECK(lowered_isa(best, nullptr) == best);
  CHECK(lowered_isa(best, "baseline") == BACKPLANE_ISA_BASELINE);
  CHECK(lowered_isa(best, "v3") == BACKPLANE_ISA_X86_64_V3);
  CHECK(lowered_isa(best, "v4") == BACKPLANE_ISA_X86_64_V4);
  CHECK(lowered_isa(BACKPLANE_ISA_BASELINE, "v4") == BACKPLANE_ISA_BASELINE);
  CHECK(lowered_isa(BACKPLANE_ISA_X86_64_V3, "v4") == BACKPLANE_ISA_X86_64_V3);
  CHECK(lowered_isa(best, "fast") == best);
  CHECK(lowered_isa(best, "") == best);
}

TEST_CASE("isa: the level is one this machine has", "[math][isa]") {
  CHECK(backplane::isa_level() <= backplane::detected_isa());
  CHECK(std::string(backplane::isa_name(BACKPLANE_ISA_X86_64_V3)) == "v3");
  CHECK(std::string(backplane::isa_name(99)) == "unknown");
}

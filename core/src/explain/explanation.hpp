#pragma once
// One entry of the catalogue of errors, and the tables it comes from.

#include <span>
#include <string_view>

namespace backplane::explain_tables {

struct Explanation {
  std::string_view code, title, meaning;
  std::string_view bad, good;  ///< lines of YAML or of a shell; either may be empty
};

std::span<const Explanation> language();    ///< E01xx
std::span<const Explanation> parameters();  ///< E02xx
std::span<const Explanation> graphs();      ///< E023x
std::span<const Explanation> network();     ///< E03xx
std::span<const Explanation> plugins();     ///< E04xx
std::span<const Explanation> data();        ///< E05xx
std::span<const Explanation> runs();        ///< E06xx
std::span<const Explanation> training();    ///< E07xx and E08xx

}  // namespace backplane::explain_tables

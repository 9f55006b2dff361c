// The include rules, over the whole tree and on small files that break each of them.

#include <catch2/catch.hpp>

#include "rules.hpp"

namespace {

using house::read_source;

std::string first_violation(const std::string& path, const std::string& text) {
  const auto source = read_source(path, text);
  auto found = house::include_violations(source);
  const auto names = house::name_violations(source);
  found.insert(found.end(), names.begin(), names.end());
  return found.empty() ? "" : found.front();
}

}  // namespace

TEST_CASE("every include of the tree keeps the rules", "[house]") {
  REQUIRE(house::tree().size() > 10);
  for (const auto& source : house::tree())
    for (const auto& found : house::include_violations(source)) FAIL_CHECK(found);
}

TEST_CASE("public headers show no third-party name", "[house]") {
  for (const auto& source : house::tree())
    for (const auto& found : house::name_violations(source)) FAIL_CHECK(found);
}

TEST_CASE("an include that breaks a rule is named with its line", "[house][error]") {
  const auto [path, include] = GENERATE(table<std::string, std::string>({
      {"plugins/layers/dense.cpp", "<backplane/layer.hpp>"},
      {"plugins/layers/dense.cpp", "\"math/gemm.hpp\""},
      {"plugins/layers/dense.cpp", "<unistd.h>"},
      {"core/include/backplane/sdk/loss.hpp", "\"backplane/loss.hpp\""},
      {"core/include/backplane/net.hpp", "<fmt/core.h>"},
      {"core/include/backplane/net.hpp", "\"run/network.hpp\""},
      {"core/src/plan/graph.cpp", "<yaml-cpp/yaml.h>"},
      {"core/src/plan/graph.cpp", "\"config/node.hpp\""},
      {"core/src/run/step.cpp", "\"config/job.hpp\""},
      {"core/src/run/step.cpp", "<cblas.h>"},
      {"core/src/config/bind.cpp", "\"backplane/layer.hpp\""},
      {"core/src/config/bind.cpp", "\"plan/graph.hpp\""},
      {"core/src/data/idx.cpp", "<zlib.h>"},
      {"core/src/data/images.cpp", "<png.h>"},
      {"core/src/data/images.cpp", "<jpeglib.h>"},
      {"core/src/math/gemm.cpp", "<nlohmann/json.hpp>"},
      {"core/src/math/gemm.cpp", "<boost/dll.hpp>"},
      {"core/src/math/gemm.cpp", "<Eigen/Dense>"},
      {"core/src/math/gemm.cpp", "\"support/filled.hpp\""},
      {"apps/backplane/main.cpp", "\"train/loop.hpp\""},
      {"apps/backplane/main.cpp", "\"../tests/house/rules.hpp\""},
  }));
  const auto found =
      first_violation(path, "#pragma once\n\n  #  include " + include + "\n");
  CAPTURE(include, found);
  CHECK(found.rfind(path + ":3: includes ", 0) == 0);
}

TEST_CASE("an include that keeps the rules is let be", "[house]") {
  const auto [path, include] = GENERATE(table<std::string, std::string>({
      {"plugins/layers/dense.cpp", "<backplane/sdk/layer.hpp>"},
      {"plugins/layers/dense.cpp", "<vector>"},
      {"core/include/backplane/net.hpp", "\"backplane/error.hpp\""},
      {"core/src/config/read.cpp", "<yaml-cpp/yaml.h>"},
      {"core/src/plan/graph.cpp", "\"config/job.hpp\""},
      {"core/src/io/gzip.cpp", "<zlib.h>"},
      {"core/src/io/file.cpp", "<sys/stat.h>"},
      {"core/src/run/step.cpp", "<fmt/core.h>"},
      {"apps/backplane/main.cpp", "<CLI/CLI.hpp>"},
      {"tests/run/step_test.cpp", "\"support/filled.hpp\""},
  }));
  CHECK(first_violation(path, "#include " + include + "\n") == "");
}

TEST_CASE("an include in a comment counts for nothing", "[house]") {
  CHECK(first_violation("plugins/a.cpp",
                        "// #include <fmt/core.h>\n/*\n#include <zlib.h>\n*/\n") == "");
}

TEST_CASE("a third-party name in a public header is found in code alone",
          "[house][error]") {
  const std::string path = "core/include/backplane/net.hpp";
  CHECK(first_violation(path, "#pragma once\nYAML::Node read();\n")
            .rfind(path + ":2: YAML::", 0) == 0);
  CHECK(first_violation(path, "// not a YAML::Node\nconst char* s = \"fmt::x\";\n") ==
        "");
  CHECK(first_violation("core/src/config/read.cpp", "YAML::Node read();\n") == "");
}

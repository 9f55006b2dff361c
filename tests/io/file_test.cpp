// Whole files: gzip, limits, and writing that leaves the old file on any failure.
#include "io/file.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <zlib.h>
#include <catch2/catch.hpp>
#include <csignal>

#include "io/csv.hpp"
#include "io/scratch.hpp"

using namespace backplane;

namespace {

std::string gzipped(const test::Scratch& scratch, const std::string& text) {
  const std::string path = scratch.path("made.gz");
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  return scratch.get("made.gz");
}

std::string read_text(const std::string& path, std::uint64_t limit = 1 << 20) {
  const auto bytes = io::read_file(path, limit);
  return bytes.ok() ? test::text_of(*bytes) : bytes.error().code;
}

}  // namespace

TEST_CASE("file: plain and gzip files are read alike, whatever their names",
          "[io][file]") {
  const test::Scratch scratch;
  std::string text = "short";
  SECTION("short") {}
  SECTION("long") {
    for (int i = 0; i < 400'000; ++i) text += static_cast<char>('a' + i * 7 % 23);
  }
  const std::string packed = gzipped(scratch, text);
  CHECK(read_text(scratch.put("plain", text)) == text);
  CHECK(read_text(scratch.put("packed", packed)) == text);
  CHECK(read_text(scratch.put("twice.gz", packed + packed), 1 << 21) == text + text);
  CHECK(read_text(scratch.put("empty", "")).empty());
  const auto head = io::read_head(scratch.path("packed"), 3);
  REQUIRE(head.ok());
  CHECK(test::text_of(*head) == "sho");
}

TEST_CASE("file: limits hold after inflation", "[io][file][error]") {
  const test::Scratch scratch;
  const std::string zeros(1 << 20, '\0');
  scratch.put("bomb", gzipped(scratch, zeros));
  CHECK(read_text(scratch.path("bomb"), 1000) == "E0503");
  CHECK(read_text(scratch.put("plain", "12345"), 4) == "E0503");
  CHECK(read_text(scratch.path("plain"), 5) == "12345");
}

TEST_CASE("file: a gzip file cut at any length is refused", "[io][file][error]") {
  const test::Scratch scratch;
  const std::string packed = gzipped(scratch, "one two three two one");
  for (std::size_t n = 2; n < packed.size(); ++n) {
    CAPTURE(n);
    CHECK(read_text(scratch.put("cut", packed.substr(0, n))) == "E0504");
  }
  std::string wrong = packed;
  wrong[wrong.size() - 6] ^= 1;
  CHECK(read_text(scratch.put("sum", wrong)) == "E0504");
}

TEST_CASE("file: what cannot be read is said", "[io][file][error]") {
  const test::Scratch scratch;
  const auto missing = io::read_file(scratch.path("none"), 10);
  CHECK(missing.error().code == "E0501");
  CHECK_THAT(missing.error().message, Catch::Contains("none'"));
  CHECK(read_text(scratch.folder()) == "E0502");
  if (::geteuid() != 0) {
    scratch.put("secret", "x");
    ::chmod(scratch.path("secret").c_str(), 0);
    CHECK(read_text(scratch.path("secret")) == "E0502");
  }
}

TEST_CASE("file: a write replaces the old file as a whole", "[io][file]") {
  const test::Scratch scratch;
  const std::string path = scratch.path("f");
  REQUIRE(io::write_atomic(path, std::string_view("old")).ok());
  REQUIRE(io::write_atomic(path, std::string_view("new and longer")).ok());
  CHECK(scratch.get("f") == "new and longer");
  CHECK(scratch.count() == 1);
}

TEST_CASE("file: a write that fails leaves the old file and nothing else",
          "[io][file][error]") {
  const test::Scratch scratch;
  const std::string path = scratch.path("f");
  REQUIRE(io::write_atomic(path, std::string_view("old")).ok());

  // A limit on the size of files stands in for a disk that is full.
  rlimit old{};
  getrlimit(RLIMIT_FSIZE, &old);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{4096, old.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const auto outcome = io::write_atomic(path, std::string(100'000, 'x'));
  setrlimit(RLIMIT_FSIZE, &old);
  std::signal(SIGXFSZ, handler);

  REQUIRE_FALSE(outcome.ok());
  CHECK(outcome.error().code == "E0505");
  CHECK(scratch.get("f") == "old");
  CHECK(scratch.count() == 1);
  CHECK(io::write_atomic(scratch.path("no/f"), std::string_view("x")).error().code ==
        "E0505");
  std::filesystem::create_directory(scratch.path("dir"));
  CHECK(io::write_atomic(scratch.path("dir"), std::string_view("x")).error().code ==
        "E0505");
  CHECK(scratch.count() == 2);
}

TEST_CASE("file: folders are made with their parents", "[io][file]") {
  const test::Scratch scratch;
  CHECK(io::make_folder(scratch.path("a/b/c")).ok());
  CHECK(io::make_folder(scratch.path("a/b/c")).ok());
  scratch.put("file", "");
  CHECK(io::make_folder(scratch.path("file")).error().code == "E0505");
  CHECK(io::make_folder(scratch.path("file/x")).error().code == "E0505");
}

TEST_CASE("csv: fields are quoted where they must be", "[io][csv]") {
  std::string text;
  const std::vector<std::string> row = {"a", "b,c", "say \"x\"", "two\nlines", ""};
  io::append_csv_row(text, row);
  CHECK(text == "a,\"b,c\",\"say \"\"x\"\"\",\"two\nlines\",\n");
}

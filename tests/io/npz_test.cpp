// NPZ: members stored and deflated, bombs, and directories that lie.
#include <zlib.h>
#include <catch2/catch.hpp>

#include "io/array.hpp"
#include "io/scratch.hpp"
#include "io/tamper.hpp"
#include "io/zip.hpp"

using namespace backplane;

namespace {

void put(std::string& text, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xff);
}

std::string deflated(const std::string& data) {
  z_stream z{};
  deflateInit2(&z, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, data.size()), '\0');
  std::string in = data;
  z.next_in = reinterpret_cast<Bytef*>(in.data());
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

// Writes ZIP files, and lies where a test asks for it.
struct Zip {
  std::string body, directory;
  int count = 0;

  void add(const std::string& name, const std::string& data, int method,
           std::uint64_t claimed_size, std::uint32_t crc) {
    const std::string stored = method == 8 ? deflated(data) : data;
    const std::size_t offset = body.size();
    // NumPy keeps a ZIP64 field in the local header alone.
    const std::string extra("\1\0\20\0----------------", 20);
    const auto fields = [&](std::string& text, std::size_t extra_size) {
      put(text, 20, 2);
      put(text, 0, 2);
      put(text, static_cast<std::uint64_t>(method), 2);
      put(text, 0, 4);
      put(text, crc, 4);
      put(text, stored.size(), 4);
      put(text, claimed_size, 4);
      put(text, name.size(), 2);
      put(text, extra_size, 2);
    };
    body += "PK\3\4";
    fields(body, extra.size());
    body += name + extra + stored;
    directory += "PK\1\2";
    put(directory, 20, 2);
    fields(directory, 0);
    directory.append(2 + 2 + 2 + 4, '\0');
    put(directory, offset, 4);
    directory += name;
    ++count;
  }
  void add(const std::string& name, const std::string& data, int method) {
    add(name, data, method, data.size(),
        static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(data.data()),
                                         static_cast<uInt>(data.size()))));
  }
  [[nodiscard]] std::string file(const std::string& comment = "") const {
    std::string text = body + directory + "PK\5\6";
    put(text, 0, 4);
    put(text, static_cast<std::uint64_t>(count), 2);
    put(text, static_cast<std::uint64_t>(count), 2);
    put(text, directory.size(), 4);
    put(text, body.size(), 4);
    put(text, comment.size(), 2);
    return text + comment;
  }
};

std::string npy_text() {
  return test::text_of(
      io::encode_npy({{io::Element::u8, {2, 3}}, test::bytes_of("abcdef")}));
}

std::string refusal(const Zip& zip, const std::string& member = "x") {
  const test::Scratch scratch;
  const auto array = io::read_npy(scratch.put("f.npz", zip.file()) + ":" + member);
  if (array.ok()) return "accepted";
  CHECK(array.error().code == "E0508");
  return array.error().message;
}

}  // namespace

TEST_CASE("npz: members are read by name, stored and deflated", "[io][npz]") {
  const test::Scratch scratch;
  Zip zip;
  zip.add("x.npy", npy_text(), 0);
  zip.add("y.npy", npy_text(), 8);
  const auto path = scratch.put("f.npz", zip.file("a comment"));
  for (const char* member : {":x", ":y", ":y.npy"}) {
    CAPTURE(member);
    const auto header = io::read_npy_header(path + member);
    REQUIRE(header.ok());
    CHECK(header->shape == std::vector<std::int64_t>{2, 3});
    const auto array = io::read_npy(path + member);
    REQUIRE(array.ok());
    CHECK(test::text_of(array->bytes) == "abcdef");
  }
  const auto unnamed = io::read_npy(path);
  REQUIRE_FALSE(unnamed.ok());
  CHECK_THAT(unnamed.error().remarks.at(0), Catch::Contains("x, y"));
  const auto wrong = io::read_npy(path + ":z");
  REQUIRE_FALSE(wrong.ok());
  CHECK_THAT(wrong.error().message, Catch::Contains("no array 'z'"));
  CHECK(io::read_npy(scratch.path("none.npz:x")).error().code == "E0501");
}

TEST_CASE("npz: members that lie are refused", "[io][npz][error]") {
  using Catch::Contains;
  const std::string data = npy_text();
  const auto with = [&](int method, std::uint64_t size, std::uint32_t crc) {
    Zip zip;
    zip.add("x.npy", data, method, size, crc);
    return refusal(zip);
  };
  CHECK_THAT(with(0, data.size(), 1), Contains("checksum"));
  CHECK_THAT(with(0, data.size() + 1, 1), Contains("two different sizes"));
  CHECK_THAT(with(8, data.size() - 1, 1), Contains("damaged"));
  CHECK_THAT(with(8, data.size() + 1, 1), Contains("damaged"));
  CHECK_THAT(with(8, 0xffffffff, 1), Contains("ZIP64"));
  CHECK_THAT(with(12, data.size(), 1), Contains("method 12"));

  Zip far;
  far.add("x.npy", data, 0);
  far.directory[42] = 127;
  CHECK(refusal(far) != "accepted");
  Zip counted;
  counted.add("x.npy", data, 0);
  counted.count = 2;
  CHECK_THAT(refusal(counted), Contains("entry 1 of its directory"));
}

TEST_CASE("npz: a bomb is stopped at the size that its array asks for",
          "[io][npz][error]") {
  Zip zip;
  zip.add("x.npy", npy_text() + std::string(10'000'000, '\0'), 8);
  const test::Scratch scratch;
  const auto array = io::read_npy(scratch.put("f.npz", zip.file()) + ":x");
  REQUIRE_FALSE(array.ok());
  CHECK_THAT(array.error().message, Catch::Contains("it has more"));

  const auto opened = io::ZipFile::open(scratch.path("f.npz"));
  REQUIRE(opened.ok());
  const auto head = opened->read("x.npy", 10);
  REQUIRE(head.ok());
  CHECK(head->size() == 10);
}

TEST_CASE("npz: a file cut at any length is refused", "[io][npz][error]") {
  const test::Scratch scratch;
  Zip zip;
  zip.add("x.npy", npy_text(), 8);
  const std::string whole = zip.file();
  for (std::size_t n = 0; n < whole.size(); ++n) {
    CAPTURE(n);
    CHECK_FALSE(io::read_npy(scratch.put("f.npz", whole.substr(0, n)) + ":x").ok());
  }
}

TEST_CASE("npz: tampered files are read or refused, never worse", "[io][npz][fuzz]") {
  const test::Scratch scratch;
  Zip zip;
  zip.add("x.npy", npy_text(), 8);
  zip.add("y.npy", npy_text(), 0);
  const std::string whole = zip.file();
  for (std::uint64_t round = 0; round < 4000; ++round) {
    const auto path = scratch.put("f.npz", test::tampered(whole, round));
    const auto array = io::read_npy(path + (round % 2 == 0 ? ":x" : ":y"));
    if (array.ok())
      CHECK(static_cast<std::uint64_t>(array->count()) * io::size_of(array->element) ==
            array->bytes.size());
  }
}

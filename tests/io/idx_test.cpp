// IDX: by hand, every element type, every lie.
#include <catch2/catch.hpp>
#include <cstring>

#include "io/array.hpp"
#include "io/scratch.hpp"
#include "io/tamper.hpp"

using namespace backplane;
using io::Element;

namespace {

std::string idx(std::string_view sizes, std::string_view data, char type = 8) {
  std::string text = {0, 0, type, static_cast<char>(sizes.size())};
  for (const char size : sizes) text.append(3, '\0') += size;
  return text.append(data);
}

template <class T>
std::vector<T> values_of(const io::Array& array) {
  std::vector<T> values(array.bytes.size() / sizeof(T));
  std::memcpy(values.data(), array.bytes.data(), array.bytes.size());
  return values;
}

}  // namespace

TEST_CASE("idx: a file by hand", "[io][idx]") {
  const test::Scratch scratch;
  const auto path = scratch.put("f", idx("\2\3", "abcdef"));
  const auto header = io::read_idx_header(path);
  REQUIRE(header.ok());
  CHECK(header->shape == std::vector<std::int64_t>{2, 3});
  const auto array = io::read_idx(path);
  REQUIRE(array.ok());
  CHECK(array->element == Element::u8);
  CHECK(test::text_of(array->bytes) == "abcdef");
}

TEST_CASE("idx: wide elements are big-endian in the file", "[io][idx]") {
  const test::Scratch scratch;
  const auto read = [&](char type, std::string_view data) {
    return *io::read_idx(scratch.put("f", idx("\1", data, type)));
  };
  CHECK(values_of<std::int8_t>(read(9, "\xff"))[0] == -1);
  CHECK(values_of<std::int16_t>(read(11, std::string_view("\1\0", 2)))[0] == 256);
  CHECK(values_of<std::int32_t>(read(12, std::string_view("\0\0\1\2", 4)))[0] == 258);
  CHECK(values_of<float>(read(13, std::string_view("\x3f\x80\0\0", 4)))[0] == 1.0F);
  CHECK(values_of<double>(read(14, std::string_view("\xc0\0\0\0\0\0\0\0", 8)))[0] ==
        -2.0);
}

TEST_CASE("idx: a file cut at any length is refused", "[io][idx][error]") {
  const test::Scratch scratch;
  const std::string whole = idx("\2\3", "abcdef");
  for (std::size_t n = 0; n < whole.size(); ++n) {
    CAPTURE(n);
    const auto array = io::read_idx(scratch.put("f", whole.substr(0, n)));
    REQUIRE_FALSE(array.ok());
    CHECK(array.error().code == "E0506");
  }
}

TEST_CASE("idx: headers that lie are refused", "[io][idx][error]") {
  using Catch::Contains;
  const test::Scratch scratch;
  const auto refusal = [&](const std::string& bytes) {
    const auto array = io::read_idx(scratch.put("f", bytes));
    return array.ok() ? "accepted" : array.error().message;
  };
  CHECK_THAT(refusal(idx("\2\3", "abcdefg")), Contains("it has more"));
  CHECK_THAT(refusal(idx("\2\3", "abcde")),
             Contains("ask for 18 bytes, and it has 17"));
  CHECK_THAT(refusal(idx("\2", "ab", 10)), Contains("element type 0a"));
  CHECK_THAT(refusal(idx("", "a")), Contains("rank 0, expected 1 to 8"));
  CHECK_THAT(refusal(idx("\1\1\1\1\1\1\1\1\1", "a")), Contains("rank 9"));
  CHECK_THAT(refusal("\x89PNG...."), Contains("89 50, expected 00 00"));
  std::string huge = idx("\1\1\1", "a");
  for (std::size_t i = 4; i < 16; ++i) huge[i] = '\xff';
  CHECK_THAT(refusal(huge), Contains("ask for more than"));
  CHECK(refusal(idx(std::string_view("\0\3", 2), "")) == "accepted");
}

TEST_CASE("idx: tampered files are read or refused, never worse", "[io][idx][fuzz]") {
  const test::Scratch scratch;
  const std::string whole = idx("\2\3", "abcdef");
  for (std::uint64_t round = 0; round < 2000; ++round) {
    const auto array = io::read_idx(scratch.put("f", test::tampered(whole, round)));
    if (!array.ok()) continue;
    CHECK(static_cast<std::uint64_t>(array->count()) * io::size_of(array->element) ==
          array->bytes.size());
  }
}

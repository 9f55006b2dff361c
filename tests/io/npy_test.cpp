// NPY: by hand, versions and orders, every lie.
#include <catch2/catch.hpp>
#include <cstring>

#include "io/array.hpp"
#include "io/scratch.hpp"
#include "io/tamper.hpp"

using namespace backplane;
using io::Element;

namespace {

// A file of version `major` with this dict as it stands.
std::string npy(const std::string& dict, std::string_view data, char major = 1) {
  std::string text = std::string("\x93NUMPY", 6) + major + '\0';
  text += static_cast<char>(dict.size() & 0xff);
  text += static_cast<char>(dict.size() >> 8);
  if (major > 1) text += std::string(2, '\0');
  return (text + dict).append(data);
}

std::string dict(const std::string& descr, const std::string& shape,
                 const std::string& fortran = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + fortran +
         ", 'shape': " + shape + ", }\n";
}

Result<io::Array> read(const std::string& bytes) {
  const test::Scratch scratch;
  return io::read_npy(scratch.put("f.npy", bytes));
}

std::string refusal(const std::string& bytes) {
  const auto array = read(bytes);
  if (array.ok()) return "accepted";
  CHECK(array.error().code == "E0507");
  return array.error().message;
}

template <class T>
std::vector<T> values_of(const Result<io::Array>& array) {
  REQUIRE(array.ok());
  std::vector<T> values(array->bytes.size() / sizeof(T));
  std::memcpy(values.data(), array->bytes.data(), array->bytes.size());
  return values;
}

}  // namespace

TEST_CASE("npy: what is written is what NumPy writes", "[io][npy]") {
  io::Array array{{Element::f32, {2}},
                  test::bytes_of(std::string_view("\0\0\x80\x3f\0\0\0\x40", 8))};
  const std::string head = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
  const std::string padded = head + std::string(117 - head.size(), ' ') + '\n';
  CHECK(test::text_of(io::encode_npy(array)) ==
        npy(padded, std::string_view("\0\0\x80\x3f\0\0\0\x40", 8)));
  CHECK(values_of<float>(read(test::text_of(io::encode_npy(array)))) ==
        std::vector<float>{1, 2});
  array.shape = {};
  array.bytes.resize(4);
  const auto scalar = read(test::text_of(io::encode_npy(array)));
  REQUIRE(scalar.ok());
  CHECK(scalar->shape.empty());
  CHECK(scalar->count() == 1);
}

TEST_CASE("npy: every element type survives", "[io][npy]") {
  for (const Element element : {Element::u8, Element::i8, Element::i16, Element::i32,
                                Element::i64, Element::u16, Element::u32, Element::u64,
                                Element::f32, Element::f64, Element::boolean}) {
    CAPTURE(io::name_of(element));
    io::Array array{{element, {3, 0, 2}}, {}};
    auto back = read(test::text_of(io::encode_npy(array)));
    REQUIRE(back.ok());
    CHECK(back->shape == array.shape);
    array.shape = {1, 2};
    array.bytes.assign(2 * io::size_of(element), std::byte{1});
    back = read(test::text_of(io::encode_npy(array)));
    REQUIRE(back.ok());
    CHECK(back->element == element);
    CHECK(back->bytes == array.bytes);
  }
}

TEST_CASE("npy: orders, versions and halves", "[io][npy]") {
  CHECK(values_of<std::int16_t>(
            read(npy(dict(">i2", "(2,)"), std::string_view("\1\0\0\1", 4)))) ==
        std::vector<std::int16_t>{256, 1});
  CHECK(values_of<std::uint8_t>(
            read(npy(dict("|u1", "(2, 3)", "True"), "\1\4\2\5\3\6"))) ==
        std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6});
  CHECK(values_of<std::uint8_t>(read(npy(dict("|u1", "(1, 2)"), "ab", 2))) ==
        std::vector<std::uint8_t>{'a', 'b'});
  CHECK(values_of<std::uint8_t>(read(npy(
            "{\"shape\":(1,2),\"fortran_order\":False,\"descr\":\"|u1\"}", "ab", 3))) ==
        std::vector<std::uint8_t>{'a', 'b'});
  // 1, -2, the smallest subnormal, the largest, infinity
  const auto halves = values_of<float>(read(npy(
      dict("<f2", "(5,)"), std::string_view("\0\x3c\0\xc0\1\0\xff\x7b\0\x7c", 10))));
  CHECK(halves == std::vector<float>{1, -2, 0x1p-24F, 65504,
                                     std::numeric_limits<float>::infinity()});
}

TEST_CASE("npy: a file cut at any length is refused", "[io][npy][error]") {
  const std::string whole = npy(dict("<f4", "(2,)"), "12345678");
  for (std::size_t n = 0; n < whole.size(); ++n) {
    CAPTURE(n);
    CHECK(refusal(whole.substr(0, n)) != "accepted");
  }
  CHECK_THAT(refusal(whole + "9"), Catch::Contains("it has more"));
}

TEST_CASE("npy: headers that lie are refused", "[io][npy][error]") {
  using Catch::Contains;
  CHECK_THAT(refusal(npy(dict("|O", "(1,)"), "12345678")),
             Contains("'|O' is not read"));
  CHECK_THAT(refusal(npy(dict("<c8", "(1,)"), "12345678")), Contains("'<c8'"));
  CHECK_THAT(refusal(npy(dict("", "(1,)"), "1")), Contains("element type ''"));
  CHECK_THAT(refusal(npy(dict("<f4", "(99999999999999999999,)"), "")),
             Contains("'shape'"));
  CHECK_THAT(refusal(npy(dict("<f4", "(-1,)"), "")), Contains("'shape'"));
  CHECK_THAT(refusal(npy(dict("<f4", "(4294967296, 4294967296)"), "")),
             Contains("asks for more than"));
  CHECK_THAT(refusal(npy(dict("<f8", "(2305843009213693952, 2)"), "")),
             Contains("asks for more than"));
  CHECK_THAT(refusal(npy(dict("|u1", "(1,1,1,1,1,1,1,1,1)"), "1")),
             Contains("'shape'"));
  CHECK_THAT(refusal(npy(dict("|u1", "(1,)", "Maybe"), "1")),
             Contains("fortran_order"));
  CHECK_THAT(refusal(npy("{'descr': [('a', '<f4')]}", "")), Contains("records"));
  CHECK_THAT(refusal(npy("{'descr': '|u1'}", "")), Contains("lacks one"));
  CHECK_THAT(refusal(npy("{'descr': '|u1', 'descr': '|u1'}", "")), Contains("twice"));
  CHECK_THAT(refusal(npy("{'extra': '|u1'}", "")), Contains("'extra'"));
  CHECK_THAT(refusal(npy("['descr']", "")), Contains("no dict"));
  CHECK_THAT(refusal(npy(dict("|u1", "(1,)") + "x", "1")), Contains("text follows"));
  CHECK_THAT(refusal(npy(dict("|u1", "(1,)"), "1", 4)), Contains("version 4"));
  CHECK_THAT(refusal(npy(dict("|u1", "(1,)") + std::string(10'001, ' '), "1")),
             Contains("more than the 10000"));
  CHECK_THAT(refusal("PK\3\4 no array at all"), Contains("does not open with"));
}

TEST_CASE("npy: tampered files are read or refused, never worse", "[io][npy][fuzz]") {
  const test::Scratch scratch;
  const std::string whole = npy(dict("<i2", "(2, 3)", "True"), "123456789abc");
  for (std::uint64_t round = 0; round < 4000; ++round) {
    const auto array = io::read_npy(scratch.put("f.npy", test::tampered(whole, round)));
    if (!array.ok()) continue;
    CHECK(static_cast<std::uint64_t>(array->count()) * io::size_of(array->element) ==
          array->bytes.size());
  }
}

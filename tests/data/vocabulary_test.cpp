// Ids, their text, their names, and the text of a model file.
#include "data/vocabulary.hpp"

#include <catch2/catch.hpp>

using namespace backplane;
using data::Vocabulary;

TEST_CASE("vocabulary: bytes are their own ids", "[data][vocabulary]") {
  const Vocabulary bytes = Vocabulary::of_bytes();
  CHECK(bytes.size() == 256);
  CHECK_FALSE(bytes.has_unknown());
  CHECK(bytes.text(65) == "A");
  CHECK(bytes.text(0xE9) == "\xE9");
  CHECK(bytes.name(10) == "\\n");
  CHECK(bytes.name(0) == "\\x00");
  CHECK(bytes.name(0xE9) == "\\xe9");
  CHECK(*data::encode(bytes, "h\xC3\xA9") ==
        std::vector<std::int32_t>{104, 0xC3, 0xA9});
}

TEST_CASE("vocabulary: characters count from 1, what is missing is 0",
          "[data][vocabulary]") {
  const Vocabulary v = Vocabulary::of_characters({U'\n', U'a', U'é', U'€'});
  CHECK(v.size() == 5);
  CHECK(v.has_unknown());
  CHECK(v.id(U'a') == 2);
  CHECK(v.id(U'b') == Vocabulary::kUnknown);
  CHECK(v.text(3) == "\xC3\xA9");
  CHECK(v.text(0) == "\xEF\xBF\xBD");
  CHECK(v.name(0) == "unknown");
  CHECK(v.name(1) == "\\n");
  CHECK(v.name(4) == "€");
  CHECK(*data::encode(v, "aé\n€") == std::vector<std::int32_t>{2, 3, 1, 4});
}

TEST_CASE("vocabulary: a prompt that cannot be encoded says where",
          "[data][vocabulary][error]") {
  const Vocabulary v = Vocabulary::of_characters({U'a', U'é'});
  const auto unknown = data::encode(v, "aéx");
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().code == "E0663");
  CHECK(unknown.error().message ==
        "the model does not know 'x' (U+0078), character 3 of the text");
  for (const Vocabulary& any : {v, Vocabulary::of_bytes()}) {
    const auto broken = data::encode(any, "a\xC3(");
    REQUIRE_FALSE(broken.ok());
    CHECK(broken.error().code == "E0662");
    CHECK(broken.error().message ==
          "the text is no UTF-8: byte 2 (0xc3) begins no character");
  }
}

TEST_CASE("vocabulary: text of a model file comes back", "[data][vocabulary]") {
  for (const Vocabulary& v :
       {Vocabulary::of_bytes(), Vocabulary::of_characters({}),
        Vocabulary::of_characters({U'\0', U' ', U'z', U'\U0010FFFF'})})
    CHECK(*data::parse_vocabulary(data::describe(v)) == v);
  CHECK(data::describe(Vocabulary::of_characters({U'a', U'b'})) == "characters 97 98");
}

TEST_CASE("vocabulary: damaged text is refused", "[data][vocabulary][error]") {
  for (const char* wrong :
       {"", "byte", "characters97", "characters 97 97", "characters 98 97",
        "characters 55296", "characters 1114112", "characters 97,98", "characters ",
        "characters -1", "characters 99999999999999999999"}) {
    CAPTURE(wrong);
    const auto parsed = data::parse_vocabulary(wrong);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().code == "E0565");
  }
}

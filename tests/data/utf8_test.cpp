// UTF-8 there and back, and what is none.
#include "data/utf8.hpp"

#include <catch2/catch.hpp>

using namespace backplane::data;

namespace {

std::optional<char32_t> first(std::string_view text) {
  std::size_t at = 0;
  const auto c = next_character(text, at);
  CHECK(at == (c ? text.size() : 0));
  return c;
}

}  // namespace

TEST_CASE("utf8: every character comes back", "[data][utf8]") {
  for (char32_t c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 37) {
    if (!is_character(c)) continue;
    std::string text;
    append_utf8(text, c);
    std::size_t at = 0;
    const auto back = next_character(text, at);
    if (!back || *back != c || at != text.size()) FAIL(static_cast<unsigned>(c));
  }
  CHECK(first("\xC3\xA9") == U'é');
  CHECK(first("\xE2\x82\xAC") == U'€');
  CHECK(first("\xF0\x9F\x98\x80") == U'\U0001F600');
  CHECK(first("\xF4\x8F\xBF\xBF") == U'\U0010FFFF');
}

TEST_CASE("utf8: bytes that form no character", "[data][utf8][error]") {
  for (const char* wrong :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xF0\x80\x80\x80",
        "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC3",
        "\xE2\x82", "\xC3\x28", "\xE2\x28\xA1"}) {
    CAPTURE(wrong);
    CHECK_FALSE(first(wrong));
  }
}

TEST_CASE("utf8: pieces become whole characters", "[data][utf8]") {
  WholeCharacters characters;
  CHECK(characters.take("a\xE2") == "a");
  CHECK(characters.take("\x82").empty());
  CHECK(characters.take("\xAC!") == "\xE2\x82\xAC!");
  CHECK(characters.take("\xFF\xC3").substr(0, 3) == "\xEF\xBF\xBD");
  CHECK(characters.take("x") == "\xEF\xBF\xBDx");  // 0xC3 did not go on
  CHECK(characters.take("\xF0\x9F").empty());
  CHECK(characters.rest() == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(characters.rest().empty());
}

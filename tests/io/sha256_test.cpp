// SHA-256 against the vectors of FIPS 180-4 and itself in pieces.
#include "io/sha256.hpp"

#include <catch2/catch.hpp>

using backplane::io::sha256_hex;

TEST_CASE("sha256 gives the published digests", "[io]") {
  CHECK(sha256_hex("") ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("sha256 does not depend on the pieces", "[io]") {
  for (std::size_t size = 0; size < 200; ++size) {
    const std::string text(size, 'q');
    backplane::io::Sha256 sum;
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    const auto cut = size / 3;
    sum.update(bytes.first(cut));
    sum.update(bytes.subspan(cut));
    CHECK(backplane::io::hex(sum.finish()) == sha256_hex(text));
  }
}

TEST_CASE("a file that is missing has no digest", "[io][error]") {
  const auto sum = backplane::io::file_sha256("no/such/file");
  REQUIRE_FALSE(sum.ok());
  CHECK(sum.error().code == "E0421");
}

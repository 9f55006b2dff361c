// safetensors: the golden file, every refusal, and bytes that were tampered with.
#include "io/safetensors.hpp"

#include <catch2/catch.hpp>
#include <cstring>

#include "io/scratch.hpp"
#include "io/tamper.hpp"

using namespace backplane;
using test::bytes_of;

namespace {

std::string file_of(std::string_view json, std::string_view data) {
  const std::uint64_t n = json.size();
  std::string text(8, '\0');
  std::memcpy(text.data(), &n, sizeof n);
  return text.append(json).append(data);
}

std::string golden() {
  return file_of(
      R"({"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   )",
      std::string_view("\x00\x00\x80\x3f\x00\x00\x00\x40", 8));
}

std::string refusal(std::string_view bytes) {
  const auto file = io::parse_safetensors(bytes_of(bytes), "m.safetensors");
  if (file.ok()) return "accepted";
  CHECK(file.error().code == "E0509");
  CHECK_THAT(file.error().message, Catch::Contains("'m.safetensors'"));
  return file.error().message;
}

std::string refusal_of_header(std::string_view json, std::string_view data = "") {
  return refusal(file_of(json, data));
}

}  // namespace

TEST_CASE("safetensors: the golden file is written and read", "[io][safetensors]") {
  const float w[] = {1, 2};
  const std::vector<io::StoredTensor> tensors = {
      {"w", "F32", {2}, reinterpret_cast<const std::byte*>(w), 8}};
  const auto bytes = io::encode_safetensors(tensors, {{"format", "pt"}});
  CHECK(bytes.size() == 104);
  CHECK(test::text_of(bytes) == golden());

  const auto file = io::parse_safetensors(bytes, "golden");
  REQUIRE(file.ok());
  CHECK(file->metadata.at("format") == "pt");
  REQUIRE(file->find("w") != nullptr);
  CHECK(file->find("v") == nullptr);
  CHECK(file->find("w")->shape == std::vector<std::int64_t>{2});
  CHECK(std::memcmp(file->find("w")->data, w, 8) == 0);
}

TEST_CASE("safetensors: wide types come first, then names; texts are escaped",
          "[io][safetensors]") {
  const std::vector<std::byte> data(8);
  const std::vector<io::StoredTensor> tensors = {{"b", "F32", {1}, data.data(), 4},
                                                 {"a\"\n", "F32", {}, data.data(), 4},
                                                 {"z", "F64", {1}, data.data(), 8},
                                                 {"empty", "F64", {0, 3}, nullptr, 0}};
  const auto bytes = io::encode_safetensors(tensors, {{"k", "line\n\xff"}});
  const std::string text = test::text_of(bytes);
  CHECK(text.find("\"empty\"") < text.find("\"z\""));
  CHECK(text.find("\"z\"") < text.find("\"a\\\"\\n\""));
  CHECK(text.find("\"a\\\"\\n\"") < text.find("\"b\""));

  const auto file = io::parse_safetensors(bytes, "m");
  REQUIRE(file.ok());
  CHECK(file->tensors.size() == 4);
  CHECK(file->find("a\"\n")->shape.empty());
  CHECK(file->find("empty")->size == 0);
  CHECK(file->metadata.at("k") == "line\n\xEF\xBF\xBD");
}

TEST_CASE("safetensors: a file cut at any length is refused",
          "[io][safetensors][error]") {
  const std::string whole = golden();
  for (std::size_t n = 0; n < whole.size(); ++n) {
    CAPTURE(n);
    CHECK(refusal(whole.substr(0, n)) != "accepted");
  }
  CHECK_THAT(refusal(whole + "x"), Catch::Contains("1 bytes follow its last tensor"));
}

TEST_CASE("safetensors: headers that lie are refused", "[io][safetensors][error]") {
  using Catch::Contains;
  std::string huge = golden();
  huge[7] = '\x7f';
  CHECK_THAT(refusal(huge), Contains("more than the 100000000 that are allowed"));
  CHECK_THAT(refusal_of_header("[]"), Contains("does not open with '{'"));
  CHECK_THAT(refusal_of_header(std::string_view("{}\0", 3)), Contains("zero byte"));
  CHECK_THAT(refusal_of_header("{}x"), Contains("no JSON"));
  CHECK_THAT(refusal_of_header("{\"\xff\":{}}"), Contains("no JSON"));
  CHECK_THAT(refusal_of_header(
                 R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", "1234"),
             Contains("has 4 bytes, and its shape [2] of F32 asks for 8"));
  CHECK_THAT(
      refusal_of_header(R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                        "12345678"),
      Contains("expected from 0 on"));
  CHECK_THAT(
      refusal_of_header(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},)"
                        R"("b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}})",
                        "1234"),
      Contains("'b' stands at bytes 0 to 4, expected from 4 on"));
  CHECK_THAT(refusal_of_header(
                 R"({"w":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}})", "1234"),
             Contains("ends at byte 9 of the data, which has 4"));
  CHECK_THAT(
      refusal_of_header(
          R"({"w":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}})"),
      Contains("more than can be counted"));
  CHECK_THAT(
      refusal_of_header(R"({"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,0]}})"),
      Contains("'shape' of 'w' holds -1"));
  CHECK_THAT(
      refusal_of_header(
          R"({"w":{"dtype":"U8","shape":[0],"data_offsets":[0,18446744073709551615]}})"),
      Contains("out of range"));
  CHECK_THAT(refusal_of_header(
                 R"({"w":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}})", "1"),
             Contains("'F8_E4M3'") && Contains("expected BOOL"));
}

TEST_CASE("safetensors: headers of another form are refused",
          "[io][safetensors][error]") {
  using Catch::Contains;
  CHECK_THAT(refusal_of_header(R"({"w":{"dtype":"U8","shape":[0]}})"),
             Contains("lacks dtype, shape or data_offsets"));
  CHECK_THAT(
      refusal_of_header(R"({"w":{"dtype":"U8","shape":[1.5],"data_offsets":[0,0]}})"),
      Contains("fraction"));
  CHECK_THAT(refusal_of_header(
                 R"({"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"x":[0]}})"),
             Contains("unknown field 'x'"));
  CHECK_THAT(
      refusal_of_header(R"({"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0,0]}})"),
      Contains("3 numbers, expected 2"));
  CHECK_THAT(
      refusal_of_header(R"({"w":{"shape":[0],"shape":[0],"data_offsets":[0,0]}})"),
      Contains("'shape' of 'w' stands twice"));
  CHECK_THAT(
      refusal_of_header(R"({"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},)"
                        R"("w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})"),
      Contains("'w' stands twice"));
  CHECK_THAT(refusal_of_header(R"({"__metadata__":{"a":1}})"), Contains("a number"));
  CHECK_THAT(refusal_of_header(R"({"__metadata__":{"a":{"b":"c"}}})"),
             Contains("an object"));
  CHECK_THAT(refusal_of_header(R"({"__metadata__":{"a":["b"]}})"), Contains("a list"));
  CHECK_THAT(refusal_of_header(R"({"w":null})"), Contains("null"));
  CHECK_THAT(refusal_of_header(R"({"w":[1]})"), Contains("a list"));
  CHECK_THAT(
      refusal_of_header(R"({"w":{"dtype":"U8","shape":[[0]],"data_offsets":[0,0]}})"),
      Contains("a list"));
  CHECK_THAT(
      refusal_of_header(
          R"({"w":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}})",
          "1"),
      Contains("more than 8"));
  CHECK_THAT(refusal_of_header("{\"" + std::string(1025, 'n') + "\":{}}"),
             Contains("1025 bytes long"));
  CHECK(refusal_of_header("{}") == "accepted");
}

TEST_CASE("safetensors: a hundred thousand tensors are too many",
          "[io][safetensors][error][slow]") {
  std::string json = "{";
  for (int i = 0; i < 100'002; ++i)
    json += (i > 0 ? ",\"" : "\"") + std::to_string(i) +
            R"(":{"dtype":"U8","shape":[0],"data_offsets":[0,0]})";
  CHECK_THAT(refusal_of_header(json + "}"),
             Catch::Contains("more than 100000 tensors"));
}

TEST_CASE("safetensors: tampered bytes are read or refused, never worse",
          "[io][safetensors][fuzz]") {
  const std::string whole = golden();
  for (std::uint64_t round = 0; round < 5000; ++round) {
    const std::string bytes = test::tampered(whole, round);
    const auto file = io::parse_safetensors(bytes_of(bytes), "m");
    if (!file.ok()) continue;
    std::uint64_t total = 0;
    for (const auto& tensor : file->tensors) {
      CHECK(tensor.data + tensor.size <= file->bytes.data() + file->bytes.size());
      total += tensor.size;
    }
    CHECK(total <= file->bytes.size());
  }
}

TEST_CASE("safetensors: a file written is a file read", "[io][safetensors]") {
  const test::Scratch scratch;
  const double w[] = {0.1, -0.2, 1e300};
  REQUIRE(io::write_safetensors(
              scratch.path("m.safetensors"),
              {{"w", "F64", {3}, reinterpret_cast<const std::byte*>(w), 24}}, {})
              .ok());
  const auto file = io::read_safetensors(scratch.path("m.safetensors"));
  REQUIRE(file.ok());
  CHECK(std::memcmp(file->find("w")->data, w, 24) == 0);
  CHECK(scratch.count() == 1);
  CHECK(io::read_safetensors(scratch.path("none")).error().code == "E0501");
}

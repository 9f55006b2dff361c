// Texts as windows over a stream: counts, splits, vocabularies, gathering, errors.
#include "data/text.hpp"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <numeric>

#include "data/batch.hpp"
#include "jobs.hpp"

using namespace backplane;
using test::Scratch;

namespace {

using Given = std::map<std::string, Value>;

config::DataJob text_job(const Scratch& scratch, std::vector<std::string> files,
                         std::int64_t context, Given given = {}) {
  for (std::string& file : files) file = scratch.path(file);
  given.emplace("files", Value::strings(std::move(files)));
  given.emplace("context", Value::integer(context));
  config::DataJob job = test::job_of(test::bound(source_table(), "text", given));
  job.folder = scratch.folder();
  job.shuffle = false;
  return job;
}

// Inputs and labels of samples, as text.
struct Sample {
  std::string inputs, labels;
};
Sample sample(const data::Examples& examples, std::uint32_t position) {
  const auto n = static_cast<std::size_t>(examples.target().label_width);
  std::vector<std::int32_t> ids(n), labels(n);
  data::GatherTo to;
  to.ids = ids.data();
  to.labels = labels.data();
  data::gather(examples, {}, std::vector<std::uint32_t>{position}, to);
  return {{ids.begin(), ids.end()}, {labels.begin(), labels.end()}};
}

void put_gzip(const Scratch& scratch, const std::string& name,
              const std::string& text) {
  const gzFile file = gzopen(scratch.path(name).c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
}

}  // namespace

TEST_CASE("text: windows lie side by side, labels are one token later",
          "[data][text]") {
  const Scratch scratch;
  scratch.put("a.txt", "abcdefghij");
  const auto data = data::load(text_job(scratch, {"a.txt"}, {3}), 1, {-1});
  REQUIRE(data.ok());
  CHECK(data->header.train == 3);
  CHECK(data->header.input().vocab == 256);
  CHECK(data->header.target().classes == 256);
  CHECK(data->header.target().label_width == 3);
  CHECK(data->header.input().shape.rank == 1);
  CHECK(data->header.input().shape.dim[0] == 3);
  CHECK(data->header.input().shape.dtype == BACKPLANE_DT_I32);
  CHECK(sample(data->train, 0).inputs == "abc");
  CHECK(sample(data->train, 0).labels == "bcd");
  CHECK(sample(data->train, 2).inputs == "ghi");
  CHECK(sample(data->train, 2).labels == "hij");
}

TEST_CASE("text: files, patterns and gzip stand one after the other", "[data][text]") {
  const Scratch scratch;
  scratch.put("b.txt", "cd");
  scratch.put("a.txt", "ab");
  put_gzip(scratch, "z.gz", "efg");
  auto job = text_job(scratch, {"*.txt", "z.gz"}, 6);
  Diagnostics diagnostics;
  const auto header = data::probe(job, diagnostics);
  REQUIRE(header);
  CHECK(header->train == 1);
  const auto data = data::load(job, 1, {-1});
  REQUIRE(data.ok());
  CHECK(sample(data->train, 0).inputs == "abcdef");
  CHECK(sample(data->train, 0).labels == "bcdefg");
  CHECK(data->files.size() == 3);
}

TEST_CASE("text: the validation part is the end, the test a text of its own",
          "[data][text]") {
  const Scratch scratch;
  scratch.put("a.txt", "abcdefghijklmnopqrst");  // 20
  scratch.put("b.txt", "0123456");
  auto job = text_job(scratch, {"a.txt"}, 2,
                      {{"test", Value::strings({scratch.path("b.txt")})}});
  job.validation_fraction = 0.25;
  auto data = data::load(job, 1, {-1});
  REQUIRE(data.ok());
  CHECK(data->header.train == 7);
  CHECK(data->header.validation == 2);
  CHECK(data->header.test == 3);
  CHECK(sample(data->train, 6).labels == "no");
  CHECK(sample(data->validation, 0).inputs == "pq");
  CHECK(sample(data->validation, 1).labels == "st");
  CHECK(sample(data->test, 2).inputs == "45");
  job.validation_fraction = 0;
  job.validation_count = 3;  // windows: 7 tokens
  data = data::load(job, 1, {-1});
  REQUIRE(data.ok());
  CHECK(data->header.validation == 3);
  CHECK(sample(data->validation, 0).inputs == "no");
}

TEST_CASE("text: characters are learned from the training part", "[data][text]") {
  const Scratch scratch;
  scratch.put("a.txt", "éa\naéaxé€");  // 9 characters, the last 3 for validation
  auto job = text_job(scratch, {"a.txt"}, 2, {{"tokenizer", Value::choice(1)}});
  job.validation_count = 1;
  Diagnostics diagnostics;
  const auto header = data::probe(job, diagnostics);
  REQUIRE(header);
  CHECK(header->input().vocab == 4);
  const auto data = data::load(job, 1, {-1});
  REQUIRE(data.ok());
  CHECK(data->vocabulary->characters() == std::vector<char32_t>{U'\n', U'a', U'é'});
  CHECK(data->header.input().vocab == 4);
  CHECK(sample(data->train, 0).inputs == std::string({3, 2}));
  CHECK(sample(data->validation, 0).inputs == std::string({0, 3}));  // x is unknown
  CHECK(sample(data->validation, 0).labels == std::string({3, 0}));  // so is €
  CHECK(data->label_names.front() ==
        std::vector<std::string>{"unknown", "\\n", "a", "é"});
}

TEST_CASE("text: a model's vocabulary is taken as it is", "[data][text]") {
  const Scratch scratch;
  scratch.put("a.txt", "abcabc");
  auto job = text_job(scratch, {"a.txt"}, 2, {{"tokenizer", Value::choice(1)}});
  job.vocabulary = "characters 98 120";
  const auto data = data::load(job, 1, {-1});
  REQUIRE(data.ok());
  CHECK(data->header.input().vocab == 3);
  CHECK(sample(data->train, 0).inputs == std::string({0, 1}));
}

TEST_CASE("text: many characters take wider ids", "[data][text]") {
  const Scratch scratch;
  std::string text;
  for (char32_t c = 0x4E00; c < 0x4E00 + 400; ++c) {
    text += static_cast<char>(0xE0 | c >> 12);
    text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (c & 0x3F));
  }
  scratch.put("a.txt", text);
  const auto data = data::load(
      text_job(scratch, {"a.txt"}, 399, {{"tokenizer", Value::choice(1)}}), 1, {-1});
  REQUIRE(data.ok());
  CHECK(data->header.input().vocab == 401);
  CHECK(data->train.input()->element == io::Element::u16);
  std::vector<std::int32_t> ids(399), labels(399), counted(399);
  data::GatherTo to;
  to.ids = ids.data();
  to.labels = labels.data();
  data::gather(data->train, {}, std::vector<std::uint32_t>{0}, to);
  std::iota(counted.begin(), counted.end(), 1);
  CHECK(ids == counted);
  std::iota(counted.begin(), counted.end(), 2);
  CHECK(labels == counted);
}

TEST_CASE("text: epochs begin their windows anywhere, each as many", "[data][text]") {
  // Whatever the shift, the last window and its labels end within the part.
  for (const std::int64_t context : {1, 2, 7, 64})
    for (std::int64_t tokens = context + 1; tokens < 5 * context + 9; ++tokens) {
      const data::Grid grid = data::training_grid(tokens, context, true);
      CAPTURE(context, tokens, grid.count, grid.places);
      CHECK(grid.count >= 1);
      CHECK(grid.places >= 1);
      CHECK(grid.places - 1 + grid.count * context + 1 <= tokens);
    }
  CHECK(data::training_grid(20, 4, false).count == 4);
  CHECK(data::training_grid(21, 4, false).count == 5);
  CHECK(data::training_grid(21, 4, false).places == 1);
  CHECK(data::training_grid(21, 4, true).count == 4);
  CHECK(data::training_grid(21, 4, true).places == 4);
  CHECK(data::training_grid(4, 4, true).count == 0);
  std::vector<int> seen(7, 0);
  for (std::uint64_t epoch = 0; epoch < 700; ++epoch) {
    const std::int64_t shift = data::epoch_shift(5, epoch, 7);
    REQUIRE((shift >= 0 && shift < 7));
    ++seen[static_cast<std::size_t>(shift)];
    CHECK(shift == data::epoch_shift(5, epoch, 7));
  }
  for (const int count : seen) CHECK((count > 60 && count < 140));
}

TEST_CASE("text: row b of a batch continues row b of the one before", "[data][text]") {
  const std::int64_t n = GENERATE(1, 4, 12, 13, 15);
  CAPTURE(n);
  constexpr std::int64_t kBatch = 4;
  std::vector<std::uint32_t> order(static_cast<std::size_t>(n));
  data::stream_order(kBatch, order);
  for (std::size_t i = kBatch; i < order.size(); ++i)
    CHECK(order[i] == order[i - kBatch] + 1);
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) CHECK(sorted[i] == i);
}

TEST_CASE("text: one-hot targets of windows", "[data][text]") {
  const Scratch scratch;
  scratch.put("a.txt", std::string({0, 1, 2, 0, 1}));
  auto job = text_job(scratch, {"a.txt"}, 2);
  const auto data = data::load(job, 1, {-1});
  REQUIRE(data.ok());
  std::vector<double> dense(6, -1);
  data::GatherTo to;
  to.dtype = DType::f64;
  to.dense = dense.data();
  to.one_hot = 3;
  data::gather(data->train, {}, std::vector<std::uint32_t>{1}, to);
  CHECK(dense == std::vector<double>{1, 0, 0, 0, 1, 0});
}

TEST_CASE("text: what is wrong is found from sizes alone", "[data][text][error]") {
  const Scratch scratch;
  scratch.put("a.txt", "abcdefghij");
  scratch.put("empty.txt", "");
  const auto message = [&](const config::DataJob& job) {
    Diagnostics diagnostics;
    (void)data::probe(job, diagnostics);
    if (diagnostics.ok()) return std::string("nothing");
    const Error error = diagnostics.joined();
    CHECK(error.place.known());
    return error.code + " " + error.message;
  };
  CHECK(message(text_job(scratch, {"a.txt"}, 9)) == "nothing");
  CHECK(message(text_job(scratch, {"a.txt"}, 10)) ==
        "E0561 the training part has 10 tokens, and a window takes 11");
  CHECK(message(text_job(scratch, {"empty.txt"}, 10)) ==
        "E0561 the training part has 0 tokens, and a window takes 11");
  CHECK(message(text_job(scratch, {"*.text"}, 2)) ==
        "E0562 no file fits '" + scratch.path("*.text") + "'");
  CHECK(message(text_job(scratch, {"b.txt"}, 2)).substr(0, 5) == "E0501");
  auto job = text_job(scratch, {"a.txt"}, 3);
  job.validation_fraction = 0.3;
  CHECK(message(job) == "E0561 the validation part has 3 tokens, and a window takes 4");
  job.validation_fraction = 0;
  job.validation_count = 4;
  CHECK(message(job) == "E0526 validation takes 13 of 10 tokens");
  job = text_job(scratch, {"a.txt"}, 2);
  job.batch = 5;
  CHECK(message(job) ==
        "E0521 a batch of 5 is larger than the training part of 4 windows");
  job = text_job(scratch, {"a.txt"}, 2,
                 {{"test", Value::strings({scratch.path("empty.txt")})}});
  CHECK(message(job) == "E0561 the test text has 0 tokens, and a window takes 3");
  job = text_job(scratch, {"a.txt"}, 2);
  job.transforms = {
      {test::bound(transform_table(), "scale", {{"factor", Value::real(2)}}),
       test::bound(transform_table(), "flatten")}};
  CHECK(message(job) == "E0564 'scale' changes numbers, but a text is token ids");
}

TEST_CASE("text: bytes that are no UTF-8 are shown where they stand",
          "[data][text][error]") {
  const Scratch scratch;
  scratch.put("a.txt", "one\ntwo\n");
  scratch.put("b.txt", "three\nfo\xFFur");
  auto job =
      text_job(scratch, {"a.txt", "b.txt"}, 2, {{"tokenizer", Value::choice(1)}});
  const auto data = data::load(job, 1, {-1});
  REQUIRE_FALSE(data.ok());
  CHECK(data.error().code == "E0560");
  CHECK(data.error().message ==
        "'" + scratch.path("b.txt") +
            "' is no UTF-8: byte 9 (0xff), in line 2, begins no "
            "character");
  // A character is not put together from the ends of two files.
  scratch.put("a.txt", "one \xC3");
  scratch.put("b.txt", "\xA9 two");
  CHECK(test::load_code(job) == "E0560");
  CHECK(test::load_code(text_job(scratch, {"a.txt", "b.txt"}, 2)).empty());
}

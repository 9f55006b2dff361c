// From patterns of files to windows over their tokens.
#include "data/text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "data/labels.hpp"
#include "data/source.hpp"
#include "data/transform.hpp"
#include "io/fault.hpp"

namespace backplane::data {
namespace {

/// What stands under `text:`.
struct TextJob {
  const std::vector<std::string>&files, &test;
  Tokenizer tokenizer;
  std::int64_t context;
  bool stateful;

  explicit TextJob(const config::Bound& bound)
      : files(bound["files"].ss),
        test(bound["test"].ss),
        tokenizer(static_cast<Tokenizer>(bound["tokenizer"].i)),
        context(bound["context"].i),
        stateful(bound["stateful"].i != 0) {}
};

/// Tokens of each part.
struct Counts {
  std::int64_t train = 0, validation = 0, test = 0, vocab = 0;
};

const Place& place_of(const config::DataJob& job, const char* param) {
  const Place& place = job.source.place_of(param);
  return place.known() ? place : job.source.place;
}

// The end of the text that is kept for validation. A count is one of windows.
std::int64_t validation_tokens(const config::DataJob& job, std::int64_t context,
                               std::int64_t all) {
  if (job.validation_count > 0) return job.validation_count * context + 1;
  return std::llround(job.validation_fraction * static_cast<double>(all));
}

class TextExaminer {
 public:
  TextExaminer(const config::DataJob& job, Diagnostics& diagnostics)
      : job_(job), text_(job.source), diagnostics_(diagnostics) {}

  DataHeader run(const Counts& counts) {
    DataHeader header;
    header.input().shape = make_shape(DType::i32, {text_.context});
    header.input().place = place_of(job_, "context");
    header.input().vocab = header.target().classes = counts.vocab;
    header.target().label_width = text_.context;
    header.stateful = text_.stateful;
    transforms();
    if (validation(counts)) windows(counts, header);
    return header;
  }

 private:
  void add(const char* code, std::string message, const Place& place,
           std::string remark) {
    Error& error = diagnostics_.add(code, std::move(message), place);
    error.remarks.push_back(std::move(remark));
  }

  void transforms() {
    for (const config::Bound& bound : job_.transforms_of(0)) {
      const Transform* transform = transform_of(bound);
      if (transform != nullptr && !transform->keeps_values())
        add("E0564",
            fmt::format("'{}' changes numbers, but a text is token ids", bound.id()),
            bound.place, "ids are rows of a table: '- embedding: 64' in the model");
    }
  }

  bool validation(const Counts& counts) {
    const bool wanted = job_.validation_count > 0 || job_.validation_fraction > 0;
    const std::int64_t all = counts.train + counts.validation;
    if (!wanted || (counts.validation > 0 && counts.train > 0)) return true;
    add("E0526",
        fmt::format("validation takes {} of {} tokens", counts.validation, all),
        job_.validation_place,
        "both parts need a window: a whole number counts windows, 10% is a part");
    return false;
  }

  void windows(const Counts& counts, DataHeader& header) {
    const std::int64_t context = text_.context;
    header.train = training_grid(counts.train, context, job_.shuffle).count;
    header.validation = count_windows(counts.validation, context);
    header.test = count_windows(counts.test, context);
    part("training part", counts.train, header.train, "files");
    if (counts.validation > 0)
      part("validation part", counts.validation, header.validation, "files");
    if (!text_.test.empty()) part("test text", counts.test, header.test, "test");
    if (header.train > 0 && job_.batch > header.train)
      add("E0521",
          fmt::format("a batch of {} is larger than the training part of {} windows",
                      job_.batch, header.train),
          job_.batch_place,
          fmt::format("{} tokens in windows of {}", counts.train, context));
  }

  void part(const char* which, std::int64_t tokens, std::int64_t windows,
            const char* param) {
    if (windows > 0) return;
    add("E0561",
        fmt::format("the {} has {} tokens, and a window takes {}", which, tokens,
                    text_.context + 1),
        place_of(job_, param),
        fmt::format("a window is a context of {} and the token after it",
                    text_.context));
  }

  const config::DataJob& job_;
  TextJob text_;
  Diagnostics& diagnostics_;
};

/// A text as it was read.
struct Tokens {
  Vocabulary vocabulary;
  Stream train, test;  // train: the validation part too
  Counts counts;
  std::vector<std::string> files;
};

// Cuts the whole into training and validation.
void cut(const config::DataJob& job, std::int64_t context, std::int64_t all,
         Counts& counts) {
  counts.validation = validation_tokens(job, context, all);
  counts.train = all - counts.validation;
}

Result<Corpus> read_part(const config::DataJob& job, const char* param) {
  const auto files = find_files(job.source[param].ss);
  if (!files) return placed(files.error(), place_of(job, param));
  auto corpus = read_corpus(*files);
  if (!corpus) return placed(corpus.error(), place_of(job, param));
  return corpus;
}

// The vocabulary of the model that reads, or that of the training part.
Result<Vocabulary> vocabulary_of(const config::DataJob& job,
                                 const std::vector<char32_t>& text,
                                 std::int64_t training) {
  if (!job.vocabulary.empty()) return parse_vocabulary(job.vocabulary);
  return Vocabulary::of_characters(alphabet(text, std::max<std::int64_t>(training, 0)));
}

Outcome take_characters(const config::DataJob& job, const Corpus& train,
                        const Corpus& test, Tokens& tokens) {
  const auto text = characters_of(train);
  if (!text) return placed(text.error(), place_of(job, "files"));
  cut(job, job.source["context"].i, static_cast<std::int64_t>(text->size()),
      tokens.counts);
  auto vocabulary = vocabulary_of(job, *text, tokens.counts.train);
  if (!vocabulary) return vocabulary.error();
  tokens.vocabulary = std::move(*vocabulary);
  tokens.train = stream_of(*text, tokens.vocabulary);
  const auto held_out = characters_of(test);
  if (!held_out) return placed(held_out.error(), place_of(job, "test"));
  tokens.test = stream_of(*held_out, tokens.vocabulary);
  return Done{};
}

Result<Tokens> read_tokens(const config::DataJob& job) {
  const TextJob text(job.source);
  auto train = read_part(job, "files"), test = read_part(job, "test");
  if (!train) return train.error();
  if (!test) return test.error();
  Tokens tokens;
  for (const Corpus* corpus : {&*train, &*test})
    for (const CorpusFile& file : corpus->files) tokens.files.push_back(file.path);
  if (text.tokenizer == Tokenizer::characters) {
    if (auto done = take_characters(job, *train, *test, tokens); !done.ok())
      return done.error();
  } else {
    cut(job, text.context, static_cast<std::int64_t>(train->bytes.size()),
        tokens.counts);
    tokens.train = stream_of(std::move(*train));
    tokens.test = stream_of(std::move(*test));
  }
  tokens.counts.test = tokens.test->count();
  tokens.counts.vocab = tokens.vocabulary.size();
  return tokens;
}

// Bytes are counted where they lie; characters have to be read.
Result<Counts> count_tokens(const config::DataJob& job) {
  const TextJob text(job.source);
  if (text.tokenizer == Tokenizer::characters) {
    auto tokens = read_tokens(job);
    if (!tokens) return tokens.error();
    return tokens->counts;
  }
  Counts counts;
  counts.vocab = Vocabulary::of_bytes().size();
  for (const char* param : {"files", "test"}) {
    const auto files = find_files(job.source[param].ss);
    if (!files) return placed(files.error(), place_of(job, param));
    const auto size = corpus_size(*files);
    if (!size) return placed(size.error(), place_of(job, param));
    if (*param == 't')
      counts.test = *size;
    else
      cut(job, text.context, *size, counts);
  }
  return counts;
}

Examples part_of(const Stream& stream, std::int64_t context, std::int64_t begin,
                 std::int64_t end, std::int64_t windows) {
  Examples examples;
  examples.inputs = {stream};
  examples.target().label_width = context;
  examples.windows = Windows{context, begin, end, 0};
  examples.rows.resize(static_cast<std::size_t>(windows));
  std::iota(examples.rows.begin(), examples.rows.end(), std::uint32_t{0});
  return examples;
}

}  // namespace

bool is_text(const config::DataJob& job) {
  return job.source.part == &text_source();
}

std::optional<DataHeader> probe_text(const config::DataJob& job,
                                     Diagnostics& diagnostics) {
  const auto counts = count_tokens(job);
  if (!counts) {
    diagnostics.add(counts.error());
    return std::nullopt;
  }
  return TextExaminer(job, diagnostics).run(*counts);
}

Result<Dataset> load_text(const config::DataJob& job) {
  auto tokens = read_tokens(job);
  if (!tokens) return tokens.error();
  Diagnostics diagnostics;
  const Counts& counts = tokens->counts;
  Dataset data;
  data.header = TextExaminer(job, diagnostics).run(counts);
  if (!diagnostics.ok()) return diagnostics.joined();
  const std::int64_t context = job.source["context"].i;
  data.train = part_of(tokens->train, context, 0, counts.train, data.header.train);
  data.validation = part_of(tokens->train, context, counts.train,
                            counts.train + counts.validation, data.header.validation);
  data.test = part_of(tokens->test, context, 0, counts.test, data.header.test);
  data.files = std::move(tokens->files);
  for (std::int32_t id = 0; id < tokens->vocabulary.size(); ++id)
    data.label_names.front().push_back(tokens->vocabulary.name(id));
  data.vocabulary = std::make_shared<const Vocabulary>(std::move(tokens->vocabulary));
  return data;
}

}  // namespace backplane::data

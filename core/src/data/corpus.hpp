#pragma once
// The files of a text, one after the other, as a stream of tokens.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/vocabulary.hpp"
#include "io/array.hpp"

namespace backplane::data {

/// A file and where its bytes stand in the whole.
struct CorpusFile {
  std::string path;
  std::int64_t begin = 0, end = 0;
};

struct Corpus {
  std::vector<CorpusFile> files;
  std::vector<std::byte> bytes;
};

/// The files that patterns name, in that order, each pattern's by their names. Errors:
/// E0562, nothing fits a pattern.
Result<std::vector<std::string>> find_files(const std::vector<std::string>& patterns);

/// All bytes of the files. Errors: E05xx; E0503, more than are read here.
Result<Corpus> read_corpus(const std::vector<std::string>& paths);
/// How many bytes the files hold, without reading those that are not compressed.
Result<std::int64_t> corpus_size(const std::vector<std::string>& paths);

/// The characters of a text. Errors: E0560, naming file, line and byte.
Result<std::vector<char32_t>> characters_of(const Corpus& corpus);
/// Those of the first `count`, each once, ascending.
[[nodiscard]] std::vector<char32_t> alphabet(const std::vector<char32_t>& text,
                                             std::int64_t count);

/// A stream of ids [tokens], of the narrowest type that holds them.
using Stream = std::shared_ptr<const io::Array>;
[[nodiscard]] Stream stream_of(Corpus corpus);
[[nodiscard]] Stream stream_of(const std::vector<char32_t>& text,
                               const Vocabulary& vocabulary);

}  // namespace backplane::data

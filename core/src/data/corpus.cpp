// Files to bytes, bytes to characters, characters to ids.
#include "data/corpus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "data/utf8.hpp"
#include "io/fault.hpp"
#include "io/file.hpp"
#include "io/glob.hpp"
#include "io/limits.hpp"

namespace backplane::data {
namespace {

std::string_view text_of(const Corpus& corpus) {
  return {reinterpret_cast<const char*>(corpus.bytes.data()), corpus.bytes.size()};
}

// Where the file is wrong, for a person: its line and its byte, both from 1.
Error no_utf8(const Corpus& corpus, std::size_t at) {
  const auto position = static_cast<std::int64_t>(at);
  const CorpusFile* file = &corpus.files.front();
  for (const CorpusFile& each : corpus.files)
    if (position >= each.begin && position < each.end) file = &each;
  const std::string_view text = text_of(corpus);
  const auto begin = static_cast<std::size_t>(file->begin);
  const std::string_view before = text.substr(begin, at - begin);
  return io::fault(
      "E0560",
      fmt::format(
          "'{}' is no UTF-8: byte {} (0x{:02x}), in line {}, begins no character",
          file->path, position - file->begin + 1, static_cast<unsigned char>(text[at]),
          std::count(before.begin(), before.end(), '\n') + 1),
      {"'tokenizer: bytes' takes a text in any encoding"});
}

template <class T>
Stream ids_as(io::Element element, const std::vector<char32_t>& text,
              const Vocabulary& vocabulary) {
  io::Array array{{element, {static_cast<std::int64_t>(text.size())}}, {}};
  array.bytes.resize(text.size() * sizeof(T));
  auto* ids = reinterpret_cast<T*>(array.bytes.data());
  for (std::size_t i = 0; i < text.size(); ++i)
    ids[i] = static_cast<T>(vocabulary.id(text[i]));
  return std::make_shared<const io::Array>(std::move(array));
}

}  // namespace

Result<std::vector<std::string>> find_files(const std::vector<std::string>& patterns) {
  std::vector<std::string> files;
  for (const std::string& pattern : patterns) {
    const auto found = io::match_files(pattern);
    if (found.empty())
      return io::fault("E0562", fmt::format("no file fits '{}'", pattern),
                       {"* stands for any characters of a name, ? for one"});
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

Result<Corpus> read_corpus(const std::vector<std::string>& paths) {
  Corpus corpus;
  for (const std::string& path : paths) {
    auto bytes = io::read_file(path, io::kMaxArrayBytes - corpus.bytes.size());
    if (!bytes) return bytes.error();
    const auto begin = static_cast<std::int64_t>(corpus.bytes.size());
    if (corpus.bytes.empty())
      corpus.bytes = std::move(*bytes);
    else
      corpus.bytes.insert(corpus.bytes.end(), bytes->begin(), bytes->end());
    corpus.files.push_back(
        {path, begin, static_cast<std::int64_t>(corpus.bytes.size())});
  }
  return corpus;
}

Result<std::int64_t> corpus_size(const std::vector<std::string>& paths) {
  std::uint64_t all = 0;
  for (const std::string& path : paths) {
    const auto size = io::content_size(path, io::kMaxArrayBytes);
    if (!size) return size.error();
    all += *size;
  }
  return static_cast<std::int64_t>(all);
}

Result<std::vector<char32_t>> characters_of(const Corpus& corpus) {
  std::vector<char32_t> characters;
  characters.reserve(corpus.bytes.size());
  // File by file, so that no character is put together from the ends of two.
  for (const CorpusFile& file : corpus.files) {
    const std::string_view text =
        text_of(corpus).substr(0, static_cast<std::size_t>(file.end));
    for (auto at = static_cast<std::size_t>(file.begin); at < text.size();) {
      const auto c = next_character(text, at);
      if (!c) return no_utf8(corpus, at);
      characters.push_back(*c);
    }
  }
  return characters;
}

std::vector<char32_t> alphabet(const std::vector<char32_t>& text, std::int64_t count) {
  std::vector<bool> seen(0x110000, false);
  for (std::int64_t i = 0; i < count; ++i)
    seen[text[static_cast<std::size_t>(i)]] = true;
  std::vector<char32_t> once;
  for (char32_t c = 0; c < seen.size(); ++c)
    if (seen[c]) once.push_back(c);
  return once;
}

Stream stream_of(Corpus corpus) {
  const auto count = static_cast<std::int64_t>(corpus.bytes.size());
  return std::make_shared<const io::Array>(
      io::Array{{io::Element::u8, {count}}, std::move(corpus.bytes)});
}

Stream stream_of(const std::vector<char32_t>& text, const Vocabulary& vocabulary) {
  const std::int64_t size = vocabulary.size();
  if (size <= std::numeric_limits<std::uint8_t>::max() + 1)
    return ids_as<std::uint8_t>(io::Element::u8, text, vocabulary);
  if (size <= std::numeric_limits<std::uint16_t>::max() + 1)
    return ids_as<std::uint16_t>(io::Element::u16, text, vocabulary);
  return ids_as<std::int32_t>(io::Element::i32, text, vocabulary);
}

}  // namespace backplane::data

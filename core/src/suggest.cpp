// The nearest word is the fewest wrong, extra, missing or swapped letters away.
#include "suggest.hpp"

#include <algorithm>
#include <cctype>

#include "backplane/sdk/letters_apart.hpp"

namespace backplane {

namespace {

constexpr std::size_t kLongest = 64;

std::string folded(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (c == '-' || c == ' ') {
      out += '_';
    } else {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

/// How many letters may differ: none in one-letter words, one in short ones.
std::size_t tolerance(std::size_t length) {
  if (length < 2) return 0;
  return std::max<std::size_t>(1, (length + 1) / 3);
}

/// "cross" for "cross_entropy": what was typed starts the word.
bool starts(const std::string& typed, const std::string& word) {
  return typed.size() >= 3 && word.compare(0, typed.size(), typed) == 0;
}

std::vector<Candidate> plain(const std::vector<std::string>& words) {
  std::vector<Candidate> all;
  all.reserve(words.size());
  for (const auto& word : words) all.push_back({word, word});
  return all;
}

std::string question(const std::string& word) {
  return word.empty() ? word : "did you mean '" + word + "'?";
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<Candidate>& candidates) {
  if (word.empty() || word.size() > kLongest) return {};
  const auto typed = folded(word);
  const Candidate* best = nullptr;
  std::size_t least = 0;
  for (const auto& candidate : candidates) {
    if (candidate.word.size() > kLongest) continue;
    const auto apart = sdk::letters_apart(typed, folded(candidate.word));
    const auto limit = tolerance(std::max(typed.size(), candidate.word.size()));
    if (apart <= limit && (best == nullptr || apart < least)) {
      best = &candidate;
      least = apart;
    }
  }
  if (best != nullptr) return best->means;
  for (const auto& candidate : candidates) {
    if (starts(typed, folded(candidate.word))) return candidate.means;
  }
  return {};
}

std::string nearest(std::string_view word, const std::vector<std::string>& words) {
  return nearest(word, plain(words));
}

std::string did_you_mean(std::string_view word,
                         const std::vector<Candidate>& candidates) {
  return question(nearest(word, candidates));
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& words) {
  return question(nearest(word, words));
}

std::vector<Candidate> candidates(const std::vector<ParamSpec>& params) {
  std::vector<Candidate> all;
  for (const auto& param : params) {
    all.push_back({param.name, param.name});
    for (const auto& alias : param.aliases) all.push_back({alias, param.name});
  }
  return all;
}

}  // namespace backplane

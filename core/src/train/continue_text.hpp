#pragma once
// A prompt and what a network makes of it: encoded, chosen token by token, decoded.

#include "backplane/generate.hpp"
#include "data/vocabulary.hpp"
#include "train/text_writer.hpp"

namespace backplane::train {

/// As generate(). `writer` begins a new text.
Result<Generated> continue_text(TextWriter& writer, const data::Vocabulary& vocabulary,
                                const GenerateOptions& options);

/// A prompt's ids. Errors: E0661, E0662, E0663.
Result<std::vector<std::int32_t>> prompt_ids(const data::Vocabulary& vocabulary,
                                             const std::string& prompt);

}  // namespace backplane::train

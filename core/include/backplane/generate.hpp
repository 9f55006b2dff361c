#pragma once
// Text from a model of text, token by token.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "backplane/error.hpp"
#include "backplane/export.hpp"
#include "backplane/model.hpp"

namespace backplane {

/// How the next token is chosen among what the model thinks likely.
struct Sampling {
  double temperature = 1;  ///< below 1: likelier tokens; 0: always the likeliest
  std::int64_t top_k = 0;  ///< only among the k likeliest; 0: among all
  double top_p = 1;        ///< only among the likeliest that together have this share
  std::uint64_t seed = 0;
};

struct GenerateOptions : Sampling {
  std::string prompt = "\n";  ///< what the text goes on from; a new line by default
  std::int64_t tokens = 200;
  /// Each piece as it comes, whole characters; false: enough. Empty: nobody listens.
  std::function<bool(std::string_view)> on_text;
};

struct Generated {
  std::string text;         ///< what follows the prompt, UTF-8
  std::int64_t tokens = 0;  ///< of it
};

/// A function of model and options, whatever the number of threads. Bytes that form no
/// character come out as U+FFFD. Errors: E0660 no model of text, E0661 an empty prompt,
/// E0662 a prompt that is no UTF-8, E0663 a character that the model does not know,
/// E0664 a model that looks ahead, E0666 numbers out of range, E0667 a model whose
/// outputs are not finite.
BACKPLANE_API Result<Generated> generate(const Model& model,
                                         const GenerateOptions& options = {});

}  // namespace backplane

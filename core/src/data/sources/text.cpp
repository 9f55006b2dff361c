// text: files of text as tokens, in windows whose labels are the tokens after.
#include "data/source.hpp"

#include "described.hpp"

namespace backplane::data {
namespace {

ParamSpec files_param(const char* name, const char* doc, std::uint32_t flags) {
  ParamSpec spec;
  spec.name = name;
  spec.type = ParamType::strings;
  spec.doc = doc;
  spec.def = Value::strings({});
  spec.unit = "path";
  spec.flags = flags;
  return spec;
}

ParamSpec tokenizer_param() {
  ParamSpec spec;
  spec.name = "tokenizer";
  spec.type = ParamType::choice;
  spec.doc = "what a token is: a byte, or a character (a Unicode code point)";
  spec.def = Value::choice(0);
  spec.choices = {"bytes", "characters"};
  return spec;
}

ParamSpec stateful_param() {
  ParamSpec spec;
  spec.name = "stateful";
  spec.type = ParamType::boolean;
  spec.doc =
      "row b of a batch continues row b of the one before, and layers carry "
      "their state along";
  spec.def = Value::boolean(false);
  return spec;
}

class Text final : public Source {
 public:
  Text() {
    id = "text";
    summary = "files of text as tokens; each window's labels are the tokens after";
    doc =
        "The files stand one after the other; `*` and `?` in a name fit several, and a "
        "`.gz` is read as well. The validation part is the end of the text, not a draw "
        "from it. `characters` learns its vocabulary from the training part and keeps "
        "it in the model file; what is not in it becomes one special token.";
    params = {files_param("files", "files or patterns, as corpus/*.txt",
                          BACKPLANE_PF_MAIN | BACKPLANE_PF_REQUIRED),
              files_param("test", "a text that is kept for testing", 0),
              tokenizer_param(),
              within(integer_param("context", 128, "tokens a sample"), 1, 1 << 20),
              stateful_param()};
  }

  // A text is no array; see data/text.hpp.
  [[nodiscard]] Result<Headers> headers(const config::Bound&,
                                        const std::string&) const override {
    return Headers{};
  }
  [[nodiscard]] Result<Arrays> arrays(const config::Bound&, const std::string&,
                                      std::uint64_t) const override {
    return Arrays{};
  }
};

}  // namespace

const Source& text_source() {
  static const Text source;
  return source;
}

}  // namespace backplane::data

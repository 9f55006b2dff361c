#pragma once
// What can be wrong with a YAML text, in words.

#include <string>
#include <string_view>

#include "backplane/error.hpp"
#include "config/source.hpp"

namespace backplane::config {

/// The innermost `{` or `[` that is open; no place when none is.
struct OpenFlow {
  Place place;
  bool map = false;
};

/// The parser's complaint at a byte mark. A missing comma is best looked for in `flow`.
Error syntax_error(const Source& source, int line, int byte, std::string_view complaint,
                   const OpenFlow& flow);
Error unclosed(const OpenFlow& flow);
Error not_text(const Source& source, std::string_view valid_part);
Error too_large(const std::string& name, std::size_t limit);
Error too_deep(Place place, int limit);
Error too_many_values(Place place, std::size_t limit);
Error too_many_aliases(Place place, std::size_t limit);
Error duplicate_key(const std::string& key, Place place, Place first);
Error cyclic_alias(Place place);
Error merge_key(Place place);
Error key_not_a_word(Place place);
Error several_documents(Place place);
Error tag_used(Place place);

}  // namespace backplane::config

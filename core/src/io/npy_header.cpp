// The header of an .npy file: magic, version, length, and a Python dict of three keys.
#include "io/npy_header.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "io/bytes.hpp"
#include "io/fault.hpp"
#include "io/limits.hpp"

namespace backplane::io {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

// Reads the words of a Python dict literal; each call says whether it found its word.
class DictReader {
 public:
  explicit DictReader(std::string_view text) : text_(text) {}

  bool symbol(char c) {
    skip_space();
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::optional<std::string> quoted_text() {
    skip_space();
    if (text_.empty() || (text_.front() != '\'' && text_.front() != '"')) return {};
    const auto end = text_.find(text_.front(), 1);
    if (end == std::string_view::npos) return {};
    std::string word(text_.substr(1, end - 1));
    text_.remove_prefix(end + 1);
    return word;
  }
  std::optional<bool> boolean() {
    skip_space();
    for (const bool value : {false, true}) {
      const std::string_view word = value ? "True" : "False";
      if (!text_.starts_with(word)) continue;
      text_.remove_prefix(word.size());
      return value;
    }
    return {};
  }
  std::optional<std::int64_t> integer() {
    skip_space();
    std::int64_t value = 0;
    const char* end = text_.data() + text_.size();
    const auto [stop, code] = std::from_chars(text_.data(), end, value);
    if (code != std::errc{}) return {};
    text_.remove_prefix(static_cast<std::size_t>(stop - text_.data()));
    return value;
  }
  bool at_end() {
    skip_space();
    return text_.empty();
  }

 private:
  void skip_space() {
    const auto at = text_.find_first_not_of(" \t\n");
    text_.remove_prefix(at == std::string_view::npos ? text_.size() : at);
  }
  std::string_view text_;
};

struct Fields {
  std::optional<std::string> descr;
  std::optional<bool> fortran;
  std::optional<std::vector<std::int64_t>> shape;
};

std::optional<std::vector<std::int64_t>> read_shape(DictReader& in) {
  std::vector<std::int64_t> shape;
  if (!in.symbol('(')) return {};
  while (!in.symbol(')')) {
    const auto size = in.integer();
    if (!size || *size < 0 || shape.size() >= kMaxRank) return {};
    shape.push_back(*size);
    if (!in.symbol(',')) {
      if (!in.symbol(')')) return {};
      break;
    }
  }
  return shape;
}

// "" or what is wrong with the value of this key, which stands once.
std::string read_field(DictReader& in, const std::string& key, Fields& fields) {
  if (key == "descr" && !fields.descr) {
    fields.descr = in.quoted_text();
    return fields.descr ? "" : "'descr' is not one element type; records are not read";
  }
  if (key == "fortran_order" && !fields.fortran) {
    fields.fortran = in.boolean();
    return fields.fortran ? "" : "'fortran_order' is neither True nor False";
  }
  if (key == "shape" && !fields.shape) {
    fields.shape = read_shape(in);
    if (fields.shape) return "";
    return fmt::format("'shape' is not a tuple of at most {} sizes", kMaxRank);
  }
  return fmt::format("key '{}' of its header is unknown or stands twice", key);
}

// "" or what is wrong. The keys stand in any order.
std::string read_fields(DictReader& in, Fields& fields) {
  if (!in.symbol('{')) return "its header is no dict";
  for (bool closed = in.symbol('}'); !closed;) {
    const auto key = in.quoted_text();
    if (!key || !in.symbol(':')) return "its header is no dict of three keys";
    if (std::string wrong = read_field(in, *key, fields); !wrong.empty()) return wrong;
    const bool more = in.symbol(',');
    closed = in.symbol('}');
    if (!more && !closed) return "its header is no dict";
  }
  if (!fields.descr || !fields.fortran || !fields.shape)
    return "its header lacks one of 'descr', 'fortran_order', 'shape'";
  return in.at_end() ? "" : "text follows the dict in its header";
}

std::optional<Element> element_of(std::string_view code) {
  constexpr std::pair<std::string_view, Element> kCodes[] = {
      {"u1", Element::u8},  {"i1", Element::i8},  {"b1", Element::boolean},
      {"u2", Element::u16}, {"i2", Element::i16}, {"u4", Element::u32},
      {"i4", Element::i32}, {"u8", Element::u64}, {"i8", Element::i64},
      {"f2", Element::f32}, {"f4", Element::f32}, {"f8", Element::f64}};
  for (const auto& [name, element] : kCodes)
    if (name == code) return element;
  return {};
}

// Bytes where the dict begins and ends, or what is wrong.
struct Extent {
  std::uint64_t begin = 0, end = 0;
  std::string wrong;
};

Extent find_dict(std::span<const std::byte> head) {
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  if (head.size() < 10)
    return {0, 0,
            fmt::format("it ends after {} bytes, within its header", head.size())};
  if (!text.starts_with(kMagic)) return {0, 0, "it does not open with \\x93NUMPY"};
  const auto major = std::to_integer<int>(head[6]);
  if (major < 1 || major > 3)
    return {0, 0, fmt::format("version {}, expected 1, 2 or 3", major)};
  const std::uint64_t begin = major == 1 ? 10 : 12;
  if (head.size() < begin)
    return {0, 0,
            fmt::format("it ends after {} bytes, within its header", head.size())};
  const std::uint64_t length = major == 1 ? load_little<std::uint16_t>(head.data() + 8)
                                          : load_little<std::uint32_t>(head.data() + 8);
  if (length > kMaxNpyHeader)
    return {0, 0,
            fmt::format("its header claims {} bytes, more than the {} that are "
                        "allowed",
                        length, kMaxNpyHeader)};
  if (head.size() < begin + length)
    return {0, 0,
            fmt::format("it ends after {} bytes, within its header of {}", head.size(),
                        begin + length)};
  return {begin, begin + length, ""};
}

// Fills the type, or says what is wrong with it.
std::string set_type(const std::string& descr, NpyHeader& header) {
  const char order = descr.empty() ? ' ' : descr.front();
  const auto element =
      element_of(std::string_view(descr).substr(descr.empty() ? 0 : 1));
  if (!element || (order != '<' && order != '>' && order != '|' && order != '='))
    return fmt::format(
        "element type '{}' is not read here; expected bool, an integer of 8 to 64 "
        "bits, "
        "or a float of 16 to 64 bits",
        descr);
  header.array.element = *element;
  header.big_endian = order == '>';
  header.half = descr.ends_with("f2");
  return "";
}

}  // namespace

Result<NpyHeader> parse_npy_header(std::span<const std::byte> head,
                                   const std::string& name) {
  const auto malformed = [&](const std::string& what) {
    return fault("E0507", fmt::format("'{}' is not an NPY array that can be read: {}",
                                      name, what));
  };
  const Extent dict = find_dict(head);
  if (!dict.wrong.empty()) return malformed(dict.wrong);
  DictReader in(
      {reinterpret_cast<const char*>(head.data()) + dict.begin, dict.end - dict.begin});
  Fields fields;
  if (const std::string wrong = read_fields(in, fields); !wrong.empty())
    return malformed(wrong);

  NpyHeader header;
  header.offset = dict.end;
  if (const std::string wrong = set_type(*fields.descr, header); !wrong.empty())
    return malformed(wrong);
  header.fortran = *fields.fortran;
  header.array.shape = *fields.shape;
  const std::uint64_t stored = header.half ? 2 : size_of(header.array.element);
  const auto bytes = checked_bytes(header.array.shape, stored);
  if (!bytes || *bytes > kMaxArrayBytes)
    return malformed(
        fmt::format("its shape asks for more than {} bytes", kMaxArrayBytes));
  header.bytes = *bytes;
  return header;
}

}  // namespace backplane::io

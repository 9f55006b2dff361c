// The JSON header of a safetensors file, read event by event: nothing is built that was
// not checked.
#include "io/tensor_header.hpp"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "io/limits.hpp"

namespace backplane::io {
namespace {

// Depth 1 holds names, depth 2 an entry's fields (or metadata), depth 3 a list of
// numbers.
class HeaderEvents final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit HeaderEvents(TensorHeader& header) : header_(header) {}

  bool null() override { return refuse("null"); }
  bool boolean(bool) override { return refuse("a truth value"); }
  bool number_float(number_float_t, const string_t&) override {
    return refuse("a number with a fraction");
  }
  bool binary(binary_t&) override { return refuse("binary data"); }
  bool number_integer(number_integer_t value) override {
    return fail(
        fmt::format("{} holds {}, expected no negative number", where(), value));
  }

  bool number_unsigned(number_unsigned_t value) override {
    if (depth_ != 3) return refuse("a number");
    if (value > std::numeric_limits<std::int64_t>::max())
      return fail(fmt::format("{} holds {}, which is out of range", where(), value));
    if (numbers_.size() >= kMaxRank)
      return fail(fmt::format("{} has more than {} entries", where(), kMaxRank));
    numbers_.push_back(static_cast<std::int64_t>(value));
    return true;
  }

  bool string(string_t& text) override {
    if (depth_ != 2) return refuse("a text");
    if (in_metadata_)
      header_.metadata[field_] = text;
    else if (field_ == "dtype")
      header_.tensors.back().dtype = text;
    else
      return refuse("a text");
    return true;
  }

  bool start_object(std::size_t) override {
    if (depth_ >= 2) return refuse("an object");
    if (depth_ == 1 && !in_metadata_) header_.tensors.push_back({name_, "", {}, 0, 0});
    ++depth_;
    fields_.clear();
    return true;
  }
  bool end_object() override {
    --depth_;
    if (depth_ != 1 || in_metadata_) return true;
    return fields_.size() == 3 ||
           fail(fmt::format("tensor '{}' lacks dtype, shape or data_offsets", name_));
  }
  bool start_array(std::size_t) override {
    if (depth_ != 2 || in_metadata_ || field_ == "dtype") return refuse("a list");
    ++depth_;
    numbers_.clear();
    return true;
  }
  bool end_array() override {
    --depth_;
    TensorEntry& entry = header_.tensors.back();
    if (field_ == "shape") {
      entry.shape = numbers_;
      return true;
    }
    if (numbers_.size() != 2)
      return fail(
          fmt::format("{} holds {} numbers, expected 2", where(), numbers_.size()));
    entry.begin = static_cast<std::uint64_t>(numbers_[0]);
    entry.end = static_cast<std::uint64_t>(numbers_[1]);
    return true;
  }
  bool key(string_t& text) override { return depth_ == 1 ? name(text) : field(text); }

  bool parse_error(std::size_t at, const std::string&,
                   const nlohmann::detail::exception&) override {
    return fail(
        fmt::format("its header is no JSON: byte {} of it is not expected there", at));
  }

 private:
  bool name(const std::string& text) {
    if (text.size() > kMaxTensorName)
      return fail(fmt::format("a name is {} bytes long, and at most {} are allowed",
                              text.size(), kMaxTensorName));
    if (!names_.insert(text).second)
      return fail(fmt::format("'{}' stands twice in its header", text));
    if (names_.size() > kMaxTensors + 1)
      return fail(fmt::format("it names more than {} tensors", kMaxTensors));
    name_ = text;
    in_metadata_ = text == "__metadata__";
    return true;
  }
  bool field(const std::string& text) {
    field_ = text;
    if (!fields_.insert(text).second)
      return fail(fmt::format("{} stands twice", where()));
    if (in_metadata_ || text == "dtype" || text == "shape" || text == "data_offsets")
      return true;
    return fail(fmt::format("tensor '{}' has an unknown field '{}'", name_, text));
  }
  [[nodiscard]] std::string where() const {
    return depth_ < 2 ? "'" + name_ + "'" : "'" + field_ + "' of '" + name_ + "'";
  }
  bool refuse(const std::string& what) {
    if (depth_ == 0) return fail("its header is no JSON object");
    return fail(fmt::format("{} holds {}, which does not belong there", where(), what));
  }
  bool fail(const std::string& what) {
    if (header_.wrong.empty()) header_.wrong = what;
    return false;
  }

  TensorHeader& header_;
  std::set<std::string> names_, fields_;
  std::string name_, field_;
  std::vector<std::int64_t> numbers_;
  std::size_t depth_ = 0;
  bool in_metadata_ = false;
};

}  // namespace

TensorHeader parse_tensor_header(std::string_view text) {
  TensorHeader header;
  if (!text.starts_with('{'))
    header.wrong = "its header does not open with '{'";
  else if (text.find('\0') != std::string_view::npos)
    header.wrong = "its header holds a zero byte; it is padded with spaces only";
  if (!header.wrong.empty()) return header;
  HeaderEvents events(header);
  nlohmann::json::sax_parse(text, &events);
  return header;
}

}  // namespace backplane::io

// Affine maps of samples: composed, measured, written as text.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <string_view>

#include "data/batch.hpp"
#include "data/transform.hpp"
#include "io/fault.hpp"

namespace backplane::data {
namespace {

constexpr std::size_t kMaxEntries = std::size_t{1} << 24;

std::size_t entry(const Affine& affine, std::int64_t i) {
  if (affine.scale.size() == 1) return 0;
  return static_cast<std::size_t>(i / affine.channel_stride) % affine.scale.size();
}

// A reader of words between spaces.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}
  std::string_view next() {
    const auto begin = text_.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    const auto end = std::min(text_.find(' ', begin), text_.size());
    const auto word = text_.substr(begin, end - begin);
    text_.remove_prefix(end);
    return word;
  }

 private:
  std::string_view text_;
};

template <class T>
bool read(std::string_view word, T& value) {
  const char* end = word.data() + word.size();
  const auto [stop, code] = std::from_chars(word.data(), end, value);
  return code == std::errc{} && stop == end && !word.empty();
}

bool read_list(Words& words, std::size_t n, std::vector<double>& values) {
  values.assign(n, 0);
  for (double& value : values)
    if (!read(words.next(), value) || !std::isfinite(value)) return false;
  return true;
}

// Calls f with each sample of the part, in order, as it is after `affine`.
template <class F>
void for_each_row(const Examples& examples, std::size_t input, const Affine& affine,
                  std::int64_t features, const F& f) {
  constexpr std::uint32_t kBlock = 64;
  std::vector<double> block(static_cast<std::size_t>(kBlock * features));
  std::vector<std::uint32_t> positions(kBlock);
  GatherTo to;
  to.input = input;
  to.dtype = DType::f64;
  to.inputs = block.data();
  const auto n = static_cast<std::uint32_t>(examples.count());
  for (std::uint32_t begin = 0; begin < n; begin += kBlock) {
    const std::uint32_t rows = std::min(kBlock, n - begin);
    std::iota(positions.begin(), positions.end(), begin);
    gather(examples, affine, std::span(positions).first(rows), to);
    for (std::uint32_t r = 0; r < rows; ++r) f(block.data() + r * features);
  }
}

}  // namespace

Channels channels_of(const Shape& sample) {
  if (sample.rank == 3) return {sample.dim[0], sample.dim[1] * sample.dim[2]};
  if (sample.rank == 0) return {};
  return {sample.dim[sample.rank - 1], 1};
}

Affine compose(const Affine& first, const Affine& second, std::int64_t elements) {
  Affine both;
  std::int64_t n = elements;
  both.channel_stride = 1;
  if (first.scale.size() == 1 || second.scale.size() == 1 ||
      (first.scale.size() == second.scale.size() &&
       first.channel_stride == second.channel_stride)) {
    const Affine& finer = first.scale.size() == 1 ? second : first;
    n = static_cast<std::int64_t>(finer.scale.size());
    both.channel_stride = finer.channel_stride;
  }
  both.scale.clear();
  both.shift.clear();
  const std::int64_t step = std::max<std::int64_t>(1, both.channel_stride);
  for (std::int64_t c = 0; c < n; ++c) {
    const std::size_t a = entry(first, c * step), b = entry(second, c * step);
    both.scale.push_back(first.scale[a] * second.scale[b]);
    both.shift.push_back(first.shift[a] * second.scale[b] + second.shift[b]);
  }
  return both;
}

Moments measure(const Examples& examples, std::size_t input, const Affine& affine,
                const Channels& channels) {
  const io::Array& array = *examples.inputs[input];
  const std::int64_t features = array.count() / array.shape[0];
  const auto count = static_cast<std::size_t>(channels.count);
  const std::int64_t stride = std::max<std::int64_t>(1, channels.stride);
  const auto sums = [&](const auto& term) {
    std::vector<double> sum(count, 0.0);
    for_each_row(examples, input, affine, features, [&](const double* row) {
      for (std::int64_t i = 0; i < features; i += stride) {
        const std::size_t c = static_cast<std::size_t>(i / stride) % count;
        for (std::int64_t k = i; k < i + stride; ++k) sum[c] += term(row[k], c);
      }
    });
    const double terms = static_cast<double>(examples.count()) *
                         static_cast<double>(features) / static_cast<double>(count);
    for (double& each : sum) each /= terms;
    return sum;
  };

  Moments moments;
  moments.mean = sums([](double x, std::size_t) { return x; });
  moments.deviation = sums([&](double x, std::size_t c) {
    return (x - moments.mean[c]) * (x - moments.mean[c]);
  });
  for (double& each : moments.deviation) each = std::sqrt(each);
  return moments;
}

std::string describe(const Affine& affine) {
  return fmt::format("affine {} {} {} {}", affine.channel_stride, affine.scale.size(),
                     fmt::join(affine.scale, " "), fmt::join(affine.shift, " "));
}

Result<Affine> parse_affine(const std::string& text) {
  Words words(text);
  Affine affine;
  std::size_t n = 0;
  const bool good =
      words.next() == "affine" && read(words.next(), affine.channel_stride) &&
      read(words.next(), n) && n >= 1 && n <= kMaxEntries && n <= text.size() &&
      affine.channel_stride >= (n > 1 ? 1 : 0) && read_list(words, n, affine.scale) &&
      read_list(words, n, affine.shift) && words.next().empty();
  if (!good)
    return io::fault(
        "E0528", "the model's transforms cannot be read: '" + text.substr(0, 60) + "'",
        {"expected 'affine', a stride, a count, and that many scales and "
         "shifts"});
  return affine;
}

}  // namespace backplane::data

// y[r, c] = sum_i sum_k v[r, i] h[c, k] x[i, k]: the weights of rows and of columns are
// found once for all pixels.
#include "data/image_form.hpp"

#include <algorithm>
#include <cmath>

namespace backplane::data {
namespace {

// The old pixels that a new one is made of, and how much of each; the sum is 1.
struct Taps {
  std::int64_t first = 0;
  std::vector<double> weights;
};

// A part of an axis of old pixels, where pixel i covers [i, i + 1].
struct Span {
  double begin, end;
};

// n new pixels share the span evenly; each reaches `scale` pixels around its middle (a
// tent, at least one pixel wide) or covers what lies in its own part.
std::vector<Taps> taps_of(std::int64_t old, Span span, std::int64_t n, Resize resize) {
  const double step = (span.end - span.begin) / static_cast<double>(n);
  const double scale = std::max(step, 1.0);
  const double reach = resize == Resize::area ? step / 2 : scale;
  std::vector<Taps> all;
  for (std::int64_t i = 0; i < n; ++i) {
    const double middle = span.begin + (static_cast<double>(i) + 0.5) * step;
    const double low = middle - reach, high = middle + reach;
    Taps taps;
    taps.first = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(low)), 0,
                                          old - 1);
    const std::int64_t last = std::clamp<std::int64_t>(
        static_cast<std::int64_t>(std::ceil(high)), taps.first + 1, old);
    double sum = 0;
    for (std::int64_t k = taps.first; k < last; ++k) {
      const auto left = static_cast<double>(k);
      const double weight = resize == Resize::area
                                ? std::min(high, left + 1) - std::max(low, left)
                                : 1 - std::abs(left + 0.5 - middle) / scale;
      taps.weights.push_back(std::max(weight, 0.0));
      sum += taps.weights.back();
    }
    for (double& weight : taps.weights) weight /= sum;
    all.push_back(std::move(taps));
  }
  return all;
}

// The middle of both axes, as large as the proportions of the form allow.
std::pair<Span, Span> taken(const io::Pixels& image, const ImageForm& form) {
  const auto H = static_cast<double>(image.height),
             W = static_cast<double>(image.width);
  if (form.fit == Fit::stretch) return {{0, H}, {0, W}};
  const double factor = std::min(H / static_cast<double>(form.height),
                                 W / static_cast<double>(form.width));
  const double h = factor * static_cast<double>(form.height);
  const double w = factor * static_cast<double>(form.width);
  return {{(H - h) / 2, (H + h) / 2}, {(W - w) / 2, (W + w) / 2}};
}

// Channels side by side become planes.
void unweave(const io::Pixels& image, std::span<std::uint8_t> out) {
  const auto n = static_cast<std::size_t>(image.height * image.width);
  const auto C = static_cast<std::size_t>(image.channels);
  for (std::size_t c = 0; c < C; ++c)
    for (std::size_t i = 0; i < n; ++i) out[c * n + i] = image.bytes[i * C + c];
}

std::uint8_t rounded(double value) {
  return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

void resample(const io::Pixels& image, const ImageForm& form,
              std::span<std::uint8_t> out) {
  const auto [down, across] = taken(image, form);
  const auto rows = taps_of(image.height, down, form.height, form.resize);
  const auto columns = taps_of(image.width, across, form.width, form.resize);
  const auto C = static_cast<std::size_t>(image.channels);
  const auto W = static_cast<std::size_t>(image.width);
  const std::size_t w = columns.size();
  // Columns first, for every old row that is needed: [old rows, w, C].
  const std::int64_t first = rows.front().first;
  const std::int64_t last =
      rows.back().first + static_cast<std::int64_t>(rows.back().weights.size());
  std::vector<double> narrow;
  narrow.reserve(static_cast<std::size_t>(last - first) * w * C);
  for (std::int64_t r = first; r < last; ++r)
    for (const Taps& taps : columns)
      for (std::size_t c = 0; c < C; ++c) {
        const std::uint8_t* x =
            image.bytes.data() +
            (static_cast<std::size_t>(r) * W + static_cast<std::size_t>(taps.first)) *
                C +
            c;
        double sum = 0;
        for (std::size_t k = 0; k < taps.weights.size(); ++k)
          sum += taps.weights[k] * x[k * C];
        narrow.push_back(sum);
      }
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t i = 0; i < w * C; ++i) {
      const Taps& taps = rows[r];
      double sum = 0;
      for (std::size_t k = 0; k < taps.weights.size(); ++k)
        sum += taps.weights[k] *
               narrow[(static_cast<std::size_t>(taps.first - first) + k) * w * C + i];
      out[(i % C * rows.size() + r) * w + i / C] = rounded(sum);
    }
}

}  // namespace

void shape_image(io::Pixels image, const ImageForm& form, std::span<std::uint8_t> out) {
  image = io::with_channels(std::move(image), form.channels);
  if (image.height == form.height && image.width == form.width)
    unweave(image, out);
  else
    resample(image, form, out);
}

}  // namespace backplane::data

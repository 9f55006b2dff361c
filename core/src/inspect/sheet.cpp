// A grid of images: the stored one, then what each epoch makes of it in its first
// batch.
#include "inspect/sheet.hpp"

#include <algorithm>
#include <cmath>

#include "data/augmenter.hpp"
#include "io/fault.hpp"
#include "io/limits.hpp"

namespace backplane::inspect {
namespace {

constexpr std::int64_t kSide = 56,
                       kGap = 4;  // a small image is drawn at least so large
constexpr std::uint8_t kPaper = 96;

// Values of the files onto bytes: as they are, or from the least to the most.
struct Tone {
  float low = 0, high = 255;

  [[nodiscard]] std::uint8_t operator()(float x) const {
    const float part = high > low ? (x - low) / (high - low) : 0;
    return static_cast<std::uint8_t>(std::lround(std::clamp(255 * part, 0.0F, 255.0F)));
  }
};

class Sheet {
 public:
  Sheet(const data::ImageSize& size, std::int64_t lines, std::int64_t columns)
      : size_(size) {
    scale_ = std::max<std::int64_t>(1, kSide / std::max(size.H, size.W));
    image_.channels = size.C == 3 ? 3 : 1;
    image_.height = kGap + lines * (size.H * scale_ + kGap);
    image_.width = kGap + columns * (size.W * scale_ + kGap);
  }

  [[nodiscard]] bool fits() const {
    return image_.height <= io::kMaxImageSide && image_.width <= io::kMaxImageSide &&
           image_.height * image_.width <= io::kMaxPixels;
  }
  void begin() {
    image_.bytes.assign(
        static_cast<std::size_t>(image_.height * image_.width * image_.channels),
        kPaper);
  }
  /// x: [C, H, W]; of other channels than one or three the first is shown.
  void put(std::int64_t line, std::int64_t column, const float* x, const Tone& tone) {
    const std::int64_t top = kGap + line * (size_.H * scale_ + kGap);
    const std::int64_t left = kGap + column * (size_.W * scale_ + kGap);
    for (std::int64_t r = 0; r < size_.H * scale_; ++r)
      for (std::int64_t k = 0; k < size_.W * scale_; ++k)
        for (std::int64_t c = 0; c < image_.channels; ++c)
          image_.bytes[static_cast<std::size_t>(
              ((top + r) * image_.width + left + k) * image_.channels + c)] =
              tone(x[(c * size_.H + r / scale_) * size_.W + k / scale_]);
  }
  io::Pixels take() { return std::move(image_); }

 private:
  data::ImageSize size_;
  std::int64_t scale_ = 1;
  io::Pixels image_;
};

Tone tone_of(const io::Array& inputs, const std::vector<float>& stored) {
  Tone tone;
  if (inputs.element == io::Element::u8) return tone;
  const auto [low, high] = std::minmax_element(stored.begin(), stored.end());
  return {*low, *high};
}

Error no_image(const train::Experiment& experiment, const io::Array& inputs) {
  Error error =
      io::fault("E0552", "samples of this data cannot be drawn: each is " +
                             std::to_string(inputs.shape.size() - 1) + "-dimensional");
  error.place = experiment.job.data.source.place;
  error.remarks = {"an image is channels×height×width"};
  return error;
}

// The batch through the augmentations of an epoch, in the values of the files.
void run(data::Augmenter& augmenter, const data::AugmentBatch& batch) {
  for (std::size_t stage = 0; stage < augmenter.stages(); ++stage)
    augmenter.run(stage, batch, 0, batch.positions.size(), 0);
}

// The input that is augmented, or the first that holds images.
std::size_t drawn_of(const train::Experiment& experiment,
                     const data::Dataset& dataset) {
  const auto& inputs = dataset.train.inputs;
  const auto image = std::ranges::find_if(
      inputs, [](const auto& array) { return array->shape.size() == 4; });
  if (!experiment.job.data.augments.empty() || image == inputs.end())
    return experiment.job.data.augmented;
  return static_cast<std::size_t>(image - inputs.begin());
}

}  // namespace

Result<io::Pixels> draw_sheet(const train::Experiment& experiment,
                              const data::Dataset& dataset, const SheetOptions& options,
                              std::vector<std::uint32_t>& lines) {
  const std::size_t drawn = drawn_of(experiment, dataset);
  const io::Array& inputs = *dataset.train.inputs[drawn];
  if (inputs.shape.size() != 4) return no_image(experiment, inputs);
  const auto size = data::image_size(inputs);
  std::vector<std::uint32_t> order(dataset.train.rows.size());
  data::epoch_order(experiment.job.seed, 0, experiment.job.data.shuffle, order);
  const auto& augments = experiment.job.data.augments;
  const auto positions = std::span(order).first(
      std::min(order.size(), static_cast<std::size_t>(experiment.job.data.batch)));
  const auto shown = std::min<std::size_t>(positions.size(),
                                           static_cast<std::size_t>(options.samples));
  const std::int64_t views = augments.empty() ? 0 : options.views;
  Sheet sheet(size, static_cast<std::int64_t>(shown), 1 + views);
  if (!sheet.fits())
    return io::fault("E0541", "the picture would have too many pixels",
                     {"ask for fewer samples or views"});
  lines.assign(positions.begin(),
               positions.begin() + static_cast<std::ptrdiff_t>(shown));

  const auto n = static_cast<std::size_t>(size.elements());
  std::vector<float> x(positions.size() * n);
  const data::Affine identity;
  data::AugmentBatch batch{dataset.train,       identity, positions, {},
                           experiment.job.seed, 0,        0};
  batch.to.inputs = x.data();
  batch.to.input = drawn;
  const data::Augmenter::Limits limits{
      DType::f32, static_cast<std::int64_t>(positions.size()), 0, 1};
  data::Augmenter stored({}, size, limits), changed(augments, size, limits);
  run(stored, batch);
  sheet.begin();
  const Tone tone = tone_of(inputs, x);
  for (std::int64_t view = 0; view <= views; ++view) {
    for (std::size_t i = 0; i < shown; ++i)
      sheet.put(static_cast<std::int64_t>(i), view, x.data() + i * n, tone);
    batch.epoch = static_cast<std::uint64_t>(view);
    run(changed, batch);
  }
  return sheet.take();
}

}  // namespace backplane::inspect

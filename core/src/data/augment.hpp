#pragma once
// An augmentation: a random change of the images of training batches. It acts on the
// stored sample, C×H×W in the values of the files, before the transforms.

#include <memory>

#include "backplane/component.hpp"
#include "config/bind.hpp"
#include "data/dataset.hpp"
#include "data/draws.hpp"

namespace backplane::data {

struct ImageSize {
  std::int64_t C = 0, H = 0, W = 0;
  [[nodiscard]] std::int64_t elements() const { return C * H * W; }
};

/// C planes of H×W, one after the other.
template <class T>
struct Image {
  T* x = nullptr;
  ImageSize size;
  [[nodiscard]] T* plane(std::int64_t c) const { return x + c * size.H * size.W; }
};

/// What an augmentation does to one image, its parameters read. Immutable.
class Change {
 public:
  virtual ~Change() = default;
  /// In place; `spare` has room for one image.
  virtual void apply(Image<float> image, Draws& draws, float* spare) const = 0;
  virtual void apply(Image<double> image, Draws& draws, double* spare) const = 0;
};

/// What an augmentation does to a sample and another one of its batch. Immutable.
class Mix {
 public:
  virtual ~Mix() = default;
  /// Takes a part of `other`, an image of the same size, into `image`; returns the
  /// share that `image` keeps. With null data it draws the share alone: the same.
  virtual double apply(Image<float> image, const float* other, Draws& draws) const = 0;
  virtual double apply(Image<double> image, const double* other,
                       Draws& draws) const = 0;
};

/// One of the two.
struct PlannedAugment {
  std::unique_ptr<const Change> change;
  std::unique_ptr<const Mix> mix;
};

/// A change from op(image, draws, spare), a template over the type of the values.
template <class Op>
[[nodiscard]] PlannedAugment change_by(Op op) {
  class By final : public Change {
   public:
    explicit By(Op made) : op_(std::move(made)) {}
    void apply(Image<float> image, Draws& draws, float* spare) const override {
      op_(image, draws, spare);
    }
    void apply(Image<double> image, Draws& draws, double* spare) const override {
      op_(image, draws, spare);
    }

   private:
    Op op_;
  };
  return {std::make_unique<const By>(std::move(op)), nullptr};
}

/// A mix from op(image, other, draws), a template over the type of the values.
template <class Op>
[[nodiscard]] PlannedAugment mix_by(Op op) {
  class By final : public Mix {
   public:
    explicit By(Op made) : op_(std::move(made)) {}
    double apply(Image<float> image, const float* other, Draws& draws) const override {
      return op_(image, other, draws);
    }
    double apply(Image<double> image, const double* other,
                 Draws& draws) const override {
      return op_(image, other, draws);
    }

   private:
    Op op_;
  };
  return {nullptr, std::make_unique<const By>(std::move(op))};
}

/// One entry of the augmentations' table; immutable.
class Augment : public Described {
 public:
  virtual ~Augment() = default;
  /// Two samples and their targets become one: class labels turn into rows of shares.
  [[nodiscard]] virtual bool mixes() const { return false; }
  /// Whether the parameters fit images of this size. Errors: E0550 with a place.
  [[nodiscard]] virtual Outcome check(const config::Bound&, const ImageSize&) const {
    return Done{};
  }
  /// Pre: check is ok.
  [[nodiscard]] virtual PlannedAugment plan(const config::Bound& bound,
                                            const ImageSize& size) const = 0;
};

/// The table's entry that `bound` was bound to; nullptr when it is of no augmentation.
[[nodiscard]] const Augment* augment_of(const config::Bound& bound);
/// The size of the images in an array [N, C, H, W]. Pre: it has that rank.
[[nodiscard]] ImageSize image_size(const io::ArrayHeader& array);
/// Whether a job's augmentations fit its samples, as they are stored; says in `header`
/// whether targets are mixed. Mistakes go to `diagnostics`: E0550.
void check_augments(const config::DataJob& job, const Shape& sample, DataHeader& header,
                    Diagnostics& diagnostics);
/// E0550 at the parameter's place, or at the augmentation's where the default stands.
[[nodiscard]] Error misfit(const config::Bound& bound, const char* param,
                           std::string message, std::string remark = {});

[[nodiscard]] const Augment& pad_crop_augment();
[[nodiscard]] const Augment& shift_augment();
[[nodiscard]] const Augment& flip_augment();
[[nodiscard]] const Augment& rotate_augment();
[[nodiscard]] const Augment& brightness_contrast_augment();
[[nodiscard]] const Augment& noise_augment();
[[nodiscard]] const Augment& erase_augment();
[[nodiscard]] const Augment& mixup_augment();
[[nodiscard]] const Augment& cutmix_augment();

}  // namespace backplane::data

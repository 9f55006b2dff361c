#pragma once
// Examples in memory: inputs as they were stored (bytes stay bytes until a batch is
// gathered), targets as labels or dense rows, and the transforms that apply.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backplane/error.hpp"
#include "backplane/shape.hpp"
#include "config/job.hpp"
#include "data/image_form.hpp"
#include "data/vocabulary.hpp"
#include "data/windows.hpp"
#include "io/array.hpp"
#include "math/parallel.hpp"

namespace backplane::data {

enum class Targets { none, labels, dense };

/// Who makes rows of shares of class labels, and where that stands.
struct MixedTargets {
  std::string by;
  Place place;
};

/// What is known of the data before it is read: enough for every shape check.
struct DataHeader {
  Shape input{};  ///< of one sample after the transforms, without the batch
  Targets targets = Targets::labels;
  std::int64_t target_width = 0;  ///< dense: values a sample; labels: 0
  std::int64_t classes = -1;      ///< labels: how many; -1 before the labels are read
  std::int64_t label_width = 1;   ///< labels: how many a sample, one a time step
  std::int64_t vocab = 0;         ///< the inputs are ids below this; 0: numbers
  bool stateful = false;  ///< row b of a batch continues row b of the one before
  std::int64_t train = 0, validation = 0, test = 0;  ///< examples
  Place
      input_place;  ///< what in the config gave this shape: a transform, or the source
  std::optional<MixedTargets> mixed;  ///< the targets of training batches
  std::optional<ImageForm> image;     ///< of a sample, for image files to be one
};

/// x * scale[c] + shift[c] for element i of a sample, in double. One entry: for all;
/// several: c = (i / channel_stride) % scale.size(), so C×H×W has stride H*W and
/// features have stride 1.
struct Affine {
  std::vector<double> scale{1.0}, shift{0.0};
  std::int64_t channel_stride = 0;  ///< 0: one entry
};

/// One split. Inputs and targets are shared between the splits cut from one array;
/// `rows` says which rows of them belong to this split, in order. Of a text, inputs are
/// a stream of ids, and rows are windows over it that bring their labels along.
struct Examples {
  std::shared_ptr<const io::Array> inputs;
  std::optional<Windows> windows;
  std::shared_ptr<const std::vector<std::int32_t>> labels;  ///< [rows, label_width]
  std::int64_t label_width = 1;
  std::shared_ptr<const io::Array> dense;  ///< Targets::dense
  std::vector<std::uint32_t> rows;
  std::vector<std::string> names;  ///< of the inputs' rows, where they have any
  [[nodiscard]] std::int64_t count() const {
    return static_cast<std::int64_t>(rows.size());
  }
  [[nodiscard]] bool labelled() const { return labels != nullptr || windows; }
};

struct Dataset {
  DataHeader header;
  Affine affine;  ///< all transforms together, fitted on the training part
  Examples train, validation, test;
  std::vector<std::string> label_names;          ///< may be empty
  std::vector<std::string> files;                ///< what was read, for messages
  std::shared_ptr<const Vocabulary> vocabulary;  ///< of a text; else null
};

/// Shapes and counts from the files' headers alone. Mistakes go to `diagnostics`; where
/// the shapes are known all the same, they are returned, to be checked in the same
/// pass.
std::optional<DataHeader> probe(const config::DataJob& job, Diagnostics& diagnostics);

/// Reads, checks (labels in range, no empty split, batch not larger than the training
/// part), splits (stratified for labels; a function of `seed`), fits the transforms.
/// `outputs`: how many classes the network tells apart; labels outside [0, outputs) are
/// an error unless the loss leaves them out; -1: any. Reads on `pool`'s threads, where
/// there is one.
Result<Dataset> load(const config::DataJob& job, std::uint64_t seed,
                     std::int64_t outputs, Parallel* pool = nullptr);

/// Inputs alone, for `predict`: an IDX or NPY file as examples without targets; an
/// image, or a folder of them, brought to the form `image`. Errors when a sample's
/// shape is not `input`; `vocab` > 0: when they are no ids below it; E0544, images
/// where there is no form.
Result<Examples> load_inputs(const std::string& path, const Shape& input,
                             const std::optional<ImageForm>& image = {},
                             std::int64_t vocab = 0, Parallel* pool = nullptr);

/// Fitted transforms as text for a model file's metadata, and back.
std::string describe(const Affine& affine);
Result<Affine> parse_affine(const std::string& text);

}  // namespace backplane::data

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

/// One input of a sample.
struct InputForm {
  std::string name;                ///< "" where the data has one without a name
  Shape shape{};                   ///< after the transforms, without the batch
  std::int64_t vocab = 0;          ///< ids below this; 0: numbers
  std::optional<ImageForm> image;  ///< for image files to be one
  Place place;  ///< what in the config gave this shape: a transform, or the source
};

/// One target of a sample.
struct TargetForm {
  std::string name;  ///< "" where the data has one without a name
  Targets kind = Targets::labels;
  std::int64_t width = 0;             ///< dense: values a sample; labels: 0
  std::int64_t classes = -1;          ///< labels: how many; -1 before they are read
  std::int64_t label_width = 1;       ///< labels: how many a sample, one a time step
  std::optional<MixedTargets> mixed;  ///< of training batches
};

/// What is known of the data before it is read: enough for every shape check.
struct DataHeader {
  std::vector<InputForm> inputs{1};  ///< at least one, as all below
  std::vector<TargetForm> targets{1};
  bool stateful = false;  ///< row b of a batch continues row b of the one before
  std::int64_t train = 0, validation = 0, test = 0;  ///< examples

  [[nodiscard]] InputForm& input() { return inputs.front(); }
  [[nodiscard]] const InputForm& input() const { return inputs.front(); }
  [[nodiscard]] TargetForm& target() { return targets.front(); }
  [[nodiscard]] const TargetForm& target() const { return targets.front(); }
};

/// x * scale[c] + shift[c] for element i of a sample, in double. One entry: for all;
/// several: c = (i / channel_stride) % scale.size(), so C×H×W has stride H*W and
/// features have stride 1.
struct Affine {
  std::vector<double> scale{1.0}, shift{0.0};
  std::int64_t channel_stride = 0;  ///< 0: one entry
};

/// One target of many samples: labels or dense values, or neither.
struct TargetRows {
  std::shared_ptr<const std::vector<std::int32_t>> labels;  ///< [rows, label_width]
  std::int64_t label_width = 1;
  std::shared_ptr<const io::Array> dense;  ///< Targets::dense
};

/// One split. Inputs and targets are shared between the splits cut from one array;
/// `rows` says which rows of them belong to this split, in order. Of a text, the input
/// is a stream of ids, and rows are windows over it that bring their labels along.
struct Examples {
  std::vector<std::shared_ptr<const io::Array>> inputs{1};  ///< at least one
  std::vector<TargetRows> targets{1};                       ///< at least one
  std::optional<Windows> windows;
  std::vector<std::uint32_t> rows;
  std::vector<std::string> names;  ///< of the inputs' rows, where they have any
  [[nodiscard]] std::int64_t count() const {
    return static_cast<std::int64_t>(rows.size());
  }
  [[nodiscard]] const std::shared_ptr<const io::Array>& input() const {
    return inputs.front();
  }
  [[nodiscard]] TargetRows& target() { return targets.front(); }
  [[nodiscard]] const TargetRows& target() const { return targets.front(); }
  [[nodiscard]] bool labelled(std::size_t target = 0) const {
    return targets[target].labels != nullptr || windows;
  }
};

struct Dataset {
  DataHeader header;
  std::vector<Affine> affines{1};  ///< by input: all its transforms together, fitted
                                   ///< on the training part
  Examples train, validation, test;
  std::vector<std::vector<std::string>> label_names{1};  ///< by target; may be empty
  std::vector<std::string> files;                ///< what was read, for messages
  std::shared_ptr<const Vocabulary> vocabulary;  ///< of a text; else null
};

/// Shapes and counts from the files' headers alone. Mistakes go to `diagnostics`; where
/// the shapes are known all the same, they are returned, to be checked in the same
/// pass.
std::optional<DataHeader> probe(const config::DataJob& job, Diagnostics& diagnostics);

/// Reads, checks (labels in range, no empty split, batch not larger than the training
/// part), splits (stratified for labels; a function of `seed`), fits the transforms.
/// `outputs`: how many classes the network tells apart, by target; labels outside
/// [0, outputs) are an error unless the loss leaves them out; -1: any. Reads on
/// `pool`'s threads, where there is one.
Result<Dataset> load(const config::DataJob& job, std::uint64_t seed,
                     std::vector<std::int64_t> outputs, Parallel* pool = nullptr);

/// Inputs alone, for `predict`: an IDX or NPY file as examples without targets; an
/// image, or a folder of them, brought to the form's. Errors when a sample's shape is
/// not the form's, or an id outside of its vocabulary; E0544, images where there is no
/// form of one.
Result<Examples> load_inputs(const std::string& path, const InputForm& form,
                             Parallel* pool = nullptr);
/// The same for several inputs: `paths` by input. Errors: E0532, files of different
/// numbers of samples.
Result<Examples> load_inputs(const std::vector<std::string>& paths,
                             const std::vector<InputForm>& forms,
                             Parallel* pool = nullptr);

/// Fitted transforms as text for a model file's metadata, and back.
std::string describe(const Affine& affine);
Result<Affine> parse_affine(const std::string& text);

}  // namespace backplane::data

#pragma once
// A trained model: one file, and predictions from it.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "backplane/error.hpp"
#include "backplane/export.hpp"
#include "backplane/inspect.hpp"
#include "backplane/runtime.hpp"
#include "backplane/shape.hpp"
#include "backplane/train.hpp"

namespace backplane {

/// What a network takes, of one sample.
struct ModelInput {
  std::string name;  ///< as the data names it; "input" where it has one without a name
  Shape shape{};     ///< without the batch
  std::int64_t features = 0;  ///< number of values
};

/// What a network gives for one sample: [steps, columns].
struct ModelOutput {
  std::string name;          ///< of its loss
  std::int64_t columns = 0;  ///< of a prediction
  std::int64_t steps = 1;    ///< predictions a sample: 1, or of a time
  bool classifies = false;   ///< trained on labels
};

/// Predictions with a model, in batches of at most a number of rows fixed when made.
/// One a thread: it owns the memory of a pass; many may share one model.
class BACKPLANE_API Predictor {
 public:
  Predictor(Predictor&&) noexcept;
  Predictor& operator=(Predictor&&) noexcept;
  ~Predictor();

  /// `inputs` [rows, features] as the data's files hold them: the model's transforms
  /// are applied here. `outputs` [rows, steps, columns]: probabilities where the loss
  /// takes logits. Any number of rows; allocates nothing. Errors: sizes that do not fit
  /// (E0651), numbers that are no token ids where the model takes those (E0654).
  Outcome run(std::span<const float> inputs, std::span<float> outputs);
  /// The same with every input and every output, in the order of Model::inputs() and
  /// Model::outputs(). Errors: E0651 for another number of them, too.
  Outcome run(std::span<const std::span<const float>> inputs,
              std::span<const std::span<float>> outputs);

 private:
  friend class Model;
  struct State;
  explicit Predictor(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Immutable and thread-safe; a handle, copies share one model.
class BACKPLANE_API Model {
 public:
  /// Reads model.safetensors. Errors: E05xx for bytes that are no such file, E0650 for
  /// a file that is no Backplane model, E0404 when a part's plugin is missing, E064x.
  static Result<Model> load(Runtime& runtime, const std::string& path);

  [[nodiscard]] std::vector<ModelInput> inputs() const;
  [[nodiscard]] std::vector<ModelOutput> outputs() const;
  /// The first input and the first output, for the models that have one of each.
  [[nodiscard]] Shape input() const;
  [[nodiscard]] std::int64_t features() const;
  [[nodiscard]] std::int64_t columns() const;
  [[nodiscard]] std::int64_t steps() const;
  [[nodiscard]] bool classifies() const;
  /// The name of a class, or its number.
  [[nodiscard]] std::string label(std::int64_t index, std::size_t output = 0) const;
  [[nodiscard]] const std::string& config() const;  ///< resolved, YAML

  /// Runs on the calling thread alone. Errors: E0311 no memory.
  [[nodiscard]] Result<Predictor> predictor(std::int64_t max_rows = 64) const;

  struct State;  ///< opaque
  [[nodiscard]] const State& state() const { return *state_; }

 private:
  explicit Model(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

/// Predictions of one output for a whole file.
struct Predictions {
  std::int64_t rows = 0,
               columns = 0;    ///< rows: steps of samples, where there are several
  std::int64_t steps = 1;      ///< rows a sample
  std::vector<double> values;  ///< [rows, columns]
  std::vector<std::int64_t>
      classes;  ///< largest column of each row; models of labels only
  std::vector<std::string> labels;  ///< name of each column; may be empty
  std::vector<std::string> names;   ///< of each row, when inputs are images: the file
  std::string output;               ///< the output's name
};
enum class TableFormat { csv, npy };

/// Inputs from an IDX or NPY file (.gz too), an image, or a folder of images, on all
/// threads of the runtime; of a model with one input, its first output.
BACKPLANE_API Result<Predictions> predict_file(Runtime& runtime,
                                               const std::string& model,
                                               const std::string& inputs);
/// A file with an input of many samples; the name may be empty where there is one.
struct InputFile {
  std::string name, path;
};
/// Every output of the model; files by input, in any order. Errors: E0655, a model that
/// takes other inputs.
BACKPLANE_API Result<std::vector<Predictions>> predict_files(
    Runtime& runtime, const std::string& model, const std::vector<InputFile>& files);

/// RFC 4180: row, class, one column a probability (or output).
[[nodiscard]] BACKPLANE_API std::string to_csv(const Predictions& predictions);
/// The same for several outputs, whose columns carry their names. Pre: all have as many
/// rows.
[[nodiscard]] BACKPLANE_API std::string to_csv(
    const std::vector<Predictions>& predictions);
/// That table in a file, which appears whole or not at all.
BACKPLANE_API Outcome write_table(const std::vector<Predictions>& predictions,
                                  const std::string& path);
/// csv as to_csv(); npy: [rows, columns] float64. Appears whole or not at all.
BACKPLANE_API Outcome write_predictions(const Predictions& predictions,
                                        const std::string& path, TableFormat format);

struct EvalReport {
  std::string split;  ///< "test", or "validation" where there is no test set
  std::int64_t examples = 0;
  double loss = 0;
  std::vector<MetricReport> metrics;
};
/// A run folder or a model file with its configuration's data; `data` overrides where
/// that lies (a model file holds no path). Errors: as above, and the data's.
BACKPLANE_API Result<EvalReport> evaluate_model(Runtime& runtime,
                                                const std::string& path,
                                                const std::string& data = {});

}  // namespace backplane

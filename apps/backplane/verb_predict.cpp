// backplane predict MODEL INPUTS: classes and probabilities, as CSV or NPY.
#include "backplane/model.hpp"
#include "json.hpp"
#include "model_file.hpp"
#include "verbs.hpp"

namespace backplane::app {

namespace {

struct Arguments {
  std::string model, inputs, out, format;
  bool probabilities = false;
};

Json predictions_json(const Predictions& found) {
  Json json{{"ok", true}, {"rows", found.rows}, {"columns", found.columns}};
  if (!found.classes.empty()) json["classes"] = found.classes;
  if (!found.labels.empty()) json["labels"] = found.labels;
  if (!found.names.empty()) json["files"] = found.names;
  if (found.columns > 0) json["values"] = found.values;
  return json;
}

bool is_npy(const Arguments& given) {
  if (!given.format.empty()) return given.format == "npy";
  return given.out.ends_with(".npy");
}

Error npy_needs_file() {
  Error error;
  error.code = "E0813";
  error.message = "--format npy needs a file: it is no text for a screen";
  error.remarks = {"add --out FILE.npy"};
  return error;
}

int predict(Session& session, const Arguments& given) {
  auto& console = session.console;
  if (is_npy(given) && given.out.empty()) {
    console.fail(npy_needs_file());
    return kWrongUsage;
  }
  auto runtime = session.runtime();
  if (!runtime) return console.fail(runtime.error());
  auto found = predict_file(*runtime, model_file(given.model), given.inputs);
  if (!found) return console.fail(found.error(), count_of(found.error()) + ".");
  const auto rows = found->rows;
  const bool bare = !found->classes.empty() && !given.probabilities && !is_npy(given);
  if (bare) {
    found->columns = 0;
    found->values.clear();
  }
  if (given.out.empty()) {
    if (console.json())
      console.write(dump(predictions_json(*found)));
    else
      console.write(to_csv(*found));
    return kGood;
  }
  const auto format = is_npy(given) ? TableFormat::npy : TableFormat::csv;
  const auto done = write_predictions(*found, given.out, format);
  if (!done) return console.fail(done.error(), count_of(done.error()) + ".");
  if (console.json())
    console.write(dump(Json{{"ok", true}, {"rows", rows}, {"out", given.out}}));
  else if (console.talks())
    console.print("wrote {} ({} rows)\n", given.out, grouped(rows));
  return kGood;
}

}  // namespace

void add_predict(CommandLine& line) {
  const auto given = std::make_shared<Arguments>();
  auto verb = line.add("predict", "Predict with a trained model", Needs::parts,
                       [given](Session& session) { return predict(session, *given); });
  verb.positional("MODEL", given->model, "A run folder or a model file");
  verb.positional("INPUTS", given->inputs,
                  "An IDX or NPY file (.gz too), an image, or a folder of them");
  verb.option("--out", given->out, "FILE", "Write here instead of to the screen");
  verb.choice("--format", given->format, {"csv", "npy"},
              "csv or npy [by the file's name]");
  verb.flag("--probabilities", given->probabilities,
            "A column of probabilities for each class too");
}

}  // namespace backplane::app
